"""What can be imported in the back office: each kind with its form, its sheet and its words."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from adminpanel.forms.imports import ImportForm, UserImportForm
from core.exchange.sheet import Sheet
from core.reasons import Text
from customers.sheets import customer_sheet, user_sheet


@dataclass(frozen=True)
class ImportKind:
    """`sheet` is made for the shop's currency; `name` is the one of ImportJob.kind."""

    name: str
    label: Text
    title: Text
    help: Text
    form: type[Any]
    sheet: Callable[[str], Sheet]


KINDS = {
    kind.name: kind
    for kind in (
        ImportKind(
            name="users",
            label=_("Users"),
            title=_("Import users"),
            help=_("People, roles, approval chains and purchase limits. One row a connection."),
            form=UserImportForm,
            sheet=user_sheet,
        ),
        ImportKind(
            name="customers",
            label=_("Customers"),
            title=_("Import customers"),
            help=_("Companies, their groups and terms. One row a customer."),
            form=ImportForm,
            sheet=customer_sheet,
        ),
    )
}
