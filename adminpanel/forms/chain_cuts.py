"""The box that a move asks for when it cuts approval chains: a yes to the very chains it names."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from adminpanel.forms.asking import YesBox, ask_for, hidden_yes
from customers.errors import ChainsWouldBreak


class YesToCuts(forms.Form):
    """Carries the key of the cuts that somebody has said yes to.

    The service asks again when they are others.
    """

    cut_chains = hidden_yes(_("Yes, cut these chains"))

    @property
    def yes_to_cuts(self) -> str:
        return str(self.cleaned_data["cut_chains"])

    def ask_about_cuts(self, refused: ChainsWouldBreak) -> None:
        ask_for(self, "cut_chains", about=refused.cuts, warning=str(refused.reason))


class CutForm(forms.Form):
    """The yes to what moving many customers breaks; `about` is the key of what is shown."""

    cut_chains = forms.CharField(
        label=_("Yes, move the customers and cut these chains"),
        error_messages={
            "required": _("Tick the box to say yes, or go back and leave those customers out.")
        },
    )

    def __init__(self, *args: Any, about: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.about = about
        self.fields["cut_chains"].widget = YesBox(about)

    def clean_cut_chains(self) -> str:
        sent = str(self.cleaned_data["cut_chains"])
        if sent != self.about:
            raise forms.ValidationError(
                _("The chains have changed since you looked. Read them once more.")
            )
        return sent
