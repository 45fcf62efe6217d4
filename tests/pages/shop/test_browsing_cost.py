"""What the browsing pages cost: the same in a small shop as in a large one."""

from decimal import Decimal

from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from catalogue.models import (
    Product,
    ProductCategory,
    Variant,
)
from catalogue.selectors.glances import product_glances
from catalogue.selectors.listing import listing_page
from catalogue.selectors.product_page import product_page
from catalogue.selectors.tree import category_at, menu_categories, tree_now
from catalogue.services.listing import refresh_all_listings
from catalogue.services.visibility import refresh_audiences
from customers.actors import Actor
from customers.selectors.visits import visiting_user
from tests.pages.shop.browsing import PRODUCT, agree, norrvik_prices
from tests.world import World


def test_the_pieces_of_a_page_are_a_fixed_number_of_queries(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    agree(world, None, world.dock)
    norrvik_prices(world, (1, "900.00"))
    ids = [world.dock.product_id, world.headset.product_id]
    tree_now()  # every process reads it once
    user = visiting_user(world.nora.user_id)
    assert user
    assert user.visit_seats
    nora = Actor(user=user, membership=user.visit_seats[0])
    product_glances(nora, ids)  # its SQL is put together once
    with django_assert_num_queries(1):
        assert len(menu_categories(nora)) == 2
    with django_assert_num_queries(1):
        assert category_at(nora, "datorer") == world.computers
    with django_assert_num_queries(4):
        assert len(product_glances(nora, ids)) == 2
    with django_assert_num_queries(3):
        assert product_page(nora, "nd-4012-gb") is not None
    with django_assert_num_queries(3):
        assert len(product_glances(Actor(), ids)) == 2


def fill(world: World, count: int) -> None:
    """`count` goods more, each with a variant, under the docks; every fifth limited to Norrvik."""
    first = Product.objects.count()
    products = Product.objects.bulk_create(
        Product(
            name=f"Vara {n}",
            slug=f"vara-{n}",
            sort_key=f"vara {n}",
            brand=f"Märke {n % 40}",
            popularity=n % 7,
        )
        for n in range(first, first + count)
    )
    Variant.objects.bulk_create(
        Variant(product=product, sku=f"S-{n}", list_price_net=Decimal(n + 1), vat_rate=world.vat)
        for n, product in enumerate(products, start=first)
    )
    ProductCategory.objects.bulk_create(
        ProductCategory(product=product, category=world.docks) for product in products
    )
    Product.limit_groups.through.objects.bulk_create(
        Product.limit_groups.through(product_id=product.pk, customergroup_id=world.norrvik.pk)
        for product in products[::5]
    )
    refresh_audiences()
    refresh_all_listings()


def test_ten_thousand_products_cost_no_more_queries_than_thirty(world: World) -> None:
    agree(world, None, world.dock)
    norrvik_prices(world, (1, "900.00"))
    addresses = (
        "/",
        "/c/datorer/",
        "/c/datorer/dockningsstationer/?sort=price",
        "/c/datorer/?brand=M%C3%A4rke+3",
        PRODUCT,
        "/assortment/",
    )
    client = world.client(world.nora)

    def queries() -> dict[str, int]:
        counts = {}
        for url in addresses:
            with CaptureQueriesContext(
                connection,
            ) as captured:
                assert client.get(url).status_code == 200
            counts[url] = len(captured)
        return counts

    fill(world, 30)
    client.get("/")  # the first visit writes when it was
    few = queries()
    fill(world, 10_000)
    assert queries() == few
    page = listing_page({0}, world.docks.pk, size=24)
    assert len(page.product_ids) == 24
