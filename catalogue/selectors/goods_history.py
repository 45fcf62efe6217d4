"""Who changed what of a product, read from the history that triggers and services write."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.utils.translation import gettext_lazy as _

from catalogue.models import Product, Variant, VatRate
from core.reasons import Text
from customers.actors import SYSTEM, Actor
from customers.models import User

# The newest that are read; a product loaded every night has thousands.
MOST_EVENTS = 200
_LONGEST = 160

WORDS: Mapping[str, Text] = {
    "name": _("Name"),
    "brand": _("Brand"),
    "summary": _("Summary"),
    "description": _("Description"),
    "external_id": _("Number in the source file"),
    "is_active": _("For sale"),
    "created": _("New product"),
    "categories": _("Categories"),
    "category_added": _("Put in category"),
    "category_removed": _("Taken out of category"),
    "limit": _("Limit by group"),
    "limit_set": _("Limit by group"),
    "variant_limit": _("Limit by group of a version"),
    "picture": _("Picture"),
    "picture_text": _("Text of a picture"),
    "picture_order": _("Order of the pictures"),
    "document": _("Document"),
    "document_order": _("Order of the documents"),
    "goes_with": _("Goes with"),
    "goes_with_order": _("Order of what goes with it"),
    "own_number": _("Own article number"),
    "further_codes": _("Further codes"),
    "sku": _("Article number"),
    "ean": _("EAN"),
    "part_number": _("Manufacturer's part number"),
    "list_price_net": _("List price ex VAT"),
    "is_free": _("Free of charge"),
    "vat_rate_id": _("VAT rate"),
    "no_backorder": _("Sold only from stock"),
    "unit": _("Unit"),
    "pack_size": _("Pieces in a pack"),
    "replaced_by_id": _("Replaced by"),
    "position": _("Position"),
    "attributes": _("Attributes"),
    "version": _("New version"),
}
_OF_PRODUCT = ("name", "brand", "summary", "description", "external_id", "is_active")
_OF_VARIANT = (
    *("sku", "name", "ean", "part_number", "list_price_net", "is_free", "vat_rate_id"),
    *("no_backorder", "unit", "pack_size", "replaced_by_id", "is_active", "position"),
    "attributes",
)


@dataclass(frozen=True)
class Changed:
    """One fact before and after. Amounts are Decimals, yes and no are bools. `sku`: of which."""

    what: str
    old: Any
    new: Any
    sku: str = ""

    @property
    def label(self) -> Text:
        return WORDS.get(self.what, self.what)

    @property
    def is_amount(self) -> bool:
        return self.what == "list_price_net"


@dataclass
class Entry:
    """What somebody did at one moment. `who` is "" for the shop itself, `acted_by` who really."""

    at: datetime
    who: str = ""
    acted_by: str = ""
    is_import: bool = False
    changes: list[Changed] = field(default_factory=list)


@dataclass(frozen=True)
class _Event:
    """One row of history: its context's id, or its own when it has none."""

    key: str
    at: datetime
    metadata: Mapping[str, Any]
    changes: list[Changed]


# What names groups, or customers by their own numbers: not for a member of a sales team, since a
# word written then does not say whose it is.
_NAMING = frozenset({"limit", "limit_set", "variant_limit", "own_number"})


def product_history(product: Product, *, reader: Actor = SYSTEM) -> tuple[list[Entry], bool]:
    """The newest first, and whether there is more. At most seven queries.

    A member of a sales team reads that limits and own numbers changed, not from what to what.
    """
    of_product, more = _product_events(product)
    of_variants, more_variants = _variant_events(product)
    entries: dict[str, Entry] = {}
    metadata: dict[str, Mapping[str, Any]] = {}
    for event in sorted([*of_product, *of_variants], key=lambda event: event.at, reverse=True):
        entry = entries.setdefault(event.key, Entry(event.at))
        entry.changes += [_as_told(reader, change) for change in event.changes]
        metadata[event.key] = event.metadata
    _name(entries, metadata)
    told = [entry for entry in entries.values() if entry.changes]
    return told, more or more_variants


def _as_told(actor: Actor, change: Changed) -> Changed:
    if actor.team_ids is None or change.what not in _NAMING:
        return change
    return Changed(change.what, "", str(_("not shown to a sales team")), change.sku)


def _product_events(product: Product) -> tuple[list[_Event], bool]:
    """Each row holds what the product was before; what it was after stands in the next one."""
    model: Any = apps.get_model("catalogue.ProductEvent")
    rows = list(
        model.objects.filter(pgh_obj=product)
        .select_related("pgh_context")
        .order_by("-pgh_id")[: MOST_EVENTS + 1]
    )
    after: Any = product
    events = []
    for row in rows[:MOST_EVENTS]:
        changes: list[Changed] = []
        if row.pgh_label == "update":
            changes = _differences(row, after, _OF_PRODUCT)
            after = row
        else:
            noted = (row.pgh_context.metadata if row.pgh_context else {}).get("changes", [])
            changes = [Changed(str(what), old, new) for what, old, new in noted]
        events.append(_event(row, changes))
    return events, len(rows) > MOST_EVENTS


