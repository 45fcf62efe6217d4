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
from django.db import connection

from catalogue.models import Category, ListingRow, Product, SearchCode, SearchWord, Variant
from catalogue.services.imports import ImportOptions, ImportReport, import_products
from customers.actors import SYSTEM
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
    "table", ["catalogue_product", "catalogue_variant", "catalogue_productsearch"]
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
    build_world()
    reports: list[ImportReport] = []

    def load() -> None:
        try:
            reports.append(import_products(actor=SYSTEM, file=goods, options=ImportOptions()))
        finally:
            connection.close()

    threads = [threading.Thread(target=load) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=240)
    assert sorted(report.plan.summary_line() for report in reports) == [
        f"create=0 update=0 unchanged={ROWS} refused=0",
        f"create={ROWS} update=0 unchanged=0 refused=0",
    ]
    assert Variant.objects.filter(sku__startswith="K-").count() == ROWS
