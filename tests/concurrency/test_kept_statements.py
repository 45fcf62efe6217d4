"""What happens to statements kept on a connection when the database changes behind it."""

import threading
from collections.abc import Callable, Iterator

import pytest
from django.db import (
    DatabaseError,
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
    @transaction.atomic
    def write_and_read() -> None:
        ShopSettings.objects.get_or_create(pk=1)
        lose_the_connection()
        shop_settings()

    with pytest.raises(OperationalError):
        write_and_read()
    close_old_connections()
    assert shop_settings().pk == 1


@pytest.fixture
def longer_names() -> Iterator[Callable[[], None]]:
    """A migration that changes what the shop's settings hold, taken back afterwards."""
    column = "ALTER TABLE customers_shopsettings ALTER COLUMN name TYPE varchar({})"
    yield lambda: as_somebody_else(column.format(130))
    as_somebody_else(column.format(120))


def test_a_page_is_served_though_a_table_was_changed(longer_names: Callable[[], None]) -> None:
    world = build_world()
    browser = world.client(world.nora)
    assert browser.get("/").status_code == 200
    longer_names()
    assert browser.get("/").status_code == 200
    ShopSettings.objects.update(name="n" * 130)
    assert shop_settings().name == "n" * 130
    ShopSettings.objects.update(name="n")


def test_inside_a_transaction_a_changed_table_is_an_error_once(
    longer_names: Callable[[], None],
) -> None:
    shop_settings()
    longer_names()
    with pytest.raises(DatabaseError, match="cached plan"), transaction.atomic():
        shop_settings()
    with transaction.atomic():
        shop_settings()
