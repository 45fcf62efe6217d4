"""What sheets of customer groups and of segments would do: rows in, planned rows out. Pure."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from django.utils.translation import gettext as _

from core.exchange.matching import HeadingMatch, RowValues
from core.exchange.plan import Change, Edit, PlanRow
from customers.card_import import (
    Draft,
    FirstRows,
    Known,
    Named,
    changes_between,
    edit_of,
    stored,
)

GROUP, SEGMENT = "customers.customergroup", "customers.segment"
IN_SEGMENT, GROUP_IN_SEGMENT = "customers.segment_customers", "customers.segment_groups"
_ORGANISATION = "organisation"


@dataclass(frozen=True, slots=True)
class GroupState:
    """A group's card as a row may say it. The defaults are those of a new one."""

    kind: str = "commercial"
    discount_percent: Decimal = Decimal(0)
    every_step_must_approve: bool = False
    comment_required: bool = False


_ORDINARY = GroupState()


@dataclass(frozen=True, slots=True)
class GroupFact:
    """`has_chains`: chains between its customers, which only an organisation can have."""

    id: int
    name: str
    state: GroupState
    has_chains: bool = False


@dataclass(frozen=True)
class GroupFacts:
    """`why_not`: why whoever imports may not change groups; "" when they may."""

    groups: Known[GroupFact]
    why_not: str = ""


def plan_groups(
    rows: Iterable[RowValues],
    *,
    match: HeadingMatch,
    facts: GroupFacts,
    new_id: Callable[[], int],
) -> Iterator[PlanRow]:
    """What each row would do; the second row about a group is refused."""
    first_rows = FirstRows()
    for row in rows:
        draft = Draft.of(row, match)
        name = draft.text("name")
        if facts.why_not:
            draft.refuse("", facts.why_not)
        found = facts.groups.matching(name)
        if len(found) > 1:
            draft.refuse("name", _("Several groups differ only in upper and lower case."))
        fact = found[0] if len(found) == 1 else None
        key = f"#{fact.id}" if fact else name.lower()
        first_rows.refuse_later(draft, key, "name")
        yield _planned(draft, key, fact, new_id)


def _planned(draft: Draft, key: str, fact: GroupFact | None, new_id: Callable[[], int]) -> PlanRow:
    before = fact.state if fact else None
    after = replace(before or _ORDINARY, **draft.given(_ORDINARY))
    if fact and fact.has_chains and _ORGANISATION == fact.state.kind != after.kind:
        cut = _("Change it on the group's card: approval chains would be cut.")
        draft.refuse("kind", cut)
    edits: tuple[Edit, ...] = ()
    if draft.is_good:
        columns = _columns(after)
        if fact is None:
            columns["name"] = draft.text("name")
        pk = fact.id if fact else new_id()
        edits = edit_of(GROUP, pk, _columns(before) if before else None, columns)
    return draft.planned(
        key=key,
        label=fact.name if fact else draft.text("name"),
        is_new=fact is None,
        changes=changes_between(before, after, _ORDINARY) if edits else (),
        edits=edits,
    )


def _columns(state: GroupState) -> dict[str, str | bool | None]:
    return {
        "kind": state.kind,
        "discount_percent": stored(state.discount_percent),
        "every_step_must_approve": state.every_step_must_approve,
        "comment_required": state.comment_required,
    }


@dataclass(frozen=True)
class SegmentFacts:
    """`held`: the id of each connection, by its model, segment and what the segment holds."""

    segments: Known[Named]
    customers: Known[Named]
    groups: Known[Named]
    held: Mapping[tuple[str, int, int], int] = field(default_factory=dict)
    why_not: str = ""


@dataclass(frozen=True)
class SegmentIds:
    """Where the ids of new rows come from."""

    segment: Callable[[], int]
    customer: Callable[[], int]
    group: Callable[[], int]


