"""Forms of the tree: a category's name and drawing, its limit, and where it or its goods go."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.pictogram_names import PICTOGRAM_NAMES
from customers.models import CustomerGroup


class CategoryForm(forms.Form):
    """What a category is called and drawn as."""

    name = forms.CharField(label=_("Name"), max_length=120)
    pictogram = forms.ChoiceField(
        label=_("Drawing"),
        required=False,
        choices=[("", _("As the category above")), *PICTOGRAM_NAMES.items()],
        widget=forms.RadioSelect,
    )


class LimitForm(forms.Form):
    """'Limit by group', and which choice the person has seen the consequences of."""

    groups = forms.MultipleChoiceField(
        label=_("Limit by group"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Only logged-in members of these groups see it. None chosen = no limit here."),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput, max_length=4000)

    def __init__(self, *args: Any, groups: Iterable[CustomerGroup], **options: Any) -> None:
        super().__init__(*args, **options)
        self.by_id = {str(group.pk): group for group in groups}
        field: Any = self.fields["groups"]
        field.choices = [(pk, group.name) for pk, group in self.by_id.items()]

    @property
    def chosen(self) -> tuple[CustomerGroup, ...]:
        return tuple(self.by_id[pk] for pk in self.cleaned_data["groups"])

    @property
    def choice(self) -> str:
        """What was chosen, to compare with what was seen."""
        return ",".join(sorted(self.cleaned_data["groups"])) or "-"

    @property
    def was_seen(self) -> bool:
        return bool(self.cleaned_data["seen"] == self.choice)
