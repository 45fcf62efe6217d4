"""Customers' addresses from a spreadsheet."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.exchange.plan import PlanRow
from core.exchange.sheet import Sheet
from core.imports.contract import FileRows, Progress
from core.imports.touched import Touched
from core.reasons import Text
from customers.address_import import (
    ADDRESS,
    AddressFacts,
    AddressPlan,
    CustomerFact,
    plan_addresses,
)
from customers.card_import import Known
from customers.field_rules import ADDRESSES
from customers.models import Address, Customer, Membership
from customers.policies import OTHER_TEAM
from customers.selectors.address_import import customers_with_addresses, marked_twice
from customers.selectors.customer_import import among
from customers.selectors.field_rules import asked_in, rules_for_many, rules_of
from customers.selectors.shop import shop_settings
from customers.services.staff_import import (
    StaffImport,
    gone_to_others,
    lock_rows,
    parts_of,
    seen_of,
    team_keys,
    teams_of,
    texts_in,
)
from customers.sheets import address_sheet, needing


class AddressImport(StaffImport):
    """Known by address number, or by customer, recipient, street and postal code."""

    name = "addresses"
    models = (Address,)

    def sheet(self) -> Sheet:
        shop = shop_settings()
        sheet = address_sheet(shop.currency)
        if shop.has_exact_field_rules:  # each row is asked for what its own customer needs
            return sheet
        return needing(sheet, rules_of(shop).by_the_shop(ADDRESSES))

    def lock(self, keys: Mapping[str, Any]) -> None:
        """The customers, as whoever saves one of their addresses does."""
        lock_rows(Customer, keys["changed"])
        _let_marks_wait()

    def depends_on(self, keys: Mapping[str, Any]) -> Iterable[QuerySet[Any, Any]]:
        customers = Customer.objects.filter(pk__in=among(keys["named"]))
        addresses = Address.objects.register().filter(customer__in=among(keys["named"]))
        return (
            customers.values_list("id", "number", "country", "main_group_id"),
            addresses.values_list(),
            asked_in(ADDRESSES),
            *teams_of(keys, keys["named"]),
        )

    def plan(self, file: FileRows, progress: Progress) -> Iterator[PlanRow]:
        rows = list(file.rows)
        customers: dict[str, CustomerFact] = {}
        for some in parts_of(rows, progress):
            customers |= customers_with_addresses(texts_in(some, "customer_number"))
        seen = seen_of(self.actor, (each.id for each in customers.values()))
        if seen is not None:
            customers = {key: each for key, each in customers.items() if each.id in seen}
        groups = ((each.id, each.main_group_id) for each in customers.values())
        rules = rules_for_many(shop_settings(), groups)
        planned = plan_addresses(
            rows,
            match=file.match,
            facts=AddressFacts(Known(customers), self.why_not(), rules),
            new_id=lambda: self.ids.next(Address),
        )
        self._note(planned)
        changed: dict[int, None] = {}
        self.keys = {"named": sorted(each.id for each in customers.values()), "changed": []}
        self.keys |= team_keys(self.actor)
        owners = {each.id: who.id for who in customers.values() for each in who.addresses}
        for row in planned.rows:
            for edit in row.edits:
                owner = owners.get(edit.pk) or (edit.after or {}).get("customer_id")
                if owner:
                    changed[owner] = None
            yield row
        self.keys["changed"] = list(changed)

    def _note(self, planned: AddressPlan) -> None:
        if planned.missing:
            told = ngettext(
                "%(rows)s row removes an address that is not there.",
                "%(rows)s rows remove addresses that are not there.",
                planned.missing,
            )
            self.notes.append(told % {"rows": planned.missing})
        if planned.unmarked:
            told = ngettext(
                "%(rows)s address that is not in the file loses its mark to one that is.",
                "%(rows)s addresses that are not in the file lose their marks to some that are.",
                planned.unmarked,
            )
            self.notes.append(told % {"rows": planned.unmarked})

    def settle(self, touched: Touched) -> None:
        """An address that went is suggested to nobody."""
        gone = among(touched.removed_ids(Address))
        Membership.objects.filter(delivery_address__in=gone).update(delivery_address=None)

    def unfit(self, touched: Touched) -> Mapping[tuple[str, int], Text]:
        """A mark that another address has got since stays there."""
        put_back = [*touched.ids(Address, inserted=False), *touched.removed_ids(Address)]
        twice = marked_twice(put_back).values_list("pk", flat=True)
        found: dict[tuple[str, int], Text] = {
            (ADDRESS, pk): _("Another address has the mark since.") for pk in twice
        }
        rows = Address.objects.filter(pk__in=put_back)
        for pk in gone_to_others(self.actor, rows, "customer__"):
            found[ADDRESS, pk] = OTHER_TEAM.reason
        return found


def _let_marks_wait() -> None:
    """One address of a customer has the mark: true again when the transaction ends.

    In between a mark may be given before it is taken from another.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SET CONSTRAINTS address_one_default_per_customer,"
            " address_one_invoice_per_customer DEFERRED"
        )
