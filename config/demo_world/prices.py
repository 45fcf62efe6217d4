"""What the demo world's goods cost whom: price lists, agreements, ways to deliver and to pay."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal

from catalogue.models import Variant
from catalogue.services.assortments import (
    AgreementHolder,
    ItemDraft,
    create_assortment,
    put_in_assortment,
)
from catalogue.services.prices import Buyer, PriceDraft, create_price_list, set_prices
from config.demo_world.goods import Article, Goods
from config.demo_world.people import People
from core.money import less_percent
from customers.actors import SYSTEM
from orders.models import DeliveryMethod, PaymentMethod

# From how many, and how many per cent under the list price.
_QUANTITIES = {5: 3, 25: 8, 100: 14}
_NO_CONTRACT = {"dock", "toner", "monitor"}


@dataclass(frozen=True)
class Methods:
    """The ways to deliver and to pay."""

    parcel: DeliveryMethod
    pallet: DeliveryMethod
    pickup: DeliveryMethod
    invoice: PaymentMethod
    card: PaymentMethod


def make_methods(goods: Goods, people: People) -> Methods:
    vat = goods.vat[25]
    parcel = DeliveryMethod(
        name="Paket",
        description="1–2 vardagar. Fraktfritt från 2 000 kr.",
        cost_net=Decimal("79.00"),
        free_from_net=Decimal("2000.00"),
        vat_rate=vat,
        position=1,
    )
    pallet = DeliveryMethod(
        name="Frakt, pall",
        description="Inom tre vardagar, aviseras per telefon.",
        cost_net=Decimal("149.00"),
        vat_rate=vat,
        position=2,
    )
    pickup = DeliveryMethod(
        name="Hämtas",
        description="I butiken på Industrigatan 4 i Norrvik, vardagar 8–17.",
        vat_rate=vat,
        position=3,
    )
    van = DeliveryMethod(
        name="Kommunens samdistribution",
        description="Tisdagar och torsdagar, till rätt dörr.",
        cost_net=Decimal("39.00"),
        vat_rate=vat,
        position=4,
    )
    invoice = PaymentMethod(name="Faktura", is_on_account=True, vat_rate=vat, position=1)
    card = PaymentMethod(name="Kort vid leverans", vat_rate=vat, position=2)
    for method in (parcel, pallet, pickup, van, invoice, card):
        method.save()
    van.limit_groups.set([people.groups["Norrviks kommun"]])
    return Methods(parcel, pallet, pickup, invoice, card)


def make_prices(goods: Goods, people: People, today: date) -> None:
    """Rows and agreements that have held since before the first order."""
    since = today - timedelta(days=500)
    norrvik = people.groups["Norrviks kommun"]
    _price_list(
        "Norrviks kommun, volympriser",
        norrvik,
        since,
        _by_quantity(_some(goods, "IT-tillbehör", "Kontorsmaterial"), _QUANTITIES),
    )
    _price_list(
        "Reseller",
        people.tiers["Reseller"],
        since,
        _by_quantity(_some(goods, "Datorer", "IT-tillbehör"), {5: 6, 25: 11, 100: 18}),
    )
    _price_list(
        "Wholesaler",
        people.tiers["Wholesaler"],
        since,
        _by_quantity(_some(goods, "Kontorsmaterial"), {25: 12, 100: 20}),
    )
    _price_list(
        "Vård och omsorg, hygien",
        people.segments["Vård och omsorg"],
        since,
        _by_quantity(_some(goods, "Städ och hygien"), {1: 5, 25: 12}),
    )
    _price_list(
        "Vestby Elektro AS",
        people.customers["Vestby Elektro AS"],
        since,
        _by_quantity(_some(goods, "Nätverk", "Kablar och adaptrar"), {1: 9, 25: 15}),
    )
    _agreement(
        f"Norrviks kommun, avtal {since.year}–{since.year + 3}",
        norrvik,
        since,
        date(since.year + 3, 12, 31),
        _agreed(goods),
    )
    _agreement(
        "Solhaga Vård, förbrukning",
        people.groups["Solhaga Vård"],
        since,
        None,
        [*goods.under("Städ och hygien"), *goods.under("Kaffe och te")],
    )


def _price_list(name: str, buyer: Buyer, since: date, prices: Iterable[PriceDraft]) -> None:
    made = create_price_list(actor=SYSTEM, name=name, connected_to=[buyer], valid_from=since)
    set_prices(actor=SYSTEM, price_list=made, prices=prices, valid_from=since)


def _agreement(
    name: str,
    holder: AgreementHolder,
    since: date,
    until: date | None,
    articles: Iterable[Article],
) -> None:
    """Most agreed goods have a contract price; of some kinds the ordinary prices hold."""
    made = create_assortment(
        actor=SYSTEM, name=name, holders=[holder], valid_from=since, valid_until=until
    )
    items = [
        ItemDraft(variant, None if article.family.kind in _NO_CONTRACT else _rounded(variant, 14))
        for article in articles
        for variant in article.variants
    ]
    put_in_assortment(actor=SYSTEM, assortment=made, items=items)


def _agreed(goods: Goods) -> Iterator[Article]:
    """What a municipality buys most of: two products in three of some branches."""
    names = ("Bärbara datorer", "IT-tillbehör", "Kopieringspapper", "Pennor", "Pärmar")
    for name in (*names, "Toner och bläck", "Skolmöbler", "Kontorsstolar", "Rengöring", "Kaffe"):
        for place, article in enumerate(goods.under(name)):
            if place % 3 != 2:
                yield article


def _some(goods: Goods, *names: str) -> list[Article]:
    """Every second product: elsewhere the list price holds, and both are seen."""
    return [a for name in names for place, a in enumerate(goods.under(name)) if place % 2 == 0]


def _by_quantity(articles: Iterable[Article], steps: Mapping[int, int]) -> Iterator[PriceDraft]:
    for article in articles:
        for variant in article.variants:
            for quantity, percent in steps.items():
                yield PriceDraft(variant, _rounded(variant, percent), quantity)


def _rounded(variant: Variant, percent: int) -> Decimal:
    """So many per cent under the list price: in whole kronor, small sums in tenths."""
    price = less_percent(variant.list_price_net or Decimal(0), Decimal(percent))
    unit = Decimal("0.1") if price < 100 else Decimal(1)
    return price.quantize(unit, rounding=ROUND_CEILING).quantize(Decimal("0.01"))
