"""Forms of choosing what one is mailed. They check shape only."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from customers.consent_words import WORDING
from customers.models import ConsentKind
from shop.forms.person_names import NamedForm


class NewsletterForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class MailChoicesForm(NamedForm):
    """Two questions, never one. Names only for an address that has no account yet."""

    newsletter = forms.BooleanField(label=WORDING[ConsentKind.NEWSLETTER], required=False)
    partner = forms.BooleanField(label=WORDING[ConsentKind.PARTNER], required=False)

    def __init__(self, data: Any = None, *, is_new: bool, given: frozenset[ConsentKind]) -> None:
        initial = {kind.value: kind in given for kind in ConsentKind}
        if is_new or not given:  # it is the newsletter that was asked for
            initial[ConsentKind.NEWSLETTER.value] = True
        super().__init__(data, initial=initial)
        if not is_new:
            del self.fields["first_name"], self.fields["last_name"]

    @property
    def kinds(self) -> frozenset[ConsentKind]:
        return frozenset(kind for kind in ConsentKind if self.cleaned_data[kind.value])

    def clean(self) -> dict[str, Any]:
        """A no from a stranger needs no name: nothing is kept then."""
        values = super().clean() or {}
        if not any(values.get(kind.value) for kind in ConsentKind):
            for name in ("first_name", "last_name"):
                self.errors.pop(name, None)
        return values
