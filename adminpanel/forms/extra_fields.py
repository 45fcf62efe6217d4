"""An extra field as staff make it: the same form for the shop, a group and a customer."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from customers.extra_field_rules import ExtraFieldDetails, lines_of
from customers.extra_fields import LONGEST_ANSWER, to_edit
from customers.models import ExtraField, FieldKind, FieldPlace


class ExtraFieldForm(forms.Form):
    """`version` says which state was shown, so that two people do not undo each other."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput, initial=0)
    label = forms.CharField(label=_("Label"), max_length=60)
    place = forms.ChoiceField(label=_("Asked for"), choices=FieldPlace.choices)
    kind = forms.ChoiceField(label=_("Kind"), choices=FieldKind.choices)
    is_required = forms.BooleanField(
        label=_("Required"),
        required=False,
        help_text=_("No order is sent without it. Orders that wait already go on."),
    )
    is_active = forms.BooleanField(label=_("In use"), required=False, initial=True)
    choices = forms.CharField(
        label=_("Choices"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One a line. Only for a choice."),
    )
    max_length = forms.IntegerField(
        label=_("Maximum length"),
        required=False,
        min_value=1,
        max_value=LONGEST_ANSWER,
        help_text=_("Characters. Only for a text; blank = 500."),
    )
    minimum = forms.CharField(
        label=_("Lowest"), required=False, max_length=30, help_text=_("A number, or a first day.")
    )
    maximum = forms.CharField(
        label=_("Highest"), required=False, max_length=30, help_text=_("A number, or a last day.")
    )
    default = forms.CharField(
        label=_("Filled in beforehand"), required=False, max_length=LONGEST_ANSWER
    )
    help = forms.CharField(
        label=_("Help"), required=False, max_length=200, help_text=_("Shown under the field.")
    )
    label_sv = forms.CharField(
        label=_("Label in Swedish"),
        required=False,
        max_length=60,
        help_text=_("Blank = the one above."),
    )
    help_sv = forms.CharField(label=_("Help in Swedish"), required=False, max_length=200)
    label_nb = forms.CharField(label=_("Label in Norwegian"), required=False, max_length=60)
    help_nb = forms.CharField(label=_("Help in Norwegian"), required=False, max_length=200)

    def __init__(self, data: Any = None, *, field: ExtraField | None = None) -> None:
        super().__init__(data, initial=self._initial_of(field) if field else None)
        if field is not None and field.first_answered_at is not None:
            for name in ("place", "kind"):
                self.fields[name].disabled = True
                self.fields[name].help_text = str(_("It has been answered, so this stays."))

    @staticmethod
    def _initial_of(field: ExtraField) -> dict[str, Any]:
        names = [name for name in ExtraFieldForm.base_fields if hasattr(field, name)]
        ends = ("minimum", "maximum", "default")
        return (
            {name: getattr(field, name) for name in names}
            | {name: to_edit(field.kind, getattr(field, name)) for name in ends}
            | {"choices": "\n".join(field.choices)}
        )

    @property
    def details(self) -> ExtraFieldDetails:
        """Call after `is_valid()`."""
        values = {name: self.cleaned_data[name] for name in self.fields if name != "version"}
        return ExtraFieldDetails(**values | {"choices": lines_of(values["choices"])})
