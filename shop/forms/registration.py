"""The forms of making an account of one's own. They check shape only."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core.form_guard import GuardedForm
from customers.add_ons import AddOn
from customers.consent_words import WORDING
from customers.field_rule_forms import require_fields
from customers.field_rules import USERS
from customers.models import ConsentKind, ShopSettings
from customers.personal_forms import add_personal_fields, personal_of
from customers.selectors.field_rules import rules_of
from customers.services.users import Person
from shop.forms.account import ChoosePasswordForm
from shop.forms.person_names import NamedForm

_SMALL = ("title", "birthday")


class _ConsentForm(forms.Form):
    """A box for each consent, where the shop mails campaigns at all."""

    def ask_consents(self, shop: ShopSettings) -> None:
        if shop.is_on(AddOn.CAMPAIGNS):
            for kind in ConsentKind:
                self.fields[kind.value] = forms.BooleanField(label=WORDING[kind], required=False)

    @property
    def kinds(self) -> frozenset[ConsentKind]:
        return frozenset(kind for kind in ConsentKind if self.cleaned_data.get(kind.value))

    @property
    def consents(self) -> list[forms.BoundField]:
        return [self[kind.value] for kind in ConsentKind if kind.value in self.fields]


class RegistrationForm(GuardedForm, NamedForm, _ConsentForm):
    """Who one is. The rest of a person's fields are asked for only where the shop requires them.

    Both consents are boxes of their own, never ticked beforehand (P-10, P-11).
    """

    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def __init__(self, data: Any = None, *, shop: ShopSettings) -> None:
        super().__init__(data)
        add_personal_fields(self, shop)
        if rules_of(shop).is_required(USERS, "phone"):
            self.fields["phone"] = forms.CharField(
                label=_("Phone"),
                max_length=40,
                widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
            )
        require_fields(self, USERS, shop)
        self.ask_consents(shop)

    @property
    def person(self) -> Person:
        """In the language of the page, which is the one they read."""
        return Person(
            first_name=self.cleaned_data["first_name"],
            last_name=self.cleaned_data["last_name"],
            phone=self.cleaned_data.get("phone", ""),
            language=(get_language() or "").split("-")[0],
            personal=personal_of(self),
        )

    @property
    def about(self) -> list[forms.BoundField]:
        """The fields about the person, as the shop has put them in order."""
        asked = {"first_name", "last_name", "email", "phone", *_SMALL}
        return [self[name] for name in self.fields if name in asked]


class ConfirmForm(ChoosePasswordForm, _ConsentForm):
    """The first password; and the consents again, as ticked, for the mailbox to say yes to."""

    def __init__(
        self, data: Any = None, *, shop: ShopSettings, kinds: frozenset[ConsentKind]
    ) -> None:
        super().__init__(data, initial={kind.value: True for kind in kinds})
        self.ask_consents(shop)
