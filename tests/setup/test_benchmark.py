"""The benchmark on a catalogue so small that its figures mean nothing: it runs, and tells all."""

import json
from io import StringIO
from pathlib import Path

import psutil
import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from benchmarks import looks
from benchmarks.derived import NotAsStored, try_sample
from benchmarks.figures import Figure, Wanted
from benchmarks.pages import ALL, Plan
from benchmarks.run import Measured, as_json, growth, measure_here, report
from benchmarks.scratch import own_database
from benchmarks.texts import Texts
from benchmarks.world import Size, fill
from catalogue.models import EVERYONE_ID, NOBODY_ID, Audience, ListingRow
from config.embedded_postgres import settings_url
from customers.models import GraphicalProfile, ProfileState

NAMES = {"ceiling_page", *ALL}
FIGURES = {"requests_per_second", "p50_ms", "p95_ms", "cpu_ms", "sql"}


def here() -> str:
    """The address of the database that the tests use."""
    return settings_url().replace("/attest?", f"/{connection.settings_dict['NAME']}?")


def figure(*, share: float = 1.0, sql: int = 1, cpu_ms: float = 2.0) -> Figure:
    return Figure(100, 5, 9, cpu_ms, 1.0, sql, share, 0.1, 10, 500)


@pytest.mark.django_db(transaction=True)
def test_a_run_tells_every_page_with_its_figures_and_leaves_nothing_behind(
    tmp_path: Path,
) -> None:
    Audience.objects.get_or_create(pk=EVERYONE_ID)
    Audience.objects.get_or_create(pk=NOBODY_ID, defaults={"group_ids": []})
    said: list[str] = []
    size = Size(300)
    fill(size, Texts.find(tmp_path / "no such file"), here(), said.append)
    plan = Plan(seconds=0.3, rounds=1, clients=2, pages=ALL)

    measured = measure_here(size, plan, here(), said.append)

    told = as_json([measured])
    assert set(told) >= NAMES
    for name in NAMES:
        assert set(told[name]) >= FIGURES, name
        assert told[name]["requests"] > 0, name
        assert told[name]["sql"] > 0, name
    assert told["ceiling_page"]["sql"] == 1
    assert told["checkout"]["sql"] > told["place_order"]["sql"]
    assert told["machine"]["processors"]
    assert told["machine"]["postgresql"]
    assert "search_list_words" in told["answers"]
    assert json.dumps(told)
    assert any("category_page" in line and "SQL ≤ 8" in line for line in report([measured]))

    looked = looks.measure_here(rounds=1)

    assert [each.name for each in looked] == ["start page", "category page", "product page", "cart"]
    assert all(each.look.sql <= each.plain.sql + 1 for each in looked)
    assert not GraphicalProfile.objects.filter(state=ProfileState.PUBLISHED).exists()
    left = [" ".join(child.cmdline()) for child in psutil.Process().children(recursive=True)]
    assert not [line for line in left if "gunicorn" in line or "benchmarks.client" in line]

    ListingRow.objects.filter(pk__in=ListingRow.objects.values("pk")[:20]).delete()
    with pytest.raises(NotAsStored, match="catalogue_listingrow"):
        try_sample()


@pytest.mark.django_db(transaction=True)
def test_a_scratch_database_is_gone_afterwards_unless_it_was_filled_and_is_to_be_kept() -> None:
    name, shops = "attest_benchmark_of_tests", connection.settings_dict["NAME"]

    def exists() -> bool:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
            return cursor.fetchone() is not None

    def nothing() -> None:
        pass

    with own_database(name, recipe="a", keep=True, prepare=nothing) as scratch:
        assert connection.settings_dict["NAME"] == name
        assert scratch.recipe == ""
    assert connection.settings_dict["NAME"] == shops
    assert not exists()  # never filled

    with own_database(name, recipe="a", keep=True, prepare=nothing) as scratch:
        scratch.remember("a")
    assert exists()
    with own_database(name, recipe="b", keep=True, prepare=nothing) as scratch:
        assert scratch.recipe == ""  # filled by another recipe, so made anew
        scratch.remember("b")
    with own_database(name, recipe="b", keep=False, prepare=nothing) as scratch:
        assert scratch.recipe == "b"
    assert not exists()


@pytest.mark.parametrize("wrong", [["--products", "12"], ["--pages", "front_page"]])
def test_the_command_says_what_it_cannot_do(wrong: list[str]) -> None:
    with pytest.raises(CommandError):
        call_command("benchmark", *wrong, stdout=StringIO())


def test_a_promise_is_held_or_missed() -> None:
    wanted = Wanted(share=1 / 3, sql=8)

    assert "MISSED" not in wanted.verdict(figure(share=0.34, sql=8))
    assert wanted.verdict(figure(share=0.33, sql=8)).count("MISSED") == 1
    assert wanted.verdict(figure(share=0.33, sql=9)).count("MISSED") == 2


def test_growth_is_counted_in_reference_pages_of_the_same_run() -> None:
    """The larger catalogue was measured while the machine was half as quick."""
    small = Measured(20, {}, {"ceiling_page": figure(), "category_page": figure(cpu_ms=8)}, {})
    slow = figure(cpu_ms=5)
    large = Measured(90, {}, {"ceiling_page": slow, "category_page": figure(cpu_ms=17)}, {})

    assert growth([small, large]) == {"category_page": 1.0}
    assert growth([small]) == {}


def test_the_same_number_is_the_same_product_every_time(tmp_path: Path) -> None:
    texts = Texts.find(tmp_path / "no such file")

    assert texts.of(17) == Texts.find(tmp_path / "no such file").of(17)
    assert len({texts.of(number).name for number in range(200)}) > 150
