"""Taking two-factor away from somebody who has lost it, with a written reason."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from adminpanel.forms.users import SecondFactorResetForm
from core.http import posted
from customers.actors import ShopRequest
from customers.errors import CustomersRefused
from customers.policies import may_reset_second_factor
from customers.selectors.staff_cards import user_of
from customers.services.two_factor import reset_second_factor


def user_two_factor(request: ShopRequest, user_id: int) -> HttpResponse:
    """The person is mailed, logged out everywhere, and the reason stays in the account log."""
    user = user_of(request.actor, user_id)
    form = SecondFactorResetForm(posted(request))
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            reset_second_factor(actor=request.actor, user=user, reason=form.cleaned_data["reason"])
        except CustomersRefused as refused:
            form.add_error(None, str(refused.reason))
            status = 409
        else:
            text = _("%(name)s logs in with the password alone, and has been told by mail.")
            messages.success(request, text % {"name": user.full_name})
            return redirect("staff:user-detail", user_id=user.pk)
    context = {
        "form": form,
        "person": user,
        "may_reset": may_reset_second_factor(request.actor, user),
    }
    return render(request, "staff/users/user_two_factor.html", context, status=status)
