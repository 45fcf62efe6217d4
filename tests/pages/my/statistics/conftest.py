"""The sales the pages of statistics tell of, Greta who reads them, and the shop's clock."""

from datetime import UTC

import pytest
from django.test import Client

from catalogue.models import ProductCategory
from customers.models import Membership
from orders.states import OrderStatus
from tests.pages.my.statistics.tables import Clock
from tests.sales import at, sale
from tests.world import World, make_product


@pytest.fixture
def march(world: World) -> World:
    """Nora buys 70 times in March, Ali once, somebody at Omsorg once; others and April beside."""
    for number in range(70):
        sale(
            world.nora,
            [(world.dock, 1), (world.paper, number % 3 + 1)],
            placed=at(f"2026-03-{number % 28 + 1:02} 10:{number % 60:02}"),
            shipping="149.00" if number % 2 else "0.00",
        )
    loose = make_product("Lös vara", "LOS 1/2", "0.33", category=world.office, vat=world.vat)
    ProductCategory.objects.filter(product=loose.product).delete()
    sale(world.ali, [(world.headset, 2), (loose, 3)], placed=at("2026-03-31 23:59"), fees="29.50")
    away = Membership.objects.create(user=world.ulla, customer=world.care)
    sale(away, [(world.paper, 10)], placed=at("2026-03-01 00:00"))
    sale(world.nora, [(world.dock, 9)], placed=at("2026-04-01 00:00"))
    sale(world.nora, [(world.dock, 9)], placed=at("2026-03-05 12:00"), status=OrderStatus.REJECTED)
    sale(world.otto, [(world.dock, 9)], placed=at("2026-03-05 12:00"))
    return world


@pytest.fixture
def greta(march: World) -> Client:
    client = march.client(march.greta)
    march.greta.user.language = "en"
    march.greta.user.save()
    return client


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Sets the clock of the shop."""

    def is_now(written: str) -> None:
        monkeypatch.setattr("django.utils.timezone.now", lambda: at(written).astimezone(UTC))

    return is_now
