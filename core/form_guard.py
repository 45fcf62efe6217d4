"""What keeps robots out of a public form without a third party: a trap and a shortest time.

A robot fills in every field, at once. A person does not see the trap, and needs some seconds. Put
`GuardedForm` first among the form's bases and `{% include "components/form_guard.html" %}` inside
its `<form>`. Who is mistaken for a robot is told so at the form, and gets through by pressing
once more.
"""

import time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.signing import BadSignature, Signer
from django.utils.translation import gettext_lazy as _

TRAP, STARTED = "homepage_2", "started"
_signer = Signer(sep="~", salt="core.form_guard")


def started_token(form: str, at: float | None = None) -> str:
    """Says when a form of that name was drawn; now, unless `at` (seconds since 1970) says when."""
    return _signer.sign(f"{form}|{int(time.time() if at is None else at)}")


class GuardedForm(forms.Form):
    """A public form that a robot does not get through by filling in everything at once.

    `shortest_seconds` is what nobody fills it in faster than; `longest_seconds` how old a page may
    be that is sent in, so that one drawn form does not serve a robot for ever.
    """

    shortest_seconds = 2
    longest_seconds = 24 * 3600

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields[TRAP] = forms.CharField(
            label=_("Leave this field empty"),
            required=False,
            max_length=200,
            widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
        )
        self.fields[STARTED] = forms.CharField(required=False, widget=forms.HiddenInput)
        self.initial[STARTED] = started_token(self._own_name())

    @property
    def first_drawn(self) -> str:
        """What the drawn form carries: the moment it was first drawn, while that is good.

        Its name is no field's: a template would take the field.
        """
        sent = str(self.data.get(self.add_prefix(STARTED), "")) if self.is_bound else ""
        seconds = self._seconds_since(sent)
        is_good = seconds is not None and 0 <= seconds <= self.longest_seconds
        return sent if is_good else str(self.initial[STARTED])

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        seconds = self._seconds_since(str(values.pop(STARTED, "")))
        self.errors.pop(STARTED, None)
        if values.pop(TRAP, "") or self.errors.pop(TRAP, None):
            raise ValidationError(
                _("A field that people do not see was filled in. Press once more."), "trap"
            )
        if seconds is None or not 0 <= seconds <= self.longest_seconds:
            raise ValidationError(_("The page was open for too long. Press once more."), "started")
        if seconds < self.shortest_seconds:
            raise ValidationError(
                _("That was faster than people write. Wait a moment and press once more."), "fast"
            )
        return values

    def _own_name(self) -> str:
        return type(self).__name__

    def _seconds_since(self, token: str) -> float | None:
        """None for what is not our word for this form."""
        try:
            name, _bar, at = _signer.unsign(token).partition("|")
        except BadSignature:
            return None
        return time.time() - int(at) if name == self._own_name() else None
