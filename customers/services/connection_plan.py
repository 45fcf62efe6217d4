"""What connecting customers to a group does, row by row, when all the others go as well. Reads."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.exchange.plan import Caution, Change, Edit, PlanRow
from core.imports.new_ids import NewIds
from customers.actors import Actor
from customers.card_import import Draft, Known, edit_of
from customers.customer_import import CUSTOMER
from customers.customer_import import FURTHER_GROUP as FURTHER_LABEL
from customers.discounts import double_discount_of
from customers.errors import LastAdministrator
from customers.group_connection import (
    ChainLink,
    border_of,
    key_of_cuts,
    links_by_mover,
    links_cut,
    movable_without_cutting,
)
from customers.models import Customer, CustomerGroup
from customers.selectors.connecting import administrators_taken_along, further_links, links_of
from customers.selectors.customer_import import FURTHER_GROUP
from customers.selectors.group_names import unseen
from customers.services.staff_import import seen_of, team_keys
from customers.teams import team_after_move

SEAT = "customers.membership"
_MOST_NAMED = 5


class ConnectionPlanner:
    """One plan: what each customer's row does, when all the others go as well."""

    def __init__(
        self,
        actor: Actor,
        group: CustomerGroup,
        known: Known[Customer],
        ids: NewIds,
        *,
        is_main: bool,
        yes_to_cuts: object,
        why_not: str,
    ) -> None:
        self.actor = actor
        self.group = group
        self.known = known
        self.ids = ids
        self.is_main = is_main
        self.yes_to_cuts = yes_to_cuts
        self.why_not = why_not
        self.cautioned = 0
        customers = {customer.pk: customer for customer in known.all()}
        self.seen = seen_of(self.actor, customers)
        self.links = further_links(group.pk, customers)
        self.wanted = [
            pk
            for pk, customer in customers.items()
            if is_main and not why_not and self._sees(pk)
            if customer.main_group_id != group.pk
        ]
        self.cuts: dict[int, list[ChainLink]] = {}
        self.held: dict[int, list[ChainLink]] = {}
        self._weigh()
        self.alone = {seat.customer_id: seat for seat in administrators_taken_along(self.wanted)}
        self.keys: dict[str, Any] = {
            "group": group.pk,
            "named": sorted(customers),
            "wanted": sorted(self.wanted),
            **{name: [] for name in ("unknown", "changed", "moved", "borders")},
            **team_keys(self.actor),
        }

    def _sees(self, customer_id: int) -> bool:
        return self.seen is None or customer_id in self.seen

    def _weigh(self) -> None:
        """The chains that the moves cut, with the yes; the customers that they hold, without."""
        links, borders = links_of(self.wanted)
        self.told = seen_of(self.actor, {link.customer_id for link in links}) if links else None
        joined = {
            pk: border_of(pk, self.group.pk, is_organisation=self.group.is_organisation)
            for pk in self.wanted
        }
        cut = links_cut(links, borders, joined)
        if key_of_cuts(link.ends for link in cut) == self.yes_to_cuts:
            self.cuts = links_by_mover(cut, joined)
        else:
            _going, self.held = movable_without_cutting(links, borders, joined)

    def planned(self, draft: Draft) -> PlanRow:
        number = draft.text("number")
        customer = self._customer(draft, number)
        if customer is None:
            if number:
                self.keys["unknown"].append(number)
            return draft.planned(key=number.lower(), label=number)
        if customer.pk in self.held:
            draft.refuse("", self._held_by(self.held[customer.pk]))
        changes, edits, cautions = self._move(customer) if draft.is_good else ((), (), ())
        return draft.planned(
            key=customer.number.lower(),
            label=f"{customer.number} · {customer.name}",
            changes=changes,
            edits=edits,
            cautions=cautions,
        )

    def _customer(self, draft: Draft, number: str) -> Customer | None:
        if self.why_not:
            draft.refuse("", self.why_not)
        found = [each for each in self.known.matching(number) if self._sees(each.pk)]
        if len(found) == 1:
            customer: Customer = found[0]
            return customer
        if number:
            several = _("Several customers differ only in upper and lower case.")
            draft.refuse("number", several if found else _("No customer has this number."))
        return None

    def _move(
        self, customer: Customer
    ) -> tuple[Sequence[Change], Sequence[Edit], Sequence[Caution]]:
        if customer.main_group_id == self.group.pk:
            return (), (), ()
        if self.is_main:
            return self._to_main(customer)
        if customer.pk in self.links:
            return (), (), ()
        columns = {"customer_id": customer.pk, "customergroup_id": self.group.pk}
        edit = Edit(FURTHER_LABEL, self.ids.next(FURTHER_GROUP), None, columns)
        self.keys["changed"].append(customer.pk)
        return (Change("further_group", None, self.group.name),), (edit,), ()

    def _to_main(
        self, customer: Customer
    ) -> tuple[Sequence[Change], Sequence[Edit], Sequence[Caution]]:
        """What was a further group as well is so no more: once is enough."""
        before = {
            "main_group_id": customer.main_group_id,
            "sales_team_id": customer.sales_team_id,
        }
        team = team_after_move(self.actor, customer, self.group)
        after = {"main_group_id": self.group.pk, "sales_team_id": team}
        edits = [*edit_of(CUSTOMER, customer.pk, before, after)]
        if link := self.links.get(customer.pk):
            gone = {
                "id": link,
                "customer_id": customer.pk,
                "customergroup_id": self.group.pk,
            }
            edits.append(Edit(FURTHER_LABEL, link, gone, None))
        changes = [Change("main_group", customer.main_group.name, self.group.name)]
        if cut := self.cuts.get(customer.pk, ()):
            edits += [_cut(link) for link in cut]
            changes.append(self._cut_chains(cut))
        self._remember(customer)
        return changes, edits, self._cautions(customer)

    def _named(self, links: Sequence[ChainLink]) -> tuple[str, int]:
        """The first of those whom the actor may know of, and how many others' there are."""
        told = [link for link in links if self.told is None or link.customer_id in self.told]
        named = ", ".join(f"{link.person} → {link.above}" for link in told[:_MOST_NAMED])
        return f"{named} …" if len(told) > _MOST_NAMED else named, len(links) - len(told)

    def _cut_chains(self, links: Sequence[ChainLink]) -> Change:
        named, hidden = self._named(links)
        return Change("chains", "", f"{named} +{hidden}".strip() if hidden else named)

    def _held_by(self, links: Sequence[ChainLink]) -> str:
        told = ngettext(
            "The move would cut an approval chain: %(links)s.",
            "The move would cut approval chains: %(links)s.",
            len(links),
        )
        named, hidden = self._named(links)
        return told % {"links": ", ".join(part for part in (named, *unseen(hidden)) if part)}

    def _remember(self, customer: Customer) -> None:
        self.keys["changed"].append(customer.pk)
        self.keys["moved"].append(customer.pk)
        for group_id in (customer.main_group_id, self.group.pk):
            if group_id not in self.keys["borders"]:
                self.keys["borders"].append(group_id)

    def _cautions(self, customer: Customer) -> tuple[Caution, ...]:
        found = []
        if seat := self.alone.get(customer.pk):
            refused = LastAdministrator(seat.user.full_name)
            found.append(Caution(refused.code, str(refused.reason)))
        twice = double_discount_of(
            group=self.group, tier=customer.pricing_tier, own=customer.discount_percent
        )
        if twice and self.group.discount_percent:
            self.cautioned += 1
            found.append(Caution(twice.percentages, str(twice.warning)))
        return tuple(found)


def _cut(link: ChainLink) -> Edit:
    before = {"next_approver_id": link.above_id, "break_point": link.break_point}
    return Edit(SEAT, link.membership_id, before, {"next_approver_id": None, "break_point": None})
