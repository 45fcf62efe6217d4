"""Customer groups and segments from spreadsheets."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.exchange.plan import PlanRow
from core.exchange.sheet import Sheet
from core.imports.contract import FileRows, Progress
from core.imports.touched import Touched
from core.reasons import Text
from customers.group_import import (
    GROUP,
    GroupFacts,
    SegmentFacts,
    SegmentIds,
    SegmentPlanner,
    plan_groups,
)
from customers.models import Customer, CustomerGroup, GroupKind, Segment
from customers.selectors.customer_import import among, customers_by_number, groups_by_name
from customers.selectors.group_import import (
    HOLDS_CUSTOMER,
    HOLDS_GROUP,
    chains_within,
    group_facts,
    held_by,
    not_organisations,
    segments_by_name,
)
from customers.selectors.shop import shop_settings
from customers.services.staff_import import StaffImport, lock_rows, parts_of, texts_in
from customers.sheets import group_sheet, segment_sheet


class GroupImport(StaffImport):
    """Keyed by name. A group that would stop being an organisation and cut chains is refused."""

    name = "groups"
    is_of_whole_shop = True
    models = (CustomerGroup,)

    def sheet(self) -> Sheet:
        return group_sheet(shop_settings().currency)

    def lock(self, keys: Mapping[str, Any]) -> None:
        """The same rows that every change of a chain in these organisations locks."""
        lock_rows(CustomerGroup, keys["changed"])

    def depends_on(self, keys: Mapping[str, Any]) -> Iterable[QuerySet[Any, Any]]:
        groups = CustomerGroup.objects.values_list(
            *("id", "name", "kind", "discount_percent", "every_step_must_approve"),
            "comment_required",
        )
        return groups, chains_within(keys["narrowed"]).values_list("id")

    def plan(self, file: FileRows, progress: Progress) -> Iterator[PlanRow]:
        self.keys = {"changed": [], "narrowed": []}
        facts = GroupFacts(group_facts(), self.why_not())
        planned = plan_groups(
            file.rows,
            match=file.match,
            facts=facts,
            new_id=lambda: self.ids.next(CustomerGroup),
        )
        for row in planned:
            for edit in row.edits:
                if edit.before is not None:
                    self.keys["changed"].append(edit.pk)
                    if edit.before.get("kind") == GroupKind.ORGANISATION:
                        self.keys["narrowed"].append(edit.pk)
            yield row

    def unfit(self, touched: Touched) -> Mapping[tuple[str, int], Text]:
        """A group whose customers have been joined by chains since stays an organisation."""
        changed = [pk for pk, _old, _new in touched.changed(CustomerGroup, "kind")]
        narrowed = not_organisations(changed).values_list("pk", flat=True)
        chained = chains_within(list(narrowed)).values_list("customer__main_group_id", flat=True)
        return {(GROUP, pk): _("Approval chains made since would be cut.") for pk in set(chained)}


class SegmentImport(StaffImport):
    """One row for each customer, or whole group, in a segment; a segment is known by its name."""

    name = "segments"
    is_of_whole_shop = True
    models = (Segment, HOLDS_CUSTOMER, HOLDS_GROUP)

    def sheet(self) -> Sheet:
        return segment_sheet(shop_settings().currency)

    def depends_on(self, keys: Mapping[str, Any]) -> Iterable[QuerySet[Any, Any]]:
        return (
            Segment.objects.values_list("id", "name"),
            CustomerGroup.objects.values_list("id", "name"),
            Customer.objects.filter(pk__in=among(keys["customers"])).values_list("id", "number"),
            HOLDS_CUSTOMER.objects.filter(segment__in=keys["segments"]).values_list(),
            HOLDS_GROUP.objects.filter(segment__in=keys["segments"]).values_list(),
        )

    def plan(self, file: FileRows, progress: Progress) -> Iterator[PlanRow]:
        rows = list(file.rows)
        segments, groups = segments_by_name(), groups_by_name(self.actor)
        named = {each.id for name in texts_in(rows, "segment") for each in segments.matching(name)}
        self.keys = {"segments": sorted(named), "customers": []}
        planner = SegmentPlanner(
            file.match,
            SegmentIds(
                segment=lambda: self.ids.next(Segment),
                customer=lambda: self.ids.next(HOLDS_CUSTOMER),
                group=lambda: self.ids.next(HOLDS_GROUP),
            ),
        )
        for some in parts_of(rows, progress):
            customers = customers_by_number(texts_in(some, "customer_number"))
            numbered = [each.id for each in customers.all()]
            self.keys["customers"] += numbered
            of_groups = {
                each.id for name in texts_in(some, "group") for each in groups.matching(name)
            }
            held = held_by(named, numbered, of_groups)
            facts = SegmentFacts(segments, customers, groups, held, self.why_not())
            yield from planner.plan(some, facts)
        self._note_missing(planner.missing)

    def _note_missing(self, rows: int) -> None:
        if rows:
            told = ngettext(
                "%(rows)s row takes out what is not in its segment.",
                "%(rows)s rows take out what is not in their segment.",
                rows,
            )
            self.notes.append(told % {"rows": rows})