class SegmentPlanner:
    """One file; it remembers the segments that its rows create, and what was already said."""

    def __init__(self, match: HeadingMatch, ids: SegmentIds) -> None:
        self.match = match
        self.ids = ids
        self.missing = 0  # rows that remove what is not there
        self._new: dict[str, Named] = {}
        self._first_rows = FirstRows()

    def plan(self, rows: Iterable[RowValues], facts: SegmentFacts) -> Iterator[PlanRow]:
        for row in rows:
            draft = Draft.of(row, self.match)
            if facts.why_not:
                draft.refuse("", facts.why_not)
            yield self._planned(draft, facts)

    def _planned(self, draft: Draft, facts: SegmentFacts) -> PlanRow:
        name = draft.text("segment")
        segment = self._segment(draft, name, facts)
        held = self._held(draft, facts)
        removes = draft.row.values.get("remove") is True
        if removes and held is None and draft.is_good:
            draft.refuse("remove", _("Write which customer or group to take out."))
        model, what = held or ("", None)
        shown = segment.name if segment else name
        key = f"{name.lower()} {model} {what.id if what else ''}"
        self._first_rows.refuse_later(draft, key, "segment")
        label = " · ".join(part for part in (shown, what.name if what else "") if part)
        if not draft.is_good:
            return draft.planned(key=key, label=label)
        if removes and what:
            return self._taken_out(draft, key, label, segment, model, what, facts)
        changes: list[Change] = []
        edits: list[Edit] = []
        if segment is None:
            segment = self._new[name.lower()] = Named(self.ids.segment(), name)
            changes.append(Change("segment", None, name))
            edits.append(Edit(SEGMENT, segment.id, None, {"name": name}))
        if what and (model, segment.id, what.id) not in facts.held:
            changes.append(Change(_COLUMNS[model][0], None, what.name))
            edits.append(self._connection(model, segment.id, what.id))
        return draft.planned(key=key, label=label, is_new=True, changes=changes, edits=edits)

    def _segment(self, draft: Draft, name: str, facts: SegmentFacts) -> Named | None:
        """The one with this name, one that an earlier row creates, or None."""
        found = facts.segments.matching(name)
        if len(found) > 1:
            draft.refuse("segment", _("Several segments differ only in upper and lower case."))
        return found[0] if len(found) == 1 else self._new.get(name.lower())

    def _held(self, draft: Draft, facts: SegmentFacts) -> tuple[str, Named] | None:
        """The customer or the group that the row is about."""
        number, group = draft.text("customer_number"), draft.text("group")
        if number and group:
            draft.refuse("group", _("Write a customer or a group, each on a row of its own."))
        elif number:
            none = _("There is no customer with this number.")
            customer = draft.the_one("customer_number", number, facts.customers, none)
            return (IN_SEGMENT, customer) if customer else None
        elif group:
            none = _("There is none with this name.")
            found = draft.the_one("group", group, facts.groups, none)
            return (GROUP_IN_SEGMENT, found) if found else None
        return None

    def _taken_out(
        self,
        draft: Draft,
        key: str,
        label: str,
        segment: Named | None,
        model: str,
        what: Named,
        facts: SegmentFacts,
    ) -> PlanRow:
        link = facts.held.get((model, segment.id, what.id)) if segment else None
        if segment is None or link is None:
            self.missing += 1
            return draft.planned(key=key, label=label)
        column, other = _COLUMNS[model]
        gone = {"id": link, "segment_id": segment.id, other: what.id}
        return draft.planned(
            key=key,
            label=label,
            changes=(Change(column, what.name, None),),
            edits=(Edit(model, link, gone, None),),
        )

    def _connection(self, model: str, segment_id: int, other_id: int) -> Edit:
        new_id = self.ids.customer if model == IN_SEGMENT else self.ids.group
        values = {"segment_id": segment_id, _COLUMNS[model][1]: other_id}
        return Edit(model, new_id(), None, values)


# The column of the sheet and that of the connection's table.
_COLUMNS = {
    IN_SEGMENT: ("customer_number", "customer_id"),
    GROUP_IN_SEGMENT: ("group", "customergroup_id"),
}
