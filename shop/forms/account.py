"""Forms of logging in, choosing a password, and one's own settings. They check shape only."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from customers.field_rule_forms import obey
from customers.field_rules import USERS, Rules
from customers.models import ShopSettings, Theme
from customers.personal_forms import add_personal_fields


class LogInForm(forms.Form):
    username = forms.CharField(
        label=_("E-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True}),
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class AskResetForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "autofocus": True}),
    )


class ChoosePasswordForm(forms.Form):
    """A new password, twice, so that a slip of the finger locks nobody out."""

    new = forms.CharField(
        label=_("New password"),
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("The same password again"),
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if "new" in values and "again" in values and values["new"] != values["again"]:
            self.add_error("again", _("The two passwords are not the same."))
        return values


class ChangePasswordForm(ChoosePasswordForm):
    current = forms.CharField(
        label=_("Current password"),
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    field_order = ["current", "new", "again"]


class NewEmailForm(forms.Form):
    """Which address one wants to log in with, and the password: an open screen moves no log-in."""

    email = forms.EmailField(
        label=_("New e-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    current = forms.CharField(
        label=_("Current password"),
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class PersonalForm(forms.Form):
    """Title and birthday, where the shop asks for them; without fields where it does not."""

    def __init__(self, *args: Any, shop: ShopSettings, rules: Rules, **options: Any) -> None:
        super().__init__(*args, **options)
        add_personal_fields(self, shop)
        obey(self, USERS, rules)


class AppearanceForm(forms.Form):
    language = forms.ChoiceField(
        label=_("Language"),
        required=False,
        choices=[("", _("The shop's language")), *settings.LANGUAGES],
    )
    theme = forms.ChoiceField(label=_("Light or dark"), choices=Theme.choices)

    def __init__(self, *args: Any, rules: Rules, **options: Any) -> None:
        super().__init__(*args, **options)
        obey(self, USERS, rules)
