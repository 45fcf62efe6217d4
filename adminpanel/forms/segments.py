"""The forms of segments."""

from django import forms
from django.utils.translation import gettext_lazy as _

from adminpanel.forms.teams import NumbersForm

_IN, _OUT = "in", "out"


class SegmentForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120)


class SegmentNumbersForm(NumbersForm):
    """Pasted numbers, put in or taken out."""

    what = forms.ChoiceField(
        label=_("What to do"),
        widget=forms.RadioSelect,
        initial=_IN,
        choices=((_IN, _("Put them in the segment")), (_OUT, _("Take them out of it"))),
    )
    field_order = ("what", "numbers")

    @property
    def is_in(self) -> bool:
        return bool(self.cleaned_data["what"] == _IN)
