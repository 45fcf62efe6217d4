"""Asking for another log-in address of one's own. Closed while somebody else acts as one."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from core.http import posted
from customers.actors import ShopRequest
from customers.errors import CustomersRefused, PasswordRefused
from customers.models import User
from customers.policies import may_ask_for_email
from customers.refusals import FIELD_OF, add_refusal
from customers.selectors.email_change import waiting_change
from customers.services.email_change import ask_for_email, withdraw
from shop.forms.account import NewEmailForm


@sensitive_post_parameters("current")
def email_change(request: ShopRequest) -> HttpResponse:
    """The wish with the password; then what it waits for, and taking it back."""
    person = _person(request)
    may = may_ask_for_email(request.actor, request.shop)
    form = NewEmailForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            ask_for_email(
                actor=request.actor,
                password=form.cleaned_data["current"],
                email=form.cleaned_data["email"],
            )
        except PasswordRefused as refused:
            form.add_error("current", refused.texts[0])
        except CustomersRefused as refused:
            add_refusal(form, refused, FIELD_OF | {"email_same": "email"})
        else:
            messages.success(request, _("Both addresses have got a mail."))
            return redirect("my:email-change")
    context = {
        "form": form,
        "person": person,
        "change": waiting_change(person),
        "may_ask_for_email": may,
    }
    return render(request, "my/email_change.html", context)


def email_withdraw(request: ShopRequest) -> HttpResponse:
    """Takes the wish back; the mailed links then lead nowhere."""
    try:
        done = withdraw(actor=request.actor, user=_person(request))
    except CustomersRefused as refused:
        messages.error(request, str(refused.reason))
    else:
        if done:
            messages.success(request, _("Taken back. Your address stays as it is."))
    return redirect("my:security")


def _person(request: ShopRequest) -> User:
    """The one logged in; the route lets nobody else in."""
    if request.actor.user is None:
        raise ValueError("Nobody is logged in.")
    return request.actor.user
