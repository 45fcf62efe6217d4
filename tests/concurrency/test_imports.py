"""An import that is killed leaves nothing; two at once follow each other."""

import csv
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote as quoted

import pytest
from django.db import IntegrityError, connection, transaction

from catalogue.models import (
    Category,
    ListingRow,
    Product,
    SearchCode,
    SearchDue,
    SearchWord,
    Variant,
)
from catalogue.services.import_products import ProductImport
from catalogue.services.search_index import MOST_AT_ONCE, index_next_due
from core.imports.contract import PlanChanged
from core.imports.now import Outcome
from tests.goods import load as load_file
from tests.world import build_world

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]

ROOT = Path(__file__).resolve().parents[2]
ROWS = 4_000


@pytest.fixture
def goods(tmp_path: Path) -> Path:
    """A file that takes a few seconds to load."""
    path = tmp_path / "goods.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["Article number", "Name", "Category path", "List price ex VAT"])
        for number in range(ROWS):
            writer.writerow([f"K-{number}", f"Sak {number}", f"Nytt > Gren {number % 7}", "10.00"])
    return path


def start(goods: Path) -> subprocess.Popen[bytes]:
    """`manage.py import_products` in a process of its own, on this test's database."""
    connection.ensure_connection()
    at = connection.connection.info
    user, password = quoted(at.user, safe=""), quoted(at.password, safe="")
    where = f"host={quoted(at.host, safe='')}&port={at.port}"
    address = f"postgres://{user}:{password}@/{at.dbname}?{where}"
    return subprocess.Popen(
        [sys.executable, "manage.py", "import_products", str(goods)],
        cwd=ROOT,
        env=os.environ
        | {"DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "config.settings.demo"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


def others_writing(table: str) -> bool:
    """Whether another connection to this database holds a lock as writers of the table do."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT count(*) FROM pg_locks
            WHERE relation = %s::regclass AND mode = 'RowExclusiveLock' AND granted
              AND pid <> pg_backend_pid()
              AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
            """,
            [table],
        )
        return bool(cursor.fetchone()[0])


def wait_until(writing: bool, table: str, process: subprocess.Popen[bytes] | None = None) -> None:
    patience = time.monotonic() + 60
    while others_writing(table) is not writing:
        assert process is None or process.poll() is None, "the import ended too soon"
        assert time.monotonic() < patience, f"{table}: writing is not {writing}"
        time.sleep(0.01)


def left_behind() -> Iterator[int]:
    yield Product.objects.filter(variants__sku__startswith="K-").count()
    yield Variant.objects.filter(sku__startswith="K-").count()
    yield Category.objects.filter(path__startswith="nytt").count()
    yield ListingRow.objects.filter(product__name__startswith="Sak ").count()
    yield SearchCode.objects.filter(folded__startswith="k").count()
    yield SearchWord.objects.filter(word="sak").count()


@pytest.mark.parametrize(
    "table", ["catalogue_product", "catalogue_variant", "catalogue_listingrow"]
)
def test_an_import_killed_while_it_writes_leaves_nothing(
    transactional_db: None, goods: Path, table: str
) -> None:
    build_world()
    process = start(goods)
    try:
        wait_until(True, table, process)
    finally:
        process.kill()
        told, _ = process.communicate()
    assert b"create=" not in told, told
    wait_until(False, table)
    assert list(left_behind()) == [0] * 6


def test_two_imports_of_the_same_file_at_once_make_everything_once(
    transactional_db: None, goods: Path
) -> None:
    """The one that comes second is told so; tried again, it has nothing to do."""
    build_world()
    outcomes: list[Outcome] = []
    told: list[Exception] = []

    def load() -> None:
        try:
            outcomes.append(load_file(ProductImport, goods))
        except (PlanChanged, IntegrityError) as error:
            told.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=load) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=240)
    assert len(outcomes) + len(told) == 2
    assert Variant.objects.filter(sku__startswith="K-").count() == ROWS
    again = load_file(ProductImport, goods)
    assert again.counts.summary_line() == f"create=0 update=0 unchanged={ROWS} refused=0"


def test_indexing_that_is_killed_goes_on_where_it_was(transactional_db: None, goods: Path) -> None:
    build_world()
    load_file(ProductImport, goods)
    assert SearchDue.objects.count() == ROWS
    assert index_next_due()
    with transaction.atomic():
        index_next_due()
        transaction.set_rollback(True)  # the worker is gone before the part is done
    assert SearchDue.objects.count() == ROWS - MOST_AT_ONCE
    while index_next_due():
        pass
    assert SearchWord.objects.get(word="sak").frequency == ROWS
