"""A yes to being mailed that a person said to staff, written down with how."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from adminpanel.forms.users import ConsentForm
from core.http import posted
from customers.actors import ShopRequest
from customers.consent_words import WORDING
from customers.errors import CustomersRefused
from customers.models import ConsentKind
from customers.refusals import add_refusal
from customers.selectors.staff_cards import user_of
from customers.services.consents import record_told


def user_consent(request: ShopRequest, user_id: int, kind: str) -> HttpResponse:
    """How the person said yes is asked for; taking it back is a click on the card (C10)."""
    user = user_of(request.actor, user_id)
    if kind not in ConsentKind.values:
        raise Http404
    form = ConsentForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            record_told(
                actor=request.actor,
                user_id=user.pk,
                kind=ConsentKind(kind),
                told_how=form.cleaned_data["told_how"],
            )
        except CustomersRefused as refused:
            add_refusal(form, refused, {"told_how": "told_how"})
        else:
            text = _("The yes is written down, and %(name)s gets a mail of it.")
            messages.success(request, text % {"name": user.full_name})
            return redirect("staff:user-detail", user_id=user.pk)
    context = {
        "form": form,
        "person": user,
        "kind": ConsentKind(kind),
        "wording": WORDING[ConsentKind(kind)],
    }
    return render(request, "staff/users/user_consent.html", context)
