"""Which fields of a section the shop requires, a box each; and all that is said of one field."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.field_patterns import Pattern, Said
from customers.field_rules import Rule, Rules
from customers.services.field_rules import LAST_PLACE, MOST_HELP, MOST_LABEL, seen_of

_ANSWERS = {"yes": True, "no": False}


class RequiredFieldsForm(forms.Form):
    """What is always required is ticked and locked, with the reason."""

    def __init__(self, *args: Any, rules: Rules, section: str) -> None:
        super().__init__(*args)
        for field in rules.asked(section):
            self.fields[field.name] = forms.BooleanField(
                label=str(field.label),
                required=False,
                initial=rules.is_required(section, field.name)
                or bool(rules.rule(section, field.name).said.is_required),
                disabled=bool(field.always),
                help_text=str(field.always),
            )

    @property
    def locked(self) -> list[forms.BoundField]:
        return [field for field in self if field.field.disabled]

    @property
    def open(self) -> list[forms.BoundField]:
        """Those that the shop decides about."""
        return [field for field in self if not field.field.disabled]

    @property
    def required(self) -> frozenset[str]:
        return frozenset(field.name for field in self.open if self.cleaned_data[field.name])


class FieldRuleForm(forms.Form):
    """What the shop, a group or a customer says of one field; blank = as the less exact says.

    `inherited` is what holds without it: it is told beside each.
    """

    seen = forms.CharField(max_length=16, widget=forms.HiddenInput)
    yes_to = forms.CharField(max_length=16, required=False, widget=forms.HiddenInput)
    is_required = forms.ChoiceField(label=_("Required"), required=False)
    is_hidden = forms.ChoiceField(label=_("Hidden"), required=False)
    max_length = forms.IntegerField(label=_("Maximum length"), required=False)
    min_length = forms.IntegerField(label=_("Minimum length"), required=False)
    pattern = forms.ChoiceField(label=_("Written as"), required=False)
    prefix = forms.CharField(  # type: ignore[assignment]
        label=_("Begins with"), required=False, max_length=20
    )
    default = forms.CharField(label=_("Default value"), required=False, max_length=200)
    position = forms.IntegerField(
        label=_("Place"), required=False, min_value=0, max_value=LAST_PLACE
    )

    def __init__(
        self, data: Any, *, said: Said, inherited: Rule, is_shop: bool, is_staffs: bool
    ) -> None:
        initial = {
            "seen": seen_of(said),
            "is_required": _answer(said.is_required),
            "is_hidden": _answer(said.is_hidden),
            **{name: getattr(said, name) for name in _PLAIN},
        }
        super().__init__(data, initial=initial)
        self._languages = [code for code, _name in settings.LANGUAGES]
        field = inherited.field
        for name, label in settings.LANGUAGES:
            self.fields[f"label_{name}"] = forms.CharField(
                label=pgettext_lazy("of a field", "Label") + f" · {label}",
                required=False,
                max_length=MOST_LABEL,
                initial=said.labels.get(name, ""),
            )
        for name, label in settings.LANGUAGES:
            self.fields[f"help_{name}"] = forms.CharField(
                label=str(_("Help text")) + f" · {label}",
                required=False,
                max_length=MOST_HELP,
                initial=said.helps.get(name, ""),
            )
        as_before = _("Not said") if is_shop else _("As inherited")
        self._choices("is_required", as_before, ("yes", _("Yes")), ("no", _("No")))
        self._choices("is_hidden", as_before, ("yes", _("Yes")), ("no", _("No")))
        self._choices("pattern", as_before, *Pattern.choices)
        if not field.most:
            for name in ("max_length", "min_length", "pattern", "prefix", "default"):
                del self.fields[name]
        if field.always:
            del self.fields["is_required"]
        if field.always or field.stays or is_staffs:
            del self.fields["is_hidden"]
        if not is_shop:
            self._tell(inherited)

    def _choices(self, name: str, blank: Any, *choices: tuple[str, Any]) -> None:
        field: Any = self.fields[name]
        field.choices = [("", blank), *choices]

    def _tell(self, inherited: Rule) -> None:
        """What holds where this says nothing. Help is drawn as it is, so it is escaped."""
        said = inherited.said
        told = {
            "is_required": _("Yes") if inherited.is_required else _("No"),
            "is_hidden": _("Yes") if inherited.is_hidden else _("No"),
            "max_length": str(inherited.max_length),
            "min_length": str(said.min_length or ""),
            "pattern": Pattern(said.pattern).label if said.pattern in Pattern.values else "",
            "prefix": said.prefix,
            "default": inherited.default,
            "position": str(inherited.place),
            **{f"label_{code}": said.labels.get(code, "") for code in self._languages},
            **{f"help_{code}": said.helps.get(code, "") for code in self._languages},
        }
        for name, value in told.items():
            if name in self.fields and value:
                words = _("Inherited: %(value)s") % {"value": value}
                self.fields[name].help_text = str(escape(words))

    def said(self) -> Said:
        """Call after `is_valid()`."""
        values = self.cleaned_data
        return Said(
            is_required=_ANSWERS.get(values.get("is_required", "")),
            is_hidden=_ANSWERS.get(values.get("is_hidden", "")),
            **{name: values[name] for name in _PLAIN if name in values},
            labels=self._texts("label"),
            helps=self._texts("help"),
        )

    def _texts(self, name: str) -> dict[str, str]:
        written = {code: self.cleaned_data[f"{name}_{code}"] for code in self._languages}
        return {code: " ".join(text.split()) for code, text in written.items() if text}


_PLAIN = ("max_length", "min_length", "pattern", "prefix", "default", "position")


def _answer(value: bool | None) -> str:
    return "" if value is None else "yes" if value else "no"
