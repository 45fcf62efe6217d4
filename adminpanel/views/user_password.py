"""Staff help somebody in again: a reset link (the default), or a temporary password (C6)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from adminpanel.forms.users import ResetForm, TemporaryPasswordForm
from core.http import posted
from customers.actors import ShopRequest
from customers.errors import CustomersRefused, PasswordRefused
from customers.password_rules import password_rules
from customers.policies import may_send_reset_link, may_set_password
from customers.refusals import add_refusal
from customers.selectors.staff_cards import user_of
from customers.services import passwords


def user_reset(request: ShopRequest, user_id: int) -> HttpResponse:
    """Mails a reset link; how the asker was known is written down (K-35)."""
    user = user_of(request.actor, user_id)
    form = ResetForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            passwords.send_reset_link(
                actor=request.actor, user=user, verified_how=form.cleaned_data["verified_how"]
            )
        except CustomersRefused as refused:
            add_refusal(form, refused)
        else:
            text = _("The reset link is mailed to %(email)s.") % {"email": user.email}
            messages.success(request, text)
            return redirect("staff:user-detail", user_id=user.pk)
    context = {
        "form": form,
        "person": user,
        "may": may_send_reset_link(request.actor, user),
        "may_set_password": may_set_password(request.actor, user),
    }
    return render(request, "staff/users/user_reset.html", context)


@never_cache
@sensitive_post_parameters("new", "again")
def user_password(request: ShopRequest, user_id: int) -> HttpResponse:
    """A password that opens only the page where the person replaces it; a right of its own."""
    user = user_of(request.actor, user_id)
    form = TemporaryPasswordForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            passwords.set_temporary_password(
                actor=request.actor,
                user=user,
                new=form.cleaned_data["new"],
                verified_how=form.cleaned_data["verified_how"],
                reason=form.cleaned_data["reason"],
            )
        except PasswordRefused as refused:
            for text in refused.texts:
                form.add_error("new", text)
        except CustomersRefused as refused:
            add_refusal(form, refused)
        else:
            text = _("%(name)s is signed out everywhere and has got a mail. Tell the password.")
            messages.success(request, text % {"name": user.full_name})
            return redirect("staff:user-detail", user_id=user.pk)
    context = {
        "form": form,
        "person": user,
        "may": may_set_password(request.actor, user),
        "rules": password_rules(user),
    }
    return render(request, "staff/users/user_password.html", context)