def _variant_events(product: Product) -> tuple[list[_Event], bool]:
    """Each row holds what the version was after; before stands in the one before."""
    model: Any = apps.get_model("catalogue.VariantEvent")
    variants = list(Variant.objects.filter(product=product).values_list("pk", flat=True))
    history = model.objects.filter(pgh_obj__in=variants)
    rows = list(history.select_related("pgh_context").order_by("-pgh_id")[: MOST_EVENTS + 1])
    shown, is_more = rows[:MOST_EVENTS], len(rows) > MOST_EVENTS
    earlier: dict[int, Any] = {}
    if is_more:
        before = history.filter(pgh_id__lt=shown[-1].pgh_id)
        for row in before.order_by("pgh_obj_id", "-pgh_id").distinct("pgh_obj_id"):
            earlier[row.pgh_obj_id] = row
    of_variant: defaultdict[int, list[Any]] = defaultdict(list)
    for row in shown:
        of_variant[row.pgh_obj_id].append(row)
    events = []
    for variant_id, versions in of_variant.items():
        olders = [*versions[1:], earlier.get(variant_id)]
        for row, older in zip(versions, olders, strict=True):
            if older is None:
                changes = [Changed("version", "", row.name, row.sku)] if _is_new(row) else []
            else:
                changes = _differences(older, row, _OF_VARIANT, sku=row.sku)
            events.append(_event(row, changes))
    return _readable(events), is_more


def _is_new(row: Any) -> bool:
    return bool(row.pgh_label == "insert")


def _event(row: Any, changes: list[Changed]) -> _Event:
    context = row.pgh_context
    key = str(context.pk) if context else f"{type(row).__name__}-{row.pgh_id}"
    return _Event(key, row.pgh_created_at, context.metadata if context else {}, changes)


def _differences(before: Any, after: Any, names: Iterable[str], sku: str = "") -> list[Changed]:
    found = []
    for name in names:
        old, new = getattr(before, name), getattr(after, name)
        if old == new:
            continue
        if name == "attributes":
            found += _of_attributes(old or {}, new or {}, sku)
        else:
            found.append(Changed(name, _short(old), _short(new), sku))
    return found


def _of_attributes(old: Mapping[str, Any], new: Mapping[str, Any], sku: str) -> list[Changed]:
    """Only those that differ, as 'Colour: black'."""
    names = [name for name in {**old, **new} if old.get(name) != new.get(name)]

    def said(values: Mapping[str, Any]) -> str:
        return str(_short(", ".join(f"{name}: {values[name]}" for name in names if name in values)))

    return [Changed("attributes", said(old), said(new), sku)] if names else []


def _short(value: Any) -> Any:
    if isinstance(value, str) and len(value) > _LONGEST:
        return f"{value[:_LONGEST]}…"
    return "" if value is None and not isinstance(value, Decimal) else value


def _readable(events: Sequence[_Event]) -> list[_Event]:
    """VAT rates and successors by name. Two queries, none when none changed."""
    changes = [change for event in events for change in event.changes]
    rates = _named(changes, "vat_rate_id", VatRate.objects.all(), "name")
    skus = _named(changes, "replaced_by_id", Variant.objects.all(), "sku")
    named = {"vat_rate_id": rates, "replaced_by_id": skus}

    def shown(change: Changed) -> Changed:
        names = named.get(change.what)
        if names is None:
            return change
        old, new = (names.get(value, "") for value in (change.old, change.new))
        return Changed(change.what, old, new, change.sku)

    return [
        _Event(event.key, event.at, event.metadata, [shown(change) for change in event.changes])
        for event in events
    ]


def _named(changes: Iterable[Changed], what: str, rows: Any, name: str) -> dict[Any, str]:
    ids = {value for each in changes if each.what == what for value in (each.old, each.new)}
    ids -= {""}
    return dict(rows.filter(pk__in=ids).values_list("pk", name)) if ids else {}


def _name(entries: Mapping[str, Entry], metadata: Mapping[str, Mapping[str, Any]]) -> None:
    """Puts in who did it. One query."""
    ids = {
        data[key]
        for data in metadata.values()
        for key in ("user", "acted_by")
        if isinstance(data.get(key), int)
    }
    people = {
        user.pk: user.get_full_name() or user.email for user in User.objects.filter(pk__in=ids)
    }
    for key, entry in entries.items():
        data = metadata[key]
        entry.who = people.get(data.get("user"), "")
        entry.acted_by = people.get(data.get("acted_by"), "")
        entry.is_import = str(data.get("action", "")).startswith("import")
