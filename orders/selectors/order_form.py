"""What stands on an order form: the goods that were asked for, at the buyer's prices."""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from catalogue.models import ProductCategory, Variant
from catalogue.selectors.own_numbers import own_numbers_of
from catalogue.selectors.prices import PriceBook, price_book
from catalogue.selectors.tree import category_at
from catalogue.selectors.visibility import agreed_only, visible_variants
from core.exchange.writer import Value
from core.exports import Asked
from customers.actors import Actor
from orders.judged import name_of
from orders.models import Order, OrderLine, WishList
from orders.selectors.bought import bought_within_a_year, last_bought

BREAKS = 3  # quantity prices beside the first
_AT_ONCE = 2_000

AGREED, MINE, OURS, LIST, CATEGORY = "agreed", "mine", "ours", "list", "category"
ORDER = "order"


def form_variants(actor: Actor, asked: Asked) -> QuerySet[Variant]:
    """The goods of the source that is asked for, in order of name; none of one not the actor's.

    `asked["from"]` is agreed, mine, ours, list (with `list`, its id), order (with `order`, its
    number) or category (with `category`, its path).
    """
    variants: QuerySet[Variant] = visible_variants(actor)
    source = asked.get("from", "")
    if source == AGREED:
        variants = agreed_only(actor, visible_variants(actor))
    elif source in {MINE, OURS}:
        lines = bought_within_a_year(actor, of_all=source == OURS)
        variants = variants.filter(pk__in=lines.order_by().values("variant_id"))
    elif source == LIST:
        variants = variants.filter(pk__in=_on_list(actor, asked.get("list", "")))
    elif source == ORDER:
        variants = variants.filter(pk__in=_on_order(actor, asked.get("order", "")))
    elif source == CATEGORY:
        variants = _in_category(actor, variants, asked.get("category", ""))
    else:
        variants = variants.none()
    return variants.select_related("product").order_by("product__sort_key", "position", "pk")


def form_rows(
    actor: Actor, found: QuerySet[Variant], sum_formula: Callable[[int], Value]
) -> Iterator[Sequence[Value]]:
    """A row for each, in the columns of the form; a fixed number of queries for each 2 000."""
    row = 1
    stream = found.iterator(chunk_size=_AT_ONCE)
    while some := list(islice(stream, _AT_ONCE)):
        ids = [variant.pk for variant in some]
        book = price_book(actor, ids)
        own, last = own_numbers_of(actor, ids), last_bought(actor, ids)
        for variant in some:
            row += 1
            yield (
                variant.sku,
                own.get(variant.pk, ""),
                name_of(variant),
                None,
                sum_formula(row),
                variant.unit,
                variant.pack_size,
                *_prices(book, variant),
                *_last(last.get(variant.pk)),
                book.answer(variant.pk).unit_net,
            )


def _prices(book: PriceBook, variant: Variant) -> tuple[Value, ...]:
    """The price of one, then the next quantity prices, each with where it begins."""
    first = book.answer(variant.pk).unit_net
    steps = [step for step in book.ladder(variant.pk) if step.from_quantity > 1][:BREAKS]
    pairs: list[Value] = [part for step in steps for part in (step.from_quantity, step.unit_net)]
    return (first, *pairs, *[None] * (2 * BREAKS - len(pairs)))


def _last(line: OrderLine | None) -> tuple[Value, Value]:
    if line is None:
        return None, None
    return timezone.localdate(line.order.placed_at), line.quantity


def _on_list(actor: Actor, written: str) -> QuerySet[Any]:
    lists = WishList.objects.visible_to(actor).filter(pk=_number(written))
    return lists.values("lines__variant_id")


def _on_order(actor: Actor, written: str) -> QuerySet[Any]:
    orders = Order.objects.visible_to(actor).filter(number=_number(written))
    return orders.values("lines__variant_id")


def _number(written: str) -> int:
    return int(written) if written.isascii() and written.isdigit() and len(written) < 19 else 0


def _in_category(actor: Actor, variants: QuerySet[Variant], path: str) -> QuerySet[Variant]:
    category = category_at(actor, path)
    if category is None:
        return variants.none()
    below = ProductCategory.objects.filter(category__path__startswith=f"{category.path}/")
    own = ProductCategory.objects.filter(category=category)
    placed = own.values("product_id").union(below.values("product_id"))
    return variants.filter(product__in=placed)
