"""Agreement assortments from a spreadsheet (`catalogue.sheets.assortment_sheet`)."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db.models import Model, QuerySet

from catalogue.models import Assortment, AssortmentItem
from catalogue.services.import_assortment_rows import Draft, Item, Reading
from catalogue.services.import_base import GoodsImporter, plain
from catalogue.services.import_buyers import Buyers
from catalogue.services.import_spool import Spool
from catalogue.sheets import ASSORTMENTS, assortment_sheet
from core.exchange.plan import Action, Change, Edit, PlanRow
from core.exchange.sheet import Sheet
from core.exchange.values import CLEAR
from core.imports.contract import FileRows, Progress
from core.imports.new_ids import NewIds

_GROUPS: type[Model] = Assortment.groups.through
_CUSTOMERS: type[Model] = Assortment.customers.through
_SEGMENTS: type[Model] = Assortment.segments.through
_ASSORTMENT = Assortment._meta.label_lower
_ITEM = AssortmentItem._meta.label_lower
# column → (who is connected, the column of the joining table)
_JOINED: Mapping[str, tuple[type[Model], str]] = {
    "customer_number": (_CUSTOMERS, "customer_id"),
    "group": (_GROUPS, "customergroup_id"),
    "segment": (_SEGMENTS, "segment_id"),
}
# column → (field, what [clear] makes of it)
_AGREEMENT: Mapping[str, tuple[str, Any]] = {
    "valid_from": ("valid_from", None),
    "valid_until": ("valid_until", None),
    "discounts_apply": ("percentages_apply", False),
}


class AssortmentImport(GoodsImporter):
    """One row = one article in one agreement."""

    name = ASSORTMENTS
    models = (Assortment, AssortmentItem, _CUSTOMERS, _GROUPS, _SEGMENTS)

    def sheet(self) -> Sheet:
        return assortment_sheet(self.currency)

    def lock(self, keys: Mapping[str, Any]) -> None:
        found = Assortment.objects.filter(pk__in=keys.get("assortments", ())).order_by("pk")
        list(found.select_for_update(no_key=True).values_list("pk", flat=True))

    def depends_on(self, keys: Mapping[str, Any]) -> Iterable[QuerySet[Any, Any]]:
        these = keys.get("assortments", ())
        return (
            Assortment.objects.filter(pk__in=these).values_list(
                "pk", "name", "valid_from", "valid_until", "percentages_apply"
            ),
            *(
                model._default_manager.filter(assortment__in=these).values_list(
                    "assortment_id", column
                )
                for model, column in _JOINED.values()
            ),
        )

    def plan(self, file: FileRows, progress: Progress) -> Iterator[PlanRow]:
        reading = Reading(file.match, Buyers(file.match))
        with Spool[Draft | PlanRow]() as spool:
            count = reading.read(file, spool)
            self.keys["assortments"] = sorted(each.pk for each in reading.agreements.values())
            planner = _Planner(reading, self.ids, file.sheet_name)
            done = 0
            for drafts in spool.take():
                for draft in drafts:
                    yield planner.row(draft) if isinstance(draft, Draft) else draft
                done += len(drafts)
                progress(done, count)


class _Planner:
    def __init__(self, reading: Reading, ids: NewIds, sheet_name: str) -> None:
        self.reading = reading
        self.ids = ids
        self.sheet_name = sheet_name
        self._agreements: dict[str, int] = {}  # those whose own edit is made
        self._joined = {
            column: set(
                model._default_manager.filter(
                    assortment__in=[each.pk for each in reading.agreements.values()]
                ).values_list("assortment_id", name)
            )
            for column, (model, name) in _JOINED.items()
        }

    def row(self, draft: Draft) -> PlanRow:
        edits: list[Edit] = []
        changes: list[Change] = []
        is_new = draft.item is None and not draft.removes
        if not (draft.removes and draft.name not in self.reading.agreements):
            assortment_id = self._agreement(draft.name, edits, changes)
            self._item(draft, assortment_id, edits, changes)
            self._join(draft, assortment_id, edits, changes)
        action = Action.CREATE if is_new else Action.UPDATE
        return PlanRow(
            draft.number,
            self.sheet_name,
            action if edits else Action.UNCHANGED,
            f"{draft.name}|{draft.sku}",
            f"{draft.name}: {draft.sku}",
            changes=tuple(changes),
            edits=tuple(edits),
        )

    def _agreement(self, name: str, edits: list[Edit], changes: list[Change]) -> int:
        """What all rows say of the agreement comes with the first of them."""
        known = self._agreements.get(name)
        if known is not None:
            return known
        wanted: dict[str, Any] = {}
        for column, (value, _row) in self.reading.said.get(name, {}).items():
            field, cleared = _AGREEMENT[column]
            wanted[field] = cleared if value is CLEAR else value
        now = self.reading.agreements.get(name)
        if now is None:
            pk = self.ids.next(Assortment)
            given = {field: plain(value) for field, value in wanted.items() if value is not None}
            edits.append(Edit(_ASSORTMENT, pk, None, {"name": name, **given}))
        else:
            pk = now.pk
            new = {field: value for field, value in wanted.items() if getattr(now, field) != value}
            before = {field: plain(getattr(now, field)) for field in new}
            after = {field: plain(value) for field, value in new.items()}
            if after:
                edits.append(Edit(_ASSORTMENT, pk, before, after))
            for column, (field, _cleared) in _AGREEMENT.items():
                if field in after:
                    changes.append(Change(column, before[field], after[field]))
        self._agreements[name] = pk
        return pk

    def _item(
        self, draft: Draft, assortment_id: int, edits: list[Edit], changes: list[Change]
    ) -> None:
        item = draft.item
        if draft.removes:
            if item is not None:
                before = {
                    "id": item.pk,
                    "assortment_id": assortment_id,
                    "variant_id": draft.variant_id,
                    "contract_price_net": plain(item.price),
                    "is_free": item.is_free,
                }
                edits.append(Edit(_ITEM, item.pk, before, None))
                changes.append(Change("remove", False, True))
        elif item is None:
            after = {"assortment_id": assortment_id, "variant_id": draft.variant_id}
            if draft.price:
                after["contract_price_net"] = plain(draft.price)
                changes.append(Change("contract_price", None, plain(draft.price)))
            if draft.is_free:
                after["is_free"] = True
                changes.append(Change("free", None, True))
            edits.append(Edit(_ITEM, self.ids.next(AssortmentItem), None, after))
        else:
            self._changed_item(draft, item, edits, changes)

    def _changed_item(
        self, draft: Draft, item: Item, edits: list[Edit], changes: list[Change]
    ) -> None:
        before: dict[str, Any] = {}
        after: dict[str, Any] = {}
        # None and 0 both mean the ordinary price.
        if draft.says_price and (draft.price or None) != (item.price or None):
            before["contract_price_net"] = plain(item.price)
            after["contract_price_net"] = plain(draft.price or None)
            changes.append(
                Change("contract_price", before["contract_price_net"], after["contract_price_net"])
            )
        if draft.is_free is not None and draft.is_free != item.is_free:
            before["is_free"], after["is_free"] = item.is_free, draft.is_free
            changes.append(Change("free", item.is_free, draft.is_free))
        if after:
            edits.append(Edit(_ITEM, item.pk, before, after))

    def _join(
        self, draft: Draft, assortment_id: int, edits: list[Edit], changes: list[Change]
    ) -> None:
        for column, pk, name in draft.buyers:
            if (assortment_id, pk) in self._joined[column]:
                continue
            self._joined[column].add((assortment_id, pk))
            model, joining = _JOINED[column]
            after = {"assortment_id": assortment_id, joining: pk}
            edits.append(Edit(model._meta.label_lower, self.ids.next(model), None, after))
            changes.append(Change(column, None, name))
