"""The group administrator's documents: whom a new one is for."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.reasons import say
from customers.document_forms import NewDocumentForm
from customers.models import Customer, CustomerGroup

_WHOLE = "all"


class NewGroupDocumentForm(NewDocumentForm):
    """For the whole organisation, if it has a group of its own, or for one of its customers."""

    owner = forms.ChoiceField(label=_("Who sees it"))
    field_order = ("file", "title", "owner")

    def __init__(self, *args: Any, customers: Sequence[Customer], **options: Any) -> None:
        super().__init__(*args, **options)
        group = customers[0].main_group
        self.owners: dict[str, Customer | CustomerGroup] = {}
        choices: list[tuple[str, Any]] = []
        if group.is_organisation:
            self.owners[_WHOLE] = group
            choices.append((_WHOLE, say(_("Everybody at %(group)s"), group=group.name)))
        for customer in customers:
            self.owners[str(customer.pk)] = customer
            choices.append((str(customer.pk), f"{customer.name} ({customer.number})"))
        field: Any = self.fields["owner"]
        field.choices = choices

    @property
    def chosen_owner(self) -> Customer | CustomerGroup:
        return self.owners[self.cleaned_data["owner"]]
