"""The text of a password notice."""

from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from customers.notice_text import BODY_MAX, SUBJECT_MAX, NoticeText, problems_of


class NoticeForm(forms.Form):
    """`token` is the page's own, so that sending it twice makes one notice."""

    subject = forms.CharField(
        label=_("Subject"),
        max_length=SUBJECT_MAX,
        help_text=_("{name}, {shop} and {customers} are filled in for each person."),
    )
    body = forms.CharField(
        label=_("Text"),
        max_length=BODY_MAX,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_("Plain text. {link} stands where the link shall be, best on its own line."),
    )
    language = forms.ChoiceField(choices=settings.LANGUAGES, widget=forms.HiddenInput)
    token = forms.UUIDField(widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        problems = problems_of(values.get("subject", ""), values.get("body", ""))
        for name, refusal in problems.items():
            if name in values:  # else it is blank or too long, and the field says so
                self.add_error(name, str(refusal.reason))
        return values

    def text(self) -> NoticeText:
        values = self.cleaned_data
        body = "\n".join(values["body"].splitlines())
        return NoticeText(values["subject"], body, values["language"])

    @property
    def sent_token(self) -> UUID:
        token: UUID = self.cleaned_data["token"]
        return token

    @staticmethod
    def initial_of(text: NoticeText, token: UUID) -> dict[str, Any]:
        return {
            "subject": text.subject,
            "body": text.body,
            "language": text.language,
            "token": token,
        }
