"""The form that connects many customers to one group."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from adminpanel.forms.group_fields import GroupField
from adminpanel.forms.teams import NumbersForm
from customers.actors import Actor
from customers.models import CustomerGroup
from customers.services.connect_groups import Place


class ConnectForm(NumbersForm):
    """Which customers, which group, and as what."""

    group = GroupField(label=_("Customer group"))
    place = forms.ChoiceField(
        label=_("As"),
        widget=forms.RadioSelect,
        choices=(
            (Place.MAIN.value, _("Main group: decides price, discount and access")),
            (Place.FURTHER.value, _("Further group: widens what they see, and no price")),
        ),
    )
    field_order = ("group", "place", "numbers")

    def __init__(
        self,
        *args: Any,
        actor: Actor,
        groups: Sequence[CustomerGroup] | None,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["group"]
        field.offer(actor, groups)
        if groups is not None:  # none is chosen for anybody
            field.widget.choices = [("", _("Choose a group")), *field.widget.choices]

    def clean_numbers(self) -> list[str]:
        """Each once, whatever its letter case."""
        numbers = super().clean_numbers()
        if not numbers:
            raise forms.ValidationError(_("Write at least one customer number."))
        return list({number.lower(): number for number in reversed(numbers)}.values())[::-1]

    @property
    def chosen_group(self) -> CustomerGroup:
        group: CustomerGroup = self.cleaned_data["group"]
        return group

    @property
    def chosen_place(self) -> Place:
        return Place(self.cleaned_data["place"])
