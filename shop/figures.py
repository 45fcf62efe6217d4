"""What the statistics pages show: rows of tables, columns of a chart, and where they lead."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.charts import ChartValue
from core.money import HUNDRED, ZERO, format_money
from customers.periods import Period
from orders.selectors.statistics import (
    GoodsFigure,
    ProductFigure,
    SalesFigure,
    SeatFigure,
    TimePart,
)
from orders.selectors.statistics_categories import CategoryFigure
from orders.spans import part_label, span_words

MOST_CATEGORIES = 100


@dataclass(frozen=True, slots=True)
class Row:
    """One row: who or what, how many, for how much, and that part of the whole in per cent.

    `count` None = nothing that can be counted. Without `url` there is nothing to open.
    """

    label: str
    net: Decimal
    share: Decimal
    count: int | None = None
    url: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Address:
    """Ways onward that keep the range and the customer."""

    span: Period
    customer_id: int | None

    @property
    def query(self) -> str:
        return self.query_with(self.span)

    def query_with(self, span: Period, **more: str) -> str:
        asked = {
            **more,
            "placed_from": span.starts_on.isoformat(),
            "placed_to": span.ends_on.isoformat(),
        }
        if self.customer_id is not None:
            asked["customer"] = str(self.customer_id)
        return urlencode(asked)

    def to(self, name: str, *args: object, **more: str) -> str:
        return f"{reverse(name, args=args)}?{self.query_with(self.span, **more)}"


def share_of(net: Decimal, total: Decimal) -> Decimal:
    if not total:
        return Decimal(0)
    return (net * HUNDRED / total).quantize(Decimal("0.1"), ROUND_HALF_UP)


def change_since(net: Decimal, before: Decimal) -> Decimal | None:
    """In whole per cent; None where there was nothing to compare with."""
    if not before:
        return None
    return ((net - before) * HUNDRED / before).quantize(Decimal(1), ROUND_HALF_UP)


def seat_rows(
    seats: Sequence[SeatFigure], total: SalesFigure, at: Address, *, names_customer: bool
) -> Iterator[Row]:
    """The people of a page, and all the others in one row."""
    left_count, left_net = total.count, total.net
    for seat in seats:
        left_count, left_net = left_count - seat.figure.count, left_net - seat.figure.net
        yield Row(
            seat.name or seat.email,
            seat.figure.net,
            share_of(seat.figure.net, total.net),
            seat.figure.count,
            at.to("my:statistics-user", seat.user_id, seat.customer_id),
            seat.customer_name if names_customer else seat.email,
        )
    if left_count:
        yield Row(_("Others, on other pages"), left_net, share_of(left_net, total.net), left_count)


def product_rows(
    products: Sequence[ProductFigure], goods: GoodsFigure, total: SalesFigure, at: Address
) -> Iterator[Row]:
    """The articles of a page, all the others in one row, shipping and fees."""
    left = goods
    for each in products:
        left -= each.figure
        url = at.to("my:statistics-product", sku=each.sku)
        yield _goods_row(each.name, each.figure, total.net, url, each.sku)
    if left.quantity:
        yield _goods_row(_("Others, on other pages"), left, total.net)
    yield costs_row(total, at, "product")


def category_rows(level: Sequence[CategoryFigure], whole: Decimal, at: Address) -> Iterator[Row]:
    """The categories of one level; beyond a hundred in one row."""
    for each in level[:MOST_CATEGORIES]:
        url = at.to("my:statistics-category", each.path)
        yield _goods_row(each.name, each.figure, whole, url)
    if rest := level[MOST_CATEGORIES:]:
        yield _goods_row(
            _("Smaller categories"), sum((each.figure for each in rest), GoodsFigure()), whole
        )


def other_row(other: GoodsFigure, total: SalesFigure, at: Address) -> Row:
    """What stands in no category."""
    return _goods_row(_("Other"), other, total.net, at.to("my:statistics-other"))


def costs_row(total: SalesFigure, at: Address, came_from: str) -> Row:
    """What is no goods; `came_from` = the view to come back to."""
    return Row(
        _("Shipping and fees"),
        total.costs_net,
        share_of(total.costs_net, total.net),
        url=at.to("my:statistics-costs", by=came_from) if total.costs_net else "",
    )


def direct_row(figure: GoodsFigure, whole: Decimal) -> Row:
    """What stands in the category itself, beside its own subcategories."""
    return _goods_row(_("Directly in this category"), figure, whole)


def _goods_row(
    label: str, figure: GoodsFigure, whole: Decimal, url: str = "", note: str = ""
) -> Row:
    return Row(label, figure.net, share_of(figure.net, whole), figure.quantity, url, note)


@dataclass(frozen=True, slots=True)
class TimeRow:
    """A part of the range in words, with the way to itself."""

    label: str
    url: str
    figure: SalesFigure


def time_rows(parts: Sequence[TimePart], at: Address) -> Sequence[TimeRow]:
    page = reverse("my:statistics")
    return [
        TimeRow(span_words(part.span), f"{page}?{at.query_with(part.span)}", part.figure)
        for part in parts
    ]


def chart_values(span: Period, parts: Sequence[TimePart], currency: str) -> Sequence[ChartValue]:
    return [
        ChartValue(part_label(part.span, span), part.figure.net, _words(part, currency))
        for part in parts
    ]


def chart_words(parts: Sequence[TimePart], currency: str) -> str:
    """The chart in a sentence, for who does not see it; its figures stand in the table."""
    most = max(parts, key=lambda part: part.figure.net)
    if most.figure.net == ZERO:
        return _("Nothing was bought.")
    return _("%(n)s columns. The highest: %(highest)s.") % {
        "n": len(parts),
        "highest": _words(most, currency),
    }


def _words(part: TimePart, currency: str) -> str:
    """'March 2026: 12 400,00 kr, 5 orders'."""
    return ngettext(
        "%(when)s: %(amount)s, %(n)s order", "%(when)s: %(amount)s, %(n)s orders", part.figure.count
    ) % {
        "when": span_words(part.span),
        "amount": format_money(part.figure.net, currency),
        "n": part.figure.count,
    }
