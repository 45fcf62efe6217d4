"""The statistics as a workbook: what it holds, for whom, and the same from the worker."""

from decimal import Decimal
from io import BytesIO
from typing import Any

import openpyxl
from django.test import Client

from adminpanel.tasks import make_export
from catalogue.models import Variant
from core.models import ExportJob, ExportStatus
from tests.pages.my.statistics.tables import MARCH, URL
from tests.pages.reading import read
from tests.world import World


def excel(client: Client, asked: str) -> dict[str, list[tuple[Any, ...]]]:
    answer: Any = client.post(
        "/my/group/exports/new/statistics/", {"format": "xlsx", "asked": asked}
    )
    assert answer.status_code == 200, answer.content
    book = openpyxl.load_workbook(BytesIO(b"".join(answer.streaming_content)))
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets}


def test_the_excel_holds_what_the_page_shows(march: World, greta: Client) -> None:
    asked = read(greta, f"{URL}?{MARCH}").forms["/my/group/exports/new/statistics/"]["asked"]
    Variant.objects.filter(pk=march.headset.pk).delete()
    sheets = excel(greta, asked)
    assert list(sheets) == [
        "Totals",
        "Per day",
        "Per user",
        "Per category",
        "Per subcategory",
        "Per product",
        "Orders",
    ]
    total = Decimal("162386.49")
    assert ("Value ex VAT", float(total)) in sheets["Totals"]
    assert ("Orders", 72) in sheets["Totals"]
    for name in ("Per day", "Per user", "Per category", "Per subcategory", "Per product"):
        *rows, whole = sheets[name][1:]
        assert round(Decimal(whole[-1]), 2) == total, name
        assert round(sum(Decimal(str(row[-1])) for row in rows), 2) == total, name
    assert len(sheets["Per day"]) == 31 + 2
    assert [row[0] for row in sheets["Per category"]] == [
        "Category",
        "Datorer",
        "Kontorsmaterial",
        "Other",
        "Shipping and fees",
        "Total",
    ]
    assert "Datorer / Dockningsstationer" in [row[0] for row in sheets["Per subcategory"]]
    heads, *orders = sheets["Orders"]
    assert len(orders) == 72
    value = heads.index("Order value ex VAT")
    assert round(sum(Decimal(str(row[value])) for row in orders), 2) == total
    job = ExportJob.objects.latest("pk")
    assert (job.kind, job.row_count, job.scope) == (
        "statistics",
        72,
        f"group {march.norrvik.pk}",
    )


def test_the_excel_stays_inside_the_border_and_asks_for_days(march: World, greta: Client) -> None:
    sheets = excel(greta, f"{MARCH}&customer={march.vestby.pk}")
    assert len(sheets["Orders"]) == 1
    assert ("Orders", 0) in sheets["Totals"]
    assert "Vestby Elektro" not in str(sheets)
    for asked in ("", "placed_from=x&placed_to=2026-01-01", "placed_from=2026-02-01"):
        assert list(excel(greta, asked)) == ["Orders"]
    assert (
        march.client(march.nora)
        .post("/my/group/exports/new/statistics/", {"format": "xlsx", "asked": MARCH})
        .status_code
        == 403
    )


def test_the_worker_makes_the_same_workbook(march: World) -> None:
    scope = f"group {march.norrvik.pk}"
    asked = {"placed_from": "2026-03-01", "placed_to": "2026-03-31"}
    job = ExportJob.objects.create(
        kind="statistics",
        scope=scope,
        format="xlsx",
        language="en",
        created_by=march.greta.user,
        asked=asked,
    )
    make_export(
        job_id=job.pk,
        kind="statistics",
        user_id=march.greta.user.pk,
        acted_by_id=None,
        scope=scope,
    )
    job.refresh_from_db()
    assert (job.status, job.row_count) == (ExportStatus.MADE, 72)
    with job.file.open("rb") as file:
        assert len(openpyxl.load_workbook(file).sheetnames) == 7
