"""No page holds every customer group of a large shop: few are ticked, more are written by name."""

from collections.abc import Sequence

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalogue.models import Product
from customers.models import CustomerGroup
from customers.selectors.group_choice import FEW
from orders.models import DeliveryMethod, PaymentMethod
from tests.world import World


@pytest.fixture
def stina(world: World) -> Client:
    return world.client(world.stina)


@pytest.fixture
def many(world: World) -> Sequence[CustomerGroup]:
    """More than are listed in a form."""
    made = [CustomerGroup(name=f"Concern {n:04}") for n in range(FEW + 20)]
    return CustomerGroup.objects.bulk_create(made)


def _pages(world: World) -> dict[str, str]:
    product = world.dock.product
    category = product.categories.get()
    return {
        "category": f"/staff/categories/{category.pk}/limit/",
        "product": f"/staff/products/{product.pk}/limit/",
        "variant": f"/staff/products/versions/{world.dock.pk}/limit/",
        "delivery": "/staff/settings/deliveries/new/",
        "payment": "/staff/settings/payments/new/",
    }


_NAMES = ("category", "product", "variant", "delivery", "payment")


@pytest.mark.parametrize("name", _NAMES)
def test_few_groups_are_ticked(world: World, stina: Client, name: str) -> None:
    page = stina.get(_pages(world)[name]).content.decode()
    assert world.norrvik.name in page
    assert f'value="{world.norrvik.pk}"' in page


@pytest.mark.parametrize("name", _NAMES)
def test_many_groups_are_written_by_name_and_cost_no_more(
    world: World, stina: Client, many: Sequence[CustomerGroup], name: str
) -> None:
    url = _pages(world)[name]
    page = stina.get(url).content.decode()
    assert "Concern 0" not in page
    assert "One name on each line." in page
    with CaptureQueriesContext(connection) as asked:
        stina.get(url)
    CustomerGroup.objects.bulk_create(CustomerGroup(name=f"More {n}") for n in range(100))
    with CaptureQueriesContext(connection) as again:
        stina.get(url)
    assert len(asked) == len(again) <= 12


def test_bulk_editing_lists_no_groups_of_a_large_shop(
    world: World, stina: Client, many: Sequence[CustomerGroup]
) -> None:
    """From the form through the preview to the change, by names on lines of their own."""
    product = world.dock.product
    page = stina.post("/staff/products/bulk/", {"pick": [str(product.pk)]})
    assert "Concern 0" not in page.content.decode()
    sent = {
        "chosen": page.context["chosen"],
        "step": "look",
        "limit": "groups",
        "groups": "Concern 0001\nconcern 0003",
    }
    preview = stina.post("/staff/products/bulk/", sent)
    assert preview.status_code == 200
    assert "Concern 0001\nconcern 0003" in preview.content.decode()
    mark = preview.context["plan"].mark
    stina.post("/staff/products/bulk/", sent | {"step": "apply", "mark": mark})
    assert [group.name for group in product.limit_groups.order_by("name")] == [
        "Concern 0001",
        "Concern 0003",
    ]
    wrong = stina.post("/staff/products/bulk/", sent | {"groups": "Concern 01"})
    assert wrong.status_code == 422
    assert "There is no group named “Concern 01”." in wrong.content.decode()


def test_bulk_editing_with_few_groups_keeps_those_ticked(world: World, stina: Client) -> None:
    product = world.dock.product
    page = stina.post("/staff/products/bulk/", {"pick": [str(product.pk)]})
    ids = [str(world.norrvik.pk), str(world.retail.pk)]
    sent = {"chosen": page.context["chosen"], "step": "look", "limit": "groups", "groups": ids}
    preview = stina.post("/staff/products/bulk/", sent)
    for pk in ids:
        assert f'<input type="hidden" name="groups" value="{pk}"' in preview.content.decode()
    mark = preview.context["plan"].mark
    stina.post("/staff/products/bulk/", sent | {"step": "apply", "mark": mark})
    assert {group.pk for group in product.limit_groups.all()} == set(map(int, ids))


def test_a_category_is_limited_by_names_once_what_it_hides_was_seen(
    world: World, stina: Client, many: Sequence[CustomerGroup]
) -> None:
    category = world.dock.product.categories.get()
    url = _pages(world)["category"]
    looked = stina.post(url, {"groups": "concern 0002", "look": "1"})
    choice = looked.context["choice"]
    assert choice == str(many[2].pk)
    assert not category.limit_groups.exists()
    unseen = stina.post(url, {"groups": "concern 0003", "save": "1", "seen": choice})
    assert unseen.status_code == 200
    assert not category.limit_groups.exists()
    stina.post(url, {"groups": "concern 0002", "save": "1", "seen": choice})
    assert [group.name for group in category.limit_groups.all()] == ["Concern 0002"]
    assert "Concern 0002</textarea>" in stina.get(url).content.decode()


def test_a_product_is_limited_by_names(
    world: World, stina: Client, many: Sequence[CustomerGroup]
) -> None:
    url = _pages(world)["product"]
    looked = stina.post(url, {"groups": "Concern 0004"})
    stina.post(url, {"groups": "Concern 0004", "shown": looked.context["asked"]})
    product = Product.objects.get(pk=world.dock.product_id)
    assert [group.name for group in product.limit_groups.all()] == ["Concern 0004"]
    assert "Concern 0004</textarea>" in stina.get(url).content.decode()


@pytest.mark.parametrize("kind", ["deliveries", "payments"])
def test_a_method_is_limited_by_names_and_says_what_there_is_not(
    world: World, stina: Client, many: Sequence[CustomerGroup], kind: str
) -> None:
    models = {"deliveries": DeliveryMethod, "payments": PaymentMethod}
    method = models[kind].objects.order_by("pk")[0]  # type: ignore[attr-defined]
    url = f"/staff/settings/{kind}/{method.pk}/"
    fields = {
        "name": method.name,
        "vat_rate": str(method.vat_rate_id),
        "position": "1",
        "is_active": "on",
        "limit_groups": "Concern 0001\nNorviks komun",
    }
    page = stina.post(url, fields).content.decode()
    assert "There is no group named “Norviks komun”." in page
    assert "Concern 0001\nNorviks komun</textarea>" in page
    assert not method.limit_groups.exists()
    stina.post(url, fields | {"limit_groups": "concern 0001"})
    assert [group.name for group in method.limit_groups.all()] == ["Concern 0001"]
