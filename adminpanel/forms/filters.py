"""The form of the shop's filters."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

MOST_FILTERS = 20
_LONGEST_NAME = 120


class FilterAttributesForm(forms.Form):
    """Names of attributes, one a line, cleaned into a list without repetitions."""

    names = forms.CharField(
        label=_("Attributes to filter by"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("One a line, in the order of the shop. Written exactly as on the goods."),
    )

    def clean_names(self) -> list[str]:
        lines = (line.strip() for line in self.cleaned_data["names"].splitlines())
        names = list(dict.fromkeys(line for line in lines if line))
        if len(names) > MOST_FILTERS:
            raise ValidationError(
                _("At most %(count)s filters. Nobody reads more.") % {"count": MOST_FILTERS}
            )
        for name in names:
            if len(name) > _LONGEST_NAME:
                raise ValidationError(_("“%(name)s…” is too long.") % {"name": name[:40]})
        return names
