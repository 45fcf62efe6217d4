"""Many customers connected to one group at once, as their main group or a further one (N-19).

It goes the way of an import: the numbers are a file, the plan is what somebody reviews, and what
was done can be taken back.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from io import BytesIO
from typing import Any

from django.core.files import File
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.exchange.plan import PlanRow, refuse_duplicates
from core.exchange.sheet import Sheet
from core.exchange.writer import write_xlsx
from core.imports.contract import FileRows, ImportRefused, Progress
from core.imports.jobs import open_import
from core.imports.touched import Touched
from core.models import ImportJob
from core.reasons import Text
from customers.actors import Actor
from customers.card_import import Draft
from customers.customer_import import CUSTOMER
from customers.errors import require
from customers.models import Customer, CustomerGroup, Membership
from customers.policies import OTHER_TEAM, may_change_customers, same_organisation
from customers.selectors.connecting import (
    crossing_seats,
    customers_to_join,
    further_rows,
    group_to_join,
)
from customers.selectors.customer_import import (
    FURTHER_GROUP,
    among,
    chains_across,
    customers_numbered,
)
from customers.selectors.shop import shop_settings
from customers.selectors.user_import import seats_of
from customers.services.chains import lock_organisation
from customers.services.connection_plan import SEAT, ConnectionPlanner
from customers.services.staff_import import (
    StaffImport,
    gone_to_others,
    lock_rows,
    teams_of,
    texts_in,
)
from customers.sheets.connections import connection_sheet
from customers.user_import.undo import unfit_seats

MOST_NUMBERS = 20_000


class Place(StrEnum):
    """As what the group is connected."""

    MAIN = "main"
    FURTHER = "further"


def begin_connecting(
    *, actor: Actor, group: CustomerGroup, place: Place, numbers: Sequence[str]
) -> ImportJob:
    """Has the connection worked out in the background; nothing changes before it is applied.

    Raises NotPermitted.
    """
    require(may_change_customers(actor))
    target = BytesIO()
    write_xlsx(
        target,
        sheet_title="1",
        headings=("number",),
        rows=((number,) for number in numbers[:MOST_NUMBERS]),
    )
    target.seek(0)
    return open_import(
        actor=actor,
        kind=GroupConnection.name,
        file=File(target, name="connections.xlsx"),
        file_name=f"{group.name[:200]}.xlsx",
        options={"group": group.pk, "place": place.value},
    )


class GroupConnection(StaffImport):
    """Options: "group" (an id), "place" (a Place), "cut_chains" (a yes: the key of the cuts
    it was shown).

    Without a yes to the very cuts that the moves make now, customers whose move would cut approval
    chains are refused and named.
    """

    name = "connections"
    models = (Customer, FURTHER_GROUP, Membership)

    def sheet(self) -> Sheet:
        return connection_sheet(shop_settings().currency)

    @property
    def is_main(self) -> bool:
        return self.options.get("place") == Place.MAIN

    def lock(self, keys: Mapping[str, Any]) -> None:
        """The borders moved over, on both sides, then the customers themselves.

        A chain joined meanwhile would be cut unseen.
        """
        if keys["moved"]:
            lock_rows(CustomerGroup, keys["borders"])
            lock_organisation(*keys["moved"])
        lock_rows(Customer, keys["changed"])

    def depends_on(self, keys: Mapping[str, Any]) -> Iterable[QuerySet[Any, Any]]:
        named = Customer.objects.filter(pk__in=among(keys["named"]))
        return (
            CustomerGroup.objects.filter(pk=keys["group"]).values_list(
                *("name", "kind", "discount_percent", "sales_team_id")
            ),
            named.values_list(
                *("id", "number", "main_group_id", "sales_team_id"),
                *("discount_percent", "pricing_tier_id"),
            ),
            customers_numbered(keys["unknown"]).values_list("id"),
            further_rows(keys["group"], keys["named"]).values_list("id", "customer_id"),
            chains_across(keys["wanted"]).values_list("id", "next_approver_id", "break_point"),
            *teams_of(keys, keys["named"]),
        )

    def plan(self, file: FileRows, progress: Progress) -> Iterator[PlanRow]:
        rows = list(file.rows)
        if len(rows) > MOST_NUMBERS:
            raise ImportRefused(_("At most 20 000 numbers at a time."))
        group = group_to_join(self.actor, self.options.get("group"))
        if group is None or self.options.get("place") not in list(Place):
            raise ImportRefused(_("Choose the group once more: this one is not there."))
        progress(0, len(rows))
        known = customers_to_join(texts_in(rows, "number"))
        planner = ConnectionPlanner(
            self.actor,
            group,
            known,
            self.ids,
            is_main=self.is_main,
            yes_to_cuts=self.options.get("cut_chains"),
            why_not=self.why_not(),
        )
        self.keys = planner.keys
        column = file.match.sheet.column("number")
        label = file.match.label_of(column) if column else ""
        planned = (planner.planned(Draft.of(row, file.match)) for row in rows)
        yield from refuse_duplicates(planned, column_label=label)
        progress(len(rows), len(rows))
        self._note(group, planner)

    def _note(self, group: CustomerGroup, planner: ConnectionPlanner) -> None:
        told = (
            _("To the main group %(group)s: it decides price, discount and access.")
            if self.is_main
            else _("To the further group %(group)s: it widens what they see, and no price.")
        )
        self.notes.append(told % {"group": group.name})
        if planner.cautioned:
            twice = ngettext(
                "%(count)s customer has a discount of its own on top of the group's.",
                "%(count)s customers have a discount of their own on top of the group's.",
                planner.cautioned,
            )
            self.notes.append(twice % {"count": planner.cautioned})

    def unfit(self, touched: Touched) -> Mapping[tuple[str, int], Text]:
        """What would cut a chain made since, or join one that cannot be any more, stays; so does
        what is another sales team's since."""
        moved = {pk for pk, _old, _new in touched.changed(Customer, "main_group_id")}
        seats = set(touched.ids(Membership, inserted=False))
        found: dict[tuple[str, int], Text] = {}
        for seat in chains_across(moved).select_related(
            "customer__main_group", "next_approver__customer__main_group"
        ):
            above = seat.next_approver
            if above and not same_organisation(seat.customer, above.customer):
                for pk in moved & {seat.customer_id, above.customer_id}:
                    found[CUSTOMER, pk] = _("Approval chains made since would be cut.")
        crossing = crossing_seats(seats)
        ends = {pk for seat in crossing for pk in (seat.customer_id, _above(seat).customer_id)}
        found |= unfit_seats(seats_of(ends), seats)
        for seat in crossing:
            if not same_organisation(seat.customer, _above(seat).customer):
                found[SEAT, seat.pk] = _("Its next approver is in another organisation since.")
        back = Customer.objects.filter(pk__in=among(touched.ids(Customer, inserted=False)))
        return found | {
            (CUSTOMER, pk): OTHER_TEAM.reason for pk in gone_to_others(self.actor, back)
        }


def _above(seat: Membership) -> Membership:
    above: Membership | None = seat.next_approver
    assert above is not None  # noqa: S101 - `crossing_seats` has only such
    return above
