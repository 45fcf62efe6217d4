"""What is stored on a person: taken out for them, or erased for good. Staff administrators."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from adminpanel.forms.users import ErasingForm, TakeOutForm
from core.http import posted
from customers.actors import ShopRequest
from customers.errors import CustomersRefused
from customers.policies import may_erase, may_take_out_person
from customers.refusals import FIELD_OF, add_refusal
from customers.selectors.staff_cards import user_of
from orders.selectors.person_file import what_hangs_on
from orders.services.erasing import erase_person
from orders.services.person_file import take_out_person

_FIELDS = FIELD_OF | {"typed": "typed", "no_reason": "reason"}


def user_delete(request: ShopRequest, user_id: int) -> HttpResponse:
    """Names what is lost and what stays; the person's e-mail is typed before it happens (C11)."""
    user = user_of(request.actor, user_id)
    form = ErasingForm(posted(request))
    if request.method == "POST" and form.is_valid():
        name = user.full_name
        try:
            erase_person(actor=request.actor, user=user, **form.cleaned_data)
        except CustomersRefused as refused:
            add_refusal(form, refused, _FIELDS)
        else:
            messages.success(request, _("%(name)s is erased. The orders stay.") % {"name": name})
            return redirect("staff:user-detail", user_id=user.pk)
    context = {
        "form": form,
        "person": user,
        "may": may_erase(request.actor, user),
        "hangs": what_hangs_on(user),
    }
    return render(request, "staff/users/user_delete.html", context)


@never_cache
def user_file(request: ShopRequest, user_id: int) -> HttpResponse:
    """All that is stored on one person as JSON and Excel, once it is written down why."""
    user = user_of(request.actor, user_id)
    form = TakeOutForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            packed = take_out_person(
                actor=request.actor, user=user, reason=form.cleaned_data["reason"]
            )
        except CustomersRefused as refused:
            add_refusal(form, refused, _FIELDS)
        else:
            response = HttpResponse(packed, content_type="application/zip")
            response["Content-Disposition"] = f'attachment; filename="person-{user.pk}.zip"'
            response["X-Content-Type-Options"] = "nosniff"
            return response
    context = {"form": form, "person": user, "may": may_take_out_person(request.actor, user)}
    return render(request, "staff/users/user_file.html", context)
