"""Another log-in for somebody, by staff: confirmed by both addresses, or at once with a reason."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from adminpanel.forms.users import EmailForm
from core.http import posted
from customers.actors import ShopRequest
from customers.errors import CustomersRefused
from customers.models import User
from customers.policies import may_change_email
from customers.refusals import FIELD_OF, add_refusal
from customers.selectors.email_change import waiting_change
from customers.selectors.staff_cards import user_of
from customers.services import email_change as services

_FIELDS = FIELD_OF | {"email_same": "email", "no_reason": "reason"}


def user_email(request: ShopRequest, user_id: int) -> HttpResponse:
    """Both addresses confirm (K-41); staff override for whom the old one is lost (K-42)."""
    user = user_of(request.actor, user_id)
    form = EmailForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            text = _change(request, user, form)
        except CustomersRefused as refused:
            add_refusal(form, refused, _FIELDS)
        else:
            messages.success(request, text)
            return redirect("staff:user-detail", user_id=user.pk)
    context = {
        "form": form,
        "person": user,
        "change": waiting_change(user),
        "may": may_change_email(request.actor, user),
    }
    return render(request, "staff/users/user_email.html", context)


def _change(request: ShopRequest, user: User, form: EmailForm) -> str:
    values = form.cleaned_data
    if form.is_at_once:
        services.change_at_once(
            actor=request.actor,
            user=user,
            email=values["email"],
            reason=values["reason"],
            verified_how=values["verified_how"],
        )
        return _("The e-mail is changed. Both addresses are told.")
    services.ask_for_person(
        actor=request.actor,
        user=user,
        email=values["email"],
        verified_how=values["verified_how"],
    )
    return _("Both addresses have got a mail. The log-in changes when both have confirmed.")


def user_email_withdraw(request: ShopRequest, user_id: int) -> HttpResponse:
    """Takes back a change that waits; the mailed links then lead nowhere."""
    user = user_of(request.actor, user_id)
    try:
        if services.withdraw(actor=request.actor, user=user):
            messages.success(request, _("Taken back. The address stays as it is."))
    except CustomersRefused as refused:
        messages.error(request, str(refused.reason))
    return redirect("staff:user-detail", user_id=user.pk)
