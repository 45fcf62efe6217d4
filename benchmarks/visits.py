"""What the measured visitors ask for, chosen from what the scratch catalogue holds."""

import itertools
import random
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db import connection
from django.urls import reverse

from benchmarks.people import open_session
from catalogue.models import EVERYONE_ID, Category, Product, SearchWord, Variant
from catalogue.selectors.listing import PAGE_SIZE, position_of
from catalogue.selectors.prices import quote
from catalogue.selectors.visibility import audience_ids, visible_products, visible_variants
from customers.actors import Actor
from customers.models import Customer, Membership
from orders.models import Cart, CartLine

_CART_LINES = 8
_ORDER_LINES = 5
_ASKED = 12  # different products, codes or words of each kind
_DEEP = 0.8
_SEVERAL_PAGES = PAGE_SIZE * 6


@dataclass(frozen=True)
class Buyer:
    """Somebody with an open session, and a variant that they may buy."""

    membership: Membership
    cookies: str
    csrf: str
    variant_id: int

    @property
    def as_job(self) -> dict[str, Any]:
        return {"cookies": self.cookies, "csrf": self.csrf, "variant": self.variant_id}


def measured_actor() -> Actor:
    """A buyer of the first customer: group prices, discounts, tier, group limits, a limit."""
    return Actor(membership=(found := _buyers_of_first()[0]), user=found.user)


def measured_visitors() -> list[Buyer]:
    """The first customer's buyers, each with a cart of some lines."""
    buyers = _buyers_of_first()
    _lay_carts(buyers, _CART_LINES)
    variant_id = _everybodys()[0]
    return [_logged_in(buyer, variant_id) for buyer in buyers]


def _buyers_of_first() -> list[Membership]:
    first = Customer.objects.order_by("pk")[0]
    return list(_memberships().filter(customer=first).order_by("pk"))


def _memberships() -> Any:
    return Membership.objects.with_people().filter(next_approver__isnull=False)


class Orderers:
    """Buyers of other customers than the measured one, each handed out once in a run.

    In the order of customers, so that those who order at the same time never wait for each other's
    membership or customer.
    """

    def __init__(self) -> None:
        first = Customer.objects.order_by("pk")[0]
        others = list(_memberships().exclude(customer=first).order_by("pk"))
        # First one of each customer, then the other: neighbours are of different customers.
        self._waiting = iter([*others[::2], *others[1::2]])
        self.left = len(others)

    def take(self, count: int, *, with_cart: bool) -> list[Buyer]:
        taken = list(itertools.islice(self._waiting, count))
        self.left -= len(taken)
        _lay_carts(taken, _ORDER_LINES if with_cart else 0)
        goods = itertools.cycle(_everybodys())
        return [_logged_in(buyer, pk) for buyer, pk in zip(taken, goods, strict=False)]


def category_paths(actor: Actor, *, deep: bool = False) -> list[str]:
    """Two roots and some branches below them, of which the visitor sees several pages."""
    audiences = sorted(audience_ids(actor))
    paths = []
    for category, size in _visited(audiences):
        path = reverse("shop:category", args=[category.path])
        if deep:
            product = _product_at(audiences, category.pk, int(size * _DEEP))
            path += "?" + urlencode({"after": position_of(product)})
        paths.append(path)
    return paths


def largest_categories(actor: Actor) -> list[int]:
    return [category.pk for category, _size in _visited(sorted(audience_ids(actor)))]


def _visited(audiences: Sequence[int]) -> list[tuple[Category, int]]:
    """The two largest roots and six largest branches, with how much of each the visitor sees."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT row.category_id, count(*) FROM catalogue_listingrow row
            JOIN catalogue_category category ON category.id = row.category_id
            LEFT JOIN catalogue_category above ON above.id = category.parent_id
            WHERE row.audience_id = ANY(%(audiences)s)
              AND category.audience_id = ANY(%(audiences)s) AND above.parent_id IS NULL
            GROUP BY row.category_id ORDER BY count(*) DESC
            """,
            {"audiences": list(audiences)},
        )
        found: list[tuple[int, int]] = cursor.fetchall()
    # A small catalogue has no category of several pages; then those with most have to do.
    sizes = {pk: size for pk, size in found if size >= _SEVERAL_PAGES} or dict(found[:4])
    categories = Category.objects.in_bulk(sizes)
    ordered = [categories[pk] for pk in sizes]
    roots = [category for category in ordered if category.parent_id is None]
    branches = [category for category in ordered if category.parent_id is not None]
    return [(category, sizes[category.pk]) for category in (*roots[:2], *branches[:6])]


