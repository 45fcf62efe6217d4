"""The report of affiliates by period, as a list (core/list_specs.py) and as it goes out."""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.days import read_day
from core.exchange.sheet import Column as SheetColumn
from core.exchange.sheet import Sheet
from core.exchange.values import text
from core.exchange.writer import Value
from core.exports import Export
from core.list_specs import Column, ListSpec, ordered
from core.lists import AnyFilter, Asked, DayFilter, Filter
from core.reasons import Text
from customers.access import Perm
from customers.actors import Actor
from marketing.models import Affiliate, CommissionKind
from marketing.selectors.affiliates import AFFILIATE_SORTS, affiliate_list
from orders.selectors.affiliates import reported

_FILTERS: tuple[AnyFilter, ...] = (
    Filter("state", _("Status"), (("active", _("Active")), ("ended", _("Ended")))),
    DayFilter("day_from", _("From")),
    DayFilter("day_to", _("To")),
)


def _found(_actor: Actor, asked: Asked) -> "QuerySet[Affiliate]":
    found = affiliate_list(text=asked.get("q", ""), state=asked.get("state", ""))
    return reported(
        found,
        first=read_day(asked.get("day_from", "")),
        last=read_day(asked.get("day_to", "")),
    )


AFFILIATES_LIST = ListSpec(
    name="affiliates",
    label=_("Affiliates"),
    sorts=AFFILIATE_SORTS,
    columns=(
        Column("name", _("Name"), sort="name", is_fixed=True),
        Column("code", _("Code"), sort="code"),
        Column("commission", _("Commission")),
        Column("orders", _("Orders"), is_number=True),
        Column("goods", _("Goods ex VAT"), is_number=True),
        Column("earned", _("Earned"), is_number=True),
        Column("due", _("To be paid"), is_number=True),
        Column("paid", _("Paid"), is_number=True),
        Column("from", _("From"), sort="from", is_on=False),
        Column("status", _("Status")),
    ),
    filters=lambda _actor: _FILTERS,
    found=_found,
    perm_to_share=Perm.STAFF_VIEW_SHARE,
)

_COLUMNS: tuple[tuple[str, Text], ...] = (
    ("name", _("Name")),
    ("email", _("E-mail")),
    ("code", _("Code")),
    ("commission", _("Commission")),
    ("rate", _("Commission, % or amount")),
    ("from", _("From")),
    ("until", _("Until")),
    ("status", _("Status")),
    ("orders", _("Orders")),
    ("goods", _("Goods ex VAT")),
    ("earned", _("Earned")),
    ("due", _("To be paid")),
    ("paid", _("Paid")),
)


@lru_cache(maxsize=8)
def affiliate_sheet(_currency: str) -> Sheet:
    """One row = one affiliate. It only goes out."""
    return Sheet(
        name="affiliates",
        label=_("Affiliates"),
        columns=tuple(SheetColumn(key, label, text) for key, label in _COLUMNS),
        key=("code",),
    )


def affiliate_rows(_actor: Actor, found: "QuerySet[Affiliate]") -> Iterator[Sequence[Value]]:
    """In the list's order, of the days that it shows. One query."""
    kinds = {kind.value: str(kind.label) for kind in CommissionKind}
    today = timezone.localdate()
    words = {True: str(_("Active")), False: str(_("Ended"))}
    for one in found.iterator(chunk_size=2_000):
        yield [
            one.user.full_name,
            one.user.email,
            one.code,
            kinds[one.commission],
            one.rate,
            one.starts_on,
            one.ends_on,
            words[one.holds_on(today)],
            *(one.orders_count, one.goods_net),  # type: ignore[attr-defined]
            *(one.earned, one.due, one.paid),  # type: ignore[attr-defined]
        ]


AFFILIATES = Export(
    name="affiliates",
    label=_("Affiliates"),
    sheet=affiliate_sheet,
    found=ordered(AFFILIATES_LIST),
    rows=affiliate_rows,
    perm=Perm.STAFF_AFFILIATE,
)
