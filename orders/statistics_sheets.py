"""The statistics of an organisation as sheets of an Excel file: every row, to the same sum each."""

from collections.abc import Iterator, Sequence
from datetime import date

from django.utils.translation import gettext as _

from core.exchange.writer import Table, Value
from core.exports import Asked
from core.ranked import in_rank
from customers.actors import Actor
from customers.periods import Period
from customers.selectors.colleagues import customers_inside
from orders.querysets import OrderQuerySet
from orders.selectors.statistics import (
    PRODUCT_KEYS,
    SEAT_KEYS,
    GoodsFigure,
    Question,
    SalesFigure,
    TimePart,
    product_figure,
    product_groups,
    sales_figure,
    sales_in_time,
    sales_of,
    sales_the_year_before,
    seat_figure,
    seat_groups,
)
from orders.selectors.statistics_categories import CategoryFigure, Spread, spread_of
from orders.spans import FIRST_DAY, LAST_DAY, parts_heading

_AT_A_TIME = 2_000
Row = Sequence[Value]


def question_of(asked: Asked) -> Question | None:
    """As the page's address says it; None without both days."""
    first, last = _day_in(asked, "placed_from"), _day_in(asked, "placed_to")
    if first is None or last is None or first > last:
        return None
    customer = asked.get("customer", "")
    customer_id = int(customer) if customer.isdecimal() and len(customer) < 19 else None
    return Question(Period(first, last), customer_id)


def statistics_asked(actor: Actor, asked: Asked) -> OrderQuerySet:
    """The orders behind the figures, newest first; none without a range."""
    question = question_of(asked)
    nothing = Question(Period(LAST_DAY, LAST_DAY))
    found = sales_of(actor, question or nothing)
    return (found if question else found.none()).order_by("-placed_at", "-pk")


def statistics_tables(actor: Actor, asked: Asked) -> Iterator[Table]:
    """Totals, parts of the time, people, categories on two levels, products."""
    question = question_of(asked)
    if question is None:
        return
    total, spread = sales_figure(sales_of(actor, question)), spread_of(actor, question)
    net = _("Value ex VAT")
    yield Table(_("Totals"), [_("What"), _("Value")], _totals(actor, question, total))
    yield Table(
        parts_heading(question.span),
        [_("From"), _("To"), _("Orders"), net],
        _in_time(sales_in_time(actor, question), total),
    )
    yield Table(
        _("Per user"),
        [_("Ordered by"), _("E-mail"), _("Customer"), _("Orders"), net],
        _by_seat(actor, question, total),
    )
    goods = [_("Quantity"), net]
    yield Table(_("Per category"), [_("Category"), *goods], _by_category(spread, total))
    yield Table(_("Per subcategory"), [_("Category"), *goods], _by_leaf(spread, total))
    yield Table(
        _("Per product"),
        [_("Article number"), _("Name"), *goods],
        _by_product(actor, question, spread.all_goods, total),
    )


def _totals(actor: Actor, question: Question, total: SalesFigure) -> Iterator[Row]:
    earlier = sales_the_year_before(actor, question)
    customers = {each.pk: each.name for each in customers_inside(actor)}
    yield [_("From"), question.span.starts_on]
    yield [_("To"), question.span.ends_on]
    if question.customer_id is not None:
        yield [_("Customer"), customers.get(question.customer_id, "")]
    yield [_("Orders"), total.count]
    yield [_("Value ex VAT"), total.net]
    yield [_("Goods ex VAT"), total.goods_net]
    yield [_("Shipping and fees"), total.costs_net]
    yield [_("Average order ex VAT"), total.average_net]
    yield [_("Orders in the same days a year before"), earlier.count]
    yield [_("Value ex VAT in the same days a year before"), earlier.net]


def _in_time(parts: Sequence[TimePart], total: SalesFigure) -> Iterator[Row]:
    for part in parts:
        yield [part.span.starts_on, part.span.ends_on, part.figure.count, part.figure.net]
    yield [_("Total"), None, total.count, total.net]


def _by_seat(actor: Actor, question: Question, total: SalesFigure) -> Iterator[Row]:
    groups = in_rank(seat_groups(actor, question), SEAT_KEYS)
    for row in groups.iterator(chunk_size=_AT_A_TIME):
        seat = seat_figure(row)
        yield [seat.name, seat.email, seat.customer_name, seat.figure.count, seat.figure.net]
    yield [_("Total"), None, None, total.count, total.net]


def _by_category(spread: Spread, total: SalesFigure) -> Iterator[Row]:
    yield from _categories(spread.level(), spread.other, spread.all_goods, total)


def _by_leaf(spread: Spread, total: SalesFigure) -> Iterator[Row]:
    leaves = [each for each in spread.leaves() if each.path]
    yield from _categories(leaves, spread.other, spread.all_goods, total)


def _categories(
    found: Sequence[CategoryFigure], other: GoodsFigure, goods: GoodsFigure, total: SalesFigure
) -> Iterator[Row]:
    for each in found:
        yield [" / ".join(each.names), each.figure.quantity, each.figure.net]
    if other.quantity:
        yield [_("Other"), other.quantity, other.net]
    yield [_("Shipping and fees"), None, total.costs_net]
    yield [_("Total"), goods.quantity, total.net]


def _by_product(
    actor: Actor, question: Question, goods: GoodsFigure, total: SalesFigure
) -> Iterator[Row]:
    groups = in_rank(product_groups(actor, question), PRODUCT_KEYS)
    for row in groups.iterator(chunk_size=_AT_A_TIME):
        each = product_figure(row)
        yield [each.sku, each.name, each.figure.quantity, each.figure.net]
    yield [None, _("Shipping and fees"), None, total.costs_net]
    yield [None, _("Total"), goods.quantity, total.net]


def _day_in(asked: Asked, name: str) -> date | None:
    try:
        day = date.fromisoformat(asked.get(name, ""))
    except ValueError:
        return None
    return min(max(day, FIRST_DAY), LAST_DAY)
