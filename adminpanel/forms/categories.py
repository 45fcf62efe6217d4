"""Forms of the tree: a category's name and drawing, its limit, and where it or its goods go."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from adminpanel.forms.group_fields import GroupsField, ids_of
from core.pictogram_names import PICTOGRAM_NAMES
from customers.actors import Actor
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

    groups = GroupsField(
        label=_("Limit by group"),
        required=False,
        help_text=_("Only logged-in members of these groups see it. None chosen = no limit here."),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput, max_length=4000)

    def __init__(
        self, *args: Any, actor: Actor, groups: Sequence[CustomerGroup] | None, **options: Any
    ) -> None:
        """`groups`: as for `GroupsField.offer`."""
        super().__init__(*args, **options)
        field: Any = self.fields["groups"]
        field.offer(actor, groups)

    @property
    def chosen(self) -> tuple[CustomerGroup, ...]:
        return tuple(self.cleaned_data["groups"])

    @property
    def choice(self) -> str:
        """What was chosen, to compare with what was seen."""
        return ids_of(self.chosen) or "-"

    @property
    def was_seen(self) -> bool:
        return bool(self.cleaned_data["seen"] == self.choice)
