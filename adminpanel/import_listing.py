"""The list of imports as data, and as it goes out: here, since a face knows the kinds there are."""

from collections.abc import Sequence
from functools import partial

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from adminpanel.import_kinds import KINDS
from core.days import read_day
from core.exports import Export
from core.import_sheet import import_rows, import_sheet
from core.list_specs import Column, ListSpec, ordered
from core.lists import AnyFilter, Asked, DayFilter, Filter, NamedFilter
from core.models import ImportJob, ImportStatus
from core.reasons import Text
from core.tables import Sort
from customers.access import Perm
from customers.actors import Actor
from customers.selectors.choosing import id_in, people_like, person_named
from customers.teams import own_imports_only
from orders.selectors.dashboard import seen_imports


def _offered(actor: Actor) -> list[tuple[str, Text]]:
    """The kinds that this person may import."""
    kinds = KINDS.values()
    return [(kind.name, kind.label) for kind in kinds if kind.importer(actor).may().allowed]


def _filters(actor: Actor) -> Sequence[AnyFilter]:
    """`by` for whoever sees others' imports than their own."""
    person = NamedFilter("by", _("By"), partial(person_named, actor), partial(people_like, actor))
    return (
        Filter("kind", _("What"), _offered(actor)),
        Filter("status", _("Status"), ImportStatus.choices),
        *((person,) if own_imports_only(actor) is None else ()),
        DayFilter("from", _("From")),
        DayFilter("to", _("To")),
    )


def _found(actor: Actor, asked: Asked) -> QuerySet[ImportJob]:
    """The shop's imports of what this person may import."""
    kind, status = asked.get("kind", ""), asked.get("status", "")
    return seen_imports(
        actor,
        kinds=[name for name, _label in _offered(actor)],
        text=asked.get("q", ""),
        kind=kind if kind in KINDS else "",
        status=status if status in ImportStatus.values else "",
        by=id_in(asked.get("by", "")),
        first=read_day(asked.get("from", "")),
        last=read_day(asked.get("to", "")),
    )


def _label_of(kind: str) -> Text:
    return KINDS[kind].label if kind in KINDS else kind


IMPORTS_LIST = ListSpec(
    name="imports",
    label=_("Imports"),
    sorts={
        "created": Sort.by("created_at", label=_("Uploaded"), descending_first=True),
        "file": Sort.by("file_name", label=_("File")),
    },
    columns=(
        Column("file", _("File"), sort="file", is_fixed=True),
        Column("kind", _("What")),
        Column("status", _("Status")),
        Column("created", _("Uploaded"), sort="created"),
        Column("by", _("By")),
        Column("create", _("Create"), is_number=True),
        Column("update", _("Update"), is_number=True),
        Column("unchanged", _("Unchanged"), is_number=True, is_on=False),
        Column("refused", _("Refused"), is_number=True),
    ),
    filters=_filters,
    found=_found,
    perm_to_share=Perm.STAFF_VIEW_SHARE,
)
IMPORTS = Export(
    name="imports",
    label=_("Imports"),
    sheet=import_sheet,
    found=ordered(IMPORTS_LIST),
    rows=import_rows(_label_of),
    perm=Perm.STAFF_IMPORT,
)
