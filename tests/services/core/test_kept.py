"""Statements the server keeps planned: the same answers, and one plan for every value."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalogue.models import Variant
from core.kept import KeptStatement
from core.prepared import Among, Prepared
from tests.world import World

BY_DAY = KeptStatement(
    "SELECT %(day)s + %(days)s::int, %(word)s || '%%', %(day)s < '2026-03-02'",
    {"day": date, "days": int, "word": str},
)


@pytest.fixture(autouse=True)
def nothing_kept(world: World) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DEALLOCATE ALL")
        connection.connection._prepared.clear()
    return


def kept() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements")
        return [row[0] for row in cursor.fetchall()]


def test_one_plan_serves_all_values() -> None:
    assert BY_DAY.ask({"day": date(2026, 3, 1), "days": 3, "word": "a"}) == [
        (date(2026, 3, 4), "a%", True)
    ]
    assert BY_DAY.ask({"day": date(2026, 3, 2), "days": 0, "word": "'; --"})[0][1:] == (
        "'; --%",
        False,
    )
    assert kept() == ["SELECT $1::date + $2::bigint::int, $3::text || '%', $1::date < '2026-03-02'"]


def test_nothing_is_kept_where_a_pooler_could_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection.connection, "prepare_threshold", None)
    assert BY_DAY.ask({"day": date(2026, 3, 1), "days": 0, "word": "a"})[0][1] == "a%"
    assert kept() == []


def test_the_log_has_the_values() -> None:
    with CaptureQueriesContext(connection) as log:
        BY_DAY.ask({"day": date(2026, 3, 1), "days": 3, "word": "it's"})
    (logged,) = log.captured_queries
    assert logged["sql"] == (
        "SELECT '2026-03-01'::date + '3'::bigint::int, 'it''s'::text || '%',"
        " '2026-03-01'::date < '2026-03-02'"
    )


def test_a_missing_value_is_told_before_the_server_is_asked() -> None:
    with pytest.raises(KeyError, match="word"):
        BY_DAY.ask({"day": date(2026, 3, 1), "days": 3})


def test_what_never_changes_is_written_out(world: World) -> None:
    Variant.objects.filter(pk=world.dock.pk).update(name="100 % ull")
    asked: Prepared[Any] = Prepared(
        lambda ids: Variant.objects.filter(Among("pk", ids), name__contains="100 % u").values_list(
            "sku", flat=True
        ),
        ids=list,
    )
    assert asked.rows(ids=[world.dock.pk]) == [world.dock.sku]
    (statement,) = kept()
    assert "'%100 " in statement
    assert "$2" not in statement
