"""One's own password, language and theme. Closed while somebody else is logged in as one."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from customers.actors import ShopRequest
from customers.errors import PasswordRefused
from customers.field_rules import Rules
from customers.models import Theme, User
from customers.password_rules import password_rules
from customers.personal_forms import personal_initial, personal_of
from customers.policies import may_ask_for_email
from customers.selectors.email_change import waiting_change
from customers.selectors.field_rules import rules_for
from customers.selectors.sessions import open_sessions
from customers.services import passwords, users
from customers.two_factor import may_have
from shop.forms.account import AppearanceForm, ChangePasswordForm, PersonalForm
from shop.logging_in import stay_logged_in


@sensitive_post_parameters("current", "new", "again")
def security(request: ShopRequest) -> HttpResponse:
    """Change the password; every other visit of the person ends, this one goes on."""
    form = ChangePasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user = passwords.change_password(
                actor=request.actor,
                current=form.cleaned_data["current"],
                new=form.cleaned_data["new"],
            )
        except PasswordRefused as refused:
            field = "current" if refused.is_current else "new"
            for text in refused.texts:
                form.add_error(field, text)
        else:
            stay_logged_in(request, user)
            messages.success(
                request, _("Your password is changed. Everywhere else you are logged out.")
            )
            return redirect("my:security")
    return _page(request, password_form=form)


def appearance(request: ShopRequest) -> HttpResponse:
    """Choose language and theme."""
    form = AppearanceForm(request.POST, rules=_rules(request))
    if not form.is_valid():
        return _page(request, appearance_form=form)
    users.set_appearance(
        actor=request.actor,
        user=_person(request),
        language=form.cleaned_data.get("language", _person(request).language),
        theme=Theme(form.cleaned_data["theme"]),
    )
    messages.success(request, _("Saved."))
    return redirect("my:security")


def personal(request: ShopRequest) -> HttpResponse:
    """Write or take away one's title and birthday."""
    form = PersonalForm(request.POST, shop=request.shop, rules=_rules(request))
    if not form.is_valid():
        return _page(request, personal_form=form)
    said = personal_of(form, _person(request))
    if said is None:
        raise Http404
    users.set_personal(actor=request.actor, user=_person(request), personal=said)
    messages.success(request, _("Saved."))
    return redirect("my:security")


def _page(
    request: ShopRequest,
    *,
    personal_form: PersonalForm | None = None,
    password_form: ChangePasswordForm | None = None,
    appearance_form: AppearanceForm | None = None,
) -> HttpResponse:
    person = _person(request)
    chosen = {"language": person.language, "theme": person.theme}
    field_rules = _rules(request)
    context = {
        "password_form": password_form or ChangePasswordForm(),
        "personal_form": personal_form
        or PersonalForm(shop=request.shop, rules=field_rules, initial=personal_initial(person)),
        "appearance_form": appearance_form or AppearanceForm(rules=field_rules, initial=chosen),
        "rules": password_rules(person),
        "person": person,
        "email_change": waiting_change(person),
        "may_add_factor": may_have(user=person, shop=request.shop).allowed,
        "may_ask_for_email": may_ask_for_email(request.actor, request.shop),
        "sessions": open_sessions(person, here=request.session.session_key),
    }
    return render(request, "my/security.html", context)


def _rules(request: ShopRequest) -> Rules:
    """Those of the customer one buys for now, as everywhere on My pages."""
    return rules_for(request.shop, request.actor.customer)


def _person(request: ShopRequest) -> User:
    """The one logged in; the route lets nobody else in."""
    if request.actor.user is None:
        raise ValueError("Nobody is logged in.")
    return request.actor.user
