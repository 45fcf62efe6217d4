"""What happens to statements kept on a connection when the database changes behind it."""

import threading
from collections.abc import Iterator

import pytest
from django.db import (
    OperationalError,
    close_old_connections,
    connection,
    transaction,
)

from customers.models import ShopSettings
from customers.selectors.shop import shop_settings
from tests.world import build_world

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def connection_outlives_a_page(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As in the shop, where a connection serves one request after the other."""
    monkeypatch.setitem(connection.settings_dict, "CONN_MAX_AGE", 60)
    connection.close()
    yield
    connection.close()


def as_somebody_else(statement: str) -> None:
    """On a connection of its own, as the server's keeper or a migration would."""

    def run() -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement)
        connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(timeout=60)


def lose_the_connection() -> None:
    as_somebody_else(f"SELECT pg_terminate_backend({connection.connection.info.backend_pid}, 9000)")


def test_the_next_page_comes_on_a_new_connection() -> None:
    world = build_world()
    browser = world.client(world.nora)
    assert browser.get("/").status_code == 200
    lose_the_connection()
    close_old_connections()  # as at the start of every request
    assert browser.get("/").status_code == 200


def test_inside_a_transaction_a_lost_connection_is_an_error() -> None:
    with pytest.raises(OperationalError), transaction.atomic():
        ShopSettings.objects.get_or_create(pk=1)
        lose_the_connection()
        shop_settings()
    close_old_connections()
    assert shop_settings().pk == 1
