"""The form of the shop's filters."""

from collections.abc import Mapping, Sequence

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from adminpanel.forms.asking import ask_for, hidden_yes

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

    unknown_ok = hidden_yes(_("Yes, save them all the same"))

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

    def yes_to(self, unknown: Sequence[str]) -> bool:
        """Whether the box was ticked for these names."""
        return str(self.cleaned_data["unknown_ok"]) == _key(unknown)

    def ask_about(self, unknown: Sequence[str], alike: Mapping[str, str]) -> None:
        """Names the attributes that no goods have; `alike` are real names, for 'did you mean'."""
        named = ", ".join(
            gettext("“%(name)s” (did you mean “%(real)s”?)") % {"name": name, "real": alike[name]}
            if name in alike
            else f"“{name}”"
            for name in unknown
        )
        warning = ngettext(
            "None of the newest 5 000 variants has %(names)s. A filter without goods is not shown.",
            "None of the newest 5 000 variants has %(names)s. Filters without goods are not shown.",
            len(unknown),
        )
        ask_for(self, "unknown_ok", about=_key(unknown), warning=warning % {"names": named})


def _key(names: Sequence[str]) -> str:
    return " | ".join(names)