def product_paths(actor: Actor) -> list[str]:
    return [reverse("shop:product", args=[product.slug]) for product in _some_products(actor)]


def search_path(text: str) -> str:
    return f"{reverse('shop:search')}?{urlencode({'q': text})}"


@dataclass(frozen=True)
class Questions:
    """What people type into the search field."""

    words: Sequence[str]
    part_numbers: Sequence[str]
    typing_errors: Sequence[str]


def questions(actor: Actor) -> Questions:
    """Common, rare and two words; codes of three kinds; words with two letters exchanged."""
    known = list(
        SearchWord.objects.order_by("-frequency", "word").values_list("word", flat=True)[:400]
    )
    rare = SearchWord.objects.filter(frequency__in=(2, 3, 4)).order_by("word")
    names = [product.name for product in _some_products(actor)]
    pairs = [" ".join(words[-2:]) for name in names if len(words := _plain_words(name)) >= 3]
    codes: Iterator[str] = itertools.cycle(("part_number", "sku", "ean"))
    variants = Variant.objects.filter(product__in=_some_products(actor)).order_by("pk")
    longer = [word for word in known if len(word) >= 6]
    return Questions(
        words=[
            *known[:2],
            *known[5:40:12],
            *pairs[:4],
            *list(rare.values_list("word", flat=True)[:3]),
        ],
        part_numbers=[getattr(v, kind) for v, kind in zip(variants, codes, strict=False)][:_ASKED],
        typing_errors=[
            wrong for word in longer[2:40:4] if (wrong := _exchanged(word)) not in known
        ],
    )


def variants_for(actor: Actor, count: int) -> list[int]:
    """So many variants that the visitor may buy, from all over the catalogue."""
    return list(visible_variants(actor).order_by("pk").values_list("pk", flat=True)[:count])


def _some_products(actor: Actor) -> list[Product]:
    """The same some every time, from all over the catalogue."""
    chance = random.Random("products")
    highest = Product.objects.order_by("-pk").values_list("pk", flat=True)[0]
    tried = sorted({chance.randint(1, highest) for _number in range(_ASKED * 6)})
    return list(visible_products(actor).filter(pk__in=tried).order_by("pk")[:_ASKED])


def _product_at(audiences: Sequence[int], category_id: int, place: int) -> Product:
    """What a visitor meets after so many; found by counting, as no page does."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT product_id FROM catalogue_listingrow"
            " WHERE category_id = %s AND audience_id = ANY(%s)"
            " ORDER BY sort_key, product_id OFFSET %s LIMIT 1",
            [category_id, list(audiences), place],
        )
        found: Product = Product.objects.get(pk=cursor.fetchone()[0])
    return found


def _plain_words(name: str) -> list[str]:
    return [word for word in name.split() if word.isalpha() and len(word) > 3]


def _exchanged(word: str) -> str:
    """'original' → 'orignial': the commonest slip of the fingers."""
    middle = len(word) // 2
    return word[:middle] + word[middle + 1] + word[middle] + word[middle + 2 :]


def _logged_in(membership: Membership, variant_id: int) -> Buyer:
    csrf = secrets.token_hex(16)
    cookies = f"sessionid={open_session(membership)}; csrftoken={csrf}"
    return Buyer(membership, cookies, csrf, variant_id)


def _lay_carts(memberships: Sequence[Membership], lines: int) -> None:
    """In place of the carts that they have. Prices are those of now, as if just shown."""
    users = [membership.user_id for membership in memberships]
    Cart.objects.filter(user__in=users).delete()
    if not lines:
        return
    carts = Cart.objects.bulk_create(
        Cart(user_id=membership.user_id, customer_id=membership.customer_id)
        for membership in memberships
    )
    goods = _everybodys()
    rows = []
    for number, (cart, membership) in enumerate(zip(carts, memberships, strict=True)):
        chosen = {goods[(number * 3 + n * 7) % len(goods)]: 1 + n % 4 for n in range(lines)}
        prices = quote(Actor(user=membership.user, membership=membership), chosen)
        rows += [
            CartLine(
                cart=cart,
                variant_id=pk,
                quantity=quantity,
                seen_unit_net=prices[pk].unit_net,
            )
            for pk, quantity in chosen.items()
        ]
    CartLine.objects.bulk_create(rows)


def _everybodys() -> list[int]:
    """Variants that no limit hides."""
    found = Variant.objects.for_sale().filter(
        audience_id=EVERYONE_ID, product__audience_id=EVERYONE_ID
    )
    return list(found.order_by("pk").values_list("pk", flat=True)[:200])
