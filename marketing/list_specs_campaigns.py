"""The list of newsletters, as data (core/list_specs.py), and as it goes out."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import lru_cache

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.exchange.sheet import Column as SheetColumn
from core.exchange.sheet import Sheet
from core.exchange.values import text
from core.exchange.writer import Value
from core.exports import Export
from core.list_specs import Column, ListSpec, ordered
from core.lists import AnyFilter, Asked, Filter
from core.reasons import Text
from core.tables import Sort
from customers.access import Perm
from customers.actors import Actor
from customers.models import ConsentKind
from marketing.models import Campaign, CampaignState
from marketing.selectors.campaigns import campaigns, counts_of

_FILTERS: tuple[AnyFilter, ...] = (
    Filter("state", _("Status"), CampaignState.choices),
    Filter("kind", _("Kind"), ConsentKind.choices),
)


def _found(_actor: Actor, asked: Asked) -> "QuerySet[Campaign]":
    state, kind = asked.get("state", ""), asked.get("kind", "")
    return campaigns(
        text=asked.get("q", ""),
        state=state if state in CampaignState.values else "",
        kind=kind if kind in ConsentKind.values else "",
    )


CAMPAIGNS_LIST = ListSpec(
    name="campaigns",
    label=_("Newsletters"),
    sorts={
        "made": Sort.by("made_at", label=_("Made"), descending_first=True),
        "name": Sort.by("name", label=_("Name")),
        "people": Sort.by("people", label=_("Recipients"), descending_first=True),
    },
    columns=(
        Column("name", _("Name"), sort="name", is_fixed=True),
        Column("kind", _("Kind")),
        Column("state", _("Status")),
        Column("when", _("When")),
        Column("people", _("Recipients"), sort="people", is_number=True),
        Column("made", _("Made"), sort="made"),
        Column("by", _("By"), is_on=False),
    ),
    filters=lambda _actor: _FILTERS,
    found=_found,
    perm_to_share=Perm.STAFF_VIEW_SHARE,
)

_COLUMNS: tuple[tuple[str, Text], ...] = (
    ("name", _("Name")),
    ("kind", _("Kind")),
    ("audience", _("To")),
    ("state", _("Status")),
    ("made", _("Made")),
    ("by", _("By")),
    ("scheduled", _("Goes out")),
    ("started", _("Begun")),
    ("ended", _("Ended")),
    ("people", _("Recipients")),
    ("sent", _("Sent")),
    ("failed", _("Failed")),
    ("bounced", _("Came back")),
    ("skipped", _("Skipped")),
    ("withdrew", _("Withdrew by this letter")),
)
_COUNTS = ("sent", "failed", "bounced", "skipped", "withdrew")


@lru_cache(maxsize=8)
def _sheet(_currency: str) -> Sheet:
    """One row = one newsletter."""
    return Sheet(
        name="campaigns",
        label=_("Newsletters"),
        columns=tuple(SheetColumn(key, label, text) for key, label in _COLUMNS),
        key=("name",),
    )


def _rows(_actor: Actor, found: "QuerySet[Campaign]") -> Iterator[Sequence[Value]]:
    counts = counts_of(found)
    for campaign in found.iterator(chunk_size=2_000):
        figures = counts.get(campaign.pk, {})
        yield [
            campaign.name,
            str(campaign.get_kind_display()),
            str(campaign.get_audience_display()),
            str(campaign.get_state_display()),
            timezone.localtime(campaign.made_at),
            campaign.made_by.full_name if campaign.made_by else None,
            *(_moment(at) for at in (campaign.scheduled_at, campaign.started_at)),
            _moment(campaign.ended_at),
            campaign.people,
            *(figures.get(key, 0) for key in _COUNTS),
        ]


def _moment(at: datetime | None) -> Value:
    return timezone.localtime(at) if at else None


CAMPAIGNS = Export(
    name="campaigns",
    label=_("Newsletters"),
    sheet=_sheet,
    found=ordered(CAMPAIGNS_LIST),
    rows=_rows,
    perm=Perm.STAFF_CAMPAIGN,
)
