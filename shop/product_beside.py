"""What a product page shows beside the choice: pictures, papers, what came after, related goods."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from catalogue.models import Variant
from catalogue.selectors.glances import product_glances
from catalogue.selectors.prices import PriceBook
from catalogue.selectors.product_page import Picture, ProductPage, neighbours
from catalogue.selectors.tree import Tree
from core.addresses import Address
from core.reasons import Text
from core.uploads.kinds import kind_of_content_type
from customers.access import Perm
from customers.actors import Actor
from customers.models import ShopSettings
from orders.models import OrderLine
from orders.selectors.bought import last_bought
from shop.cards import Card, PriceShown, cards_of, picture_url, price_shown
from shop.product_shown import version_url

RELATED = 8
NEIGHBOURS = 4
PAPER = Address("shop:product-document")
PAPER_CODE = Address("shop:product-document-code")
ORDER = Address("my:order-detail")


@dataclass(frozen=True, slots=True)
class PictureShown:
    """One of several pictures; `url` is the page with this one large."""

    pk: int
    large_url: str
    thumb_url: str
    alt: str
    url: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class PaperShown:
    """A document to fetch; `size` in bytes. `code_url` is its QR code, to be printed."""

    title: str
    kind: Text
    icon: str
    size: int
    url: str
    code_url: str


@dataclass(frozen=True, slots=True)
class SuccessorShown:
    """What took the place of the chosen version, at the visitor's price."""

    name: str
    sku: str
    url: str
    price: PriceShown


@dataclass(frozen=True, slots=True)
class BoughtShown:
    """The last time; price ex VAT. `is_own` is False for a colleague's order."""

    quantity: int
    unit: str
    unit_net: Decimal
    currency: str
    at: datetime
    number: int
    url: str
    is_own: bool


@dataclass(frozen=True, slots=True)
class GoodsBeside:
    """Cards of other goods for the foot of the page."""

    related: list[Card]
    nearby: list[Card]


def pictures_shown(page: ProductPage, variant: Variant, asked: str) -> list[PictureShown]:
    """The pictures of the product and of the chosen version, in order; one is current.

    The one asked for by id; else the version's own first, else the first.
    """
    pictures = [each for each in page.pictures if each.variant_id in {None, variant.pk}]
    current = _current(pictures, variant, asked)
    return [
        PictureShown(
            pk=each.pk,
            large_url=picture_url(each.pk, "large"),
            thumb_url=picture_url(each.pk, "thumb"),
            alt=each.alt,
            url=version_url(variant, picture=str(each.pk)),
            is_current=each is current,
        )
        for each in pictures
    ]


def _current(pictures: Sequence[Picture], variant: Variant, asked: str) -> Picture | None:
    wanted = (each for each in pictures if str(each.pk) == asked)
    own = (each for each in pictures if each.variant_id == variant.pk)
    return next(wanted, None) or next(own, None) or next(iter(pictures), None)


def papers_shown(page: ProductPage) -> list[PaperShown]:
    shown = []
    for paper in page.papers:
        kind = kind_of_content_type(paper.content_type)
        shown.append(
            PaperShown(
                title=paper.title,
                kind=kind.label if kind else "",
                icon=kind.icon if kind else "file-earmark",
                size=paper.size,
                url=PAPER(paper.pk),
                code_url=PAPER_CODE(paper.pk),
            )
        )
    return shown


def successor_shown(
    actor: Actor, shop: ShopSettings, successor: Variant | None, book: PriceBook
) -> SuccessorShown | None:
    """`book` holds the successor's prices too."""
    if successor is None:
        return None
    answer = book.answer(successor.pk, successor.pack_size)
    return SuccessorShown(
        name=", ".join(part for part in (successor.product.name, successor.name) if part),
        sku=successor.sku,
        url=version_url(successor),
        price=price_shown(actor, shop, successor, answer),
    )


def bought_shown(actor: Actor, variant: Variant) -> BoughtShown | None:
    """The last time that this visitor, or their customer where they may see that, bought it.

    One query, none for a stranger.
    """
    line = last_bought(actor, [variant.pk]).get(variant.pk)
    return None if line is None else _bought(actor, line)


def _bought(actor: Actor, line: OrderLine) -> BoughtShown:
    order = line.order
    return BoughtShown(
        quantity=line.quantity,
        unit=line.unit,
        unit_net=line.unit_net,
        currency=order.currency,
        at=order.placed_at,
        number=order.number,
        url=ORDER(order.number) if actor.has(Perm.ORDER_VIEW) else "",
        is_own=order.orderer_id == actor.user_id,
    )


def goods_beside(
    actor: Actor, shop: ShopSettings, page: ProductPage, tree: Tree, audiences: Collection[int]
) -> GoodsBeside:
    """What goes with the product, and others of its category that are not among those.

    At most four queries, however many there are.
    """
    near: list[int] = []
    if page.path:
        room = NEIGHBOURS + min(len(page.related_ids), RELATED)
        near = neighbours(audiences, page.product, page.path[-1], count=room)
    ids = list(dict.fromkeys([*page.related_ids, *near]))
    glances = product_glances(actor, ids, tree=tree, shop=shop)
    related = [each for each in glances if each.product.pk in page.related_ids][:RELATED]
    nearby = [each for each in glances if each.product.pk not in page.related_ids][:NEIGHBOURS]
    return GoodsBeside(cards_of(actor, shop, related), cards_of(actor, shop, nearby))
