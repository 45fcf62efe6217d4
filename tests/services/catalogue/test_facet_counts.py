"""The counts beside a list's choices are those of the goods, whatever was done to them."""

from decimal import Decimal

from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from catalogue.models import (
    Category,
    Product,
    ProductCategory,
    Variant,
)
from catalogue.services.audiences import lock_audiences
from catalogue.services.categories import move_category
from catalogue.services.facet_due import refresh_due, stock_began_or_ended
from catalogue.services.filter_attributes import set_filter_attributes
from catalogue.services.goods import goods_changed
from catalogue.services.listing import refresh_all_listings
from catalogue.services.visibility import set_limit_groups
from customers.actors import SYSTEM
from tests.facets import from_scratch, stored
from tests.world import World, make_product

PLAYS = 15
NAMES = ("Färg", "Garanti", "Vikt")
VALUES = st.sampled_from(["Sand", "Grafit", " Sand ", 3, 2.5, True, None, "x" * 61, "", ["Sand"]])


class Changes(RuleBasedStateMachine):
    """Anything that people do to goods, in any order. What a play writes is rolled back after."""

    world: World

    def __init__(self) -> None:
        super().__init__()
        self.play = transaction.atomic()
        self.play.__enter__()
        self.products = [
            self.world.dock.product_id,
            self.world.headset.product_id,
            self.world.paper.product_id,
        ]

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.play.__exit__(None, None, None)

    @initialize()
    def choose_attributes(self) -> None:
        set_filter_attributes(actor=SYSTEM, names=NAMES[:2])

    def _changed(self, *numbers: int) -> None:
        with transaction.atomic():
            lock_audiences()
            goods_changed([self.products[number] for number in numbers])

    @rule(
        number=st.integers(0, 2),
        brand=st.sampled_from(["", "Iris", "Lyra"]),
        is_active=st.booleans(),
    )
    def change_product(self, number: int, brand: str, is_active: bool) -> None:
        found = Product.objects.filter(pk=self.products[number])
        found.update(brand=brand, is_active=is_active)
        self._changed(number)

    @rule(
        number=st.integers(0, 2),
        price=st.sampled_from([None, "0", "49.99", "50", "7200"]),
        stock=st.integers(-1, 1),
        is_active=st.booleans(),
        attributes=st.dictionaries(st.sampled_from(NAMES), VALUES),
    )
    def add_version(
        self,
        number: int,
        price: str | None,
        stock: int,
        is_active: bool,
        attributes: dict[str, object],
    ) -> None:
        Variant.objects.create(
            product_id=self.products[number],
            sku=f"V-{Variant.objects.count()}",
            list_price_net=None if price is None else Decimal(price),
            stock_quantity=stock,
            is_active=is_active,
            is_free=price == "0",
            attributes=attributes,
            vat_rate=self.world.vat,
        )
        self._changed(number)

    @rule(number=st.integers(0, 2), places=st.sets(st.integers(0, 2)))
    def place(self, number: int, places: set[int]) -> None:
        product = self.products[number]
        ProductCategory.objects.filter(product=product).delete()
        shelves = [self.world.computers, self.world.docks, self.world.office]
        ProductCategory.objects.bulk_create(
            ProductCategory(product_id=product, category=shelves[place]) for place in places
        )
        self._changed(number)

    @rule(what=st.integers(0, 8), who=st.integers(0, 2))
    def limit(self, what: int, who: int) -> None:
        groups = [self.world.norrvik, self.world.retail][:who]
        targets: list[Category | Product | Variant] = [
            self.world.computers,
            self.world.docks,
            self.world.office,
            *Product.objects.filter(pk__in=self.products).order_by("pk"),
            *Variant.objects.order_by("-pk")[:3],
        ]
        set_limit_groups(actor=SYSTEM, target=targets[what % len(targets)], groups=groups)
        if isinstance(targets[what % len(targets)], Variant):
            self._changed(0, 1, 2)

    @rule(is_under=st.booleans())
    def hang_the_docks_elsewhere(self, is_under: bool) -> None:
        parent = self.world.office if is_under else self.world.computers
        move_category(actor=SYSTEM, category=self.world.docks, parent=parent)

    @rule(names=st.sets(st.sampled_from(NAMES)))
    def choose_other_attributes(self, names: set[str]) -> None:
        set_filter_attributes(actor=SYSTEM, names=sorted(names))

    @rule(number=st.integers(0, 2), stock=st.integers(0, 1))
    def sell(self, number: int, stock: int) -> None:
        product = self.products[number]
        Variant.objects.filter(product=product).update(stock_quantity=stock)
        stock_began_or_ended([product])
        refresh_due()

    @rule(number=st.integers(0, 2))
    def remove(self, number: int) -> None:
        product = self.products[number]
        Product.objects.filter(pk=product).delete()
        with transaction.atomic():
            lock_audiences()
            goods_changed([product])
        made = make_product(
            "Ny", f"NY-{product}", "45", category=self.world.docks, vat=self.world.vat
        )
        self.products[number] = made.product_id
        self._changed(number)

    @rule()
    def rebuild(self) -> None:
        refresh_all_listings()

    @invariant()
    def counts_are_those_of_the_goods(self) -> None:
        assert stored() == from_scratch()


def test_whatever_is_done_the_counts_are_those_of_the_goods(world: World) -> None:
    Changes.world = world
    run_state_machine_as_test(
        Changes,
        settings=settings(
            max_examples=PLAYS,
            stateful_step_count=12,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
