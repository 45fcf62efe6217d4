"""The words of a mail, as staff write them."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.email_kinds import EmailKind
from core.email_templates import TemplateRefused
from core.email_words import LINE_MAX, TEXT_MAX, Words


class EmailTemplateForm(forms.Form):
    """`seen` is the number of the version that the page began with."""

    subject = forms.CharField(label=_("Subject"), max_length=LINE_MAX, required=False)
    heading = forms.CharField(label=_("Heading"), max_length=LINE_MAX, required=False)
    intro = forms.CharField(
        label=_("Text"),
        max_length=TEXT_MAX,
        required=False,
        widget=forms.Textarea(attrs={"rows": 9}),
        help_text=_("Before what always stands in the mail."),
    )
    closing = forms.CharField(
        label=_("Last words"),
        max_length=TEXT_MAX,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("After it."),
    )
    button = forms.CharField(label=_("The button's words"), max_length=LINE_MAX, required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(
        self, data: Mapping[str, Any] | None, *, kind: EmailKind, words: Words, seen: int
    ) -> None:
        initial = {
            "subject": words.subject,
            "heading": words.heading,
            "intro": words.intro,
            "closing": words.closing,
            "button": words.button,
            "seen": seen,
        }
        super().__init__(data, initial=initial)
        if not kind.button:
            del self.fields["button"]

    def words(self) -> Words:
        """Of what can be read; a part that is refused here is left out."""
        values = self.cleaned_data
        return Words(
            subject=values["subject"],
            heading=values["heading"],
            intro=values["intro"],
            closing=values["closing"],
            button=values.get("button", ""),
        )

    def refuse(self, refused: TemplateRefused) -> None:
        """At the part that is to blame, else above the form."""
        for name, refusal in refused.problems.items():
            self.add_error(name if name in self.fields else None, str(refusal.reason))
