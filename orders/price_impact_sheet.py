"""An impact as a workbook: every difference, what moves nobody, and the carts it touches."""

from collections.abc import Iterator, Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from core.exchange.writer import Table, Value
from orders.price_impact import Impact


def impact_tables(impact: Impact) -> Sequence[Table]:
    """Amounts ex VAT in the shop's currency; a year is the last twelve months' orders."""
    return (
        Table(_("Differences"), _difference_headings(), _differences(impact)),
        Table(
            _("Moves nobody"),
            [_("Article number"), _("Name"), _("From quantity"), _("New price"), _("Why")],
            _unmoved(impact),
        ),
        Table(_("Open carts"), _cart_headings(), _carts(impact)),
        Table(
            _("Waiting orders"),
            [_("Order"), _("Customer number"), _("Customer"), _("Lines that keep their price")],
            (
                [order.number, order.payer.number, order.payer.name, order.lines]
                for order in impact.orders
            ),
        ),
        Table(
            _("Left out"),
            [_("What"), _("How many"), _("Bought for in a year")],
            [[_("Customer and article"), impact.left_out.pairs, impact.left_out.net]]
            if impact.left_out.pairs
            else [],
        ),
    )


def _difference_headings() -> Sequence[str]:
    return [
        _("Customer number"),
        _("Customer"),
        _("Customer group"),
        _("Article number"),
        _("Name"),
        _("Pieces in a year"),
        _("Usual quantity"),
        _("Price now"),
        _("New price"),
        _("Year now"),
        _("Year then"),
        _("Difference"),
    ]


def _differences(impact: Impact) -> Iterator[Sequence[Value]]:
    for pair in sorted(impact.pairs, key=lambda pair: (pair.payer.name, pair.article.sku)):
        yield [
            pair.payer.number,
            pair.payer.name,
            pair.payer.group_name,
            pair.article.sku,
            pair.article.name,
            pair.pieces,
            pair.usual_quantity,
            pair.unit_before,
            pair.unit_after,
            pair.year_before,
            pair.year_after,
            pair.difference,
        ]


def _unmoved(impact: Impact) -> Iterator[Sequence[Value]]:
    for article, each in impact.unmoved:
        price = None if each.row.ends else each.row.unit_net
        yield [article.sku, article.name, each.row.from_quantity, price, each.why]


def _cart_headings() -> Sequence[str]:
    return [
        _("Customer number"),
        _("Customer"),
        _("Whose"),
        _("Changed"),
        _("Article number"),
        _("Quantity"),
        _("Price now"),
        _("New price"),
    ]


def _carts(impact: Impact) -> Iterator[Sequence[Value]]:
    for cart in impact.carts:
        for line in cart.lines:
            yield [
                cart.payer.number,
                cart.payer.name,
                cart.who,
                timezone.localtime(cart.changed_at),
                line.article.sku,
                line.quantity,
                line.unit_before,
                line.unit_after,
            ]
