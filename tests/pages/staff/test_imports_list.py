"""The lists of imports and of exports: narrowed, kept as a view, walked through, taken out."""

from collections.abc import Sequence
from datetime import date
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from adminpanel.export_listing import narrowed
from adminpanel.lists import LISTS
from core.models import ExportJob, ExportStatus, ImportJob, ImportStatus, SavedView
from customers.models import User
from tests.past import noon
from tests.teams import make_teams
from tests.world import World

IMPORTS = "/staff/imports/"
EXPORTS = "/staff/exports/"


@pytest.fixture
def stina(world: World) -> Client:
    return world.client(world.stina)


@pytest.fixture
def imports(world: World) -> dict[str, ImportJob]:
    """Three of users, one of customers; the oldest is Sam's."""
    made = [
        ImportJob(kind=kind, file_name=name, file="x", status=status, created_by=who)
        for kind, name, status, who in (
            ("users", "april.xlsx", ImportStatus.APPLIED, world.sam),
            ("users", "may.xlsx", ImportStatus.FAILED, world.stina),
            ("users", "june.xlsx", ImportStatus.APPLIED, world.stina),
            ("customers", "firms.csv", ImportStatus.APPLIED, world.stina),
        )
    ]
    for month, job in zip((4, 5, 6, 7), made, strict=True):
        job.created_at = noon(date(2026, month, 30))
        job.save()
    return {job.file_name: job for job in made}


@pytest.fixture
def exports(world: World) -> Sequence[ExportJob]:
    made = []
    for day, (kind, who, status) in enumerate(
        (
            ("users", world.sam, ExportStatus.MADE),
            ("users", world.stina, ExportStatus.FAILED),
            ("orders", world.stina, ExportStatus.MADE),
        ),
        start=1,
    ):
        job = ExportJob(kind=kind, format="csv", created_by=who, status=status, row_count=day)
        job.created_at = noon(date(2026, 3, day))
        job.save()
        made.append(job)
    return made


def _files(client: Client, asked: str = "") -> list[str]:
    response = client.get(f"{IMPORTS}?{asked}")
    assert response.status_code == 200
    return [job.file_name for job in response.context["page"].rows]


def _sent(client: Client, kind: str, asked: str) -> list[list[str]]:
    """The rows of the file that the list's button gives, without its headings."""
    response = client.post(f"{EXPORTS}new/{kind}/", {"asked": asked, "format": "csv"})
    assert response.status_code == 200
    lines = b"".join(response.streaming_content).decode("utf-8-sig").splitlines()  # type: ignore[attr-defined]
    return [line.split(";") for line in lines[1:]]


def test_imports_are_narrowed_by_kind_state_person_and_day(
    world: World, stina: Client, imports: dict[str, ImportJob]
) -> None:
    assert _files(stina) == ["firms.csv", "june.xlsx", "may.xlsx", "april.xlsx"]
    assert _files(stina, "kind=users&status=applied") == ["june.xlsx", "april.xlsx"]
    assert _files(stina, f"by={world.sam.pk}") == ["april.xlsx"]
    assert _files(stina, "find-by=sam") == ["april.xlsx"]
    assert _files(stina, "from=2026-05-30&to=2026-06-30") == ["june.xlsx", "may.xlsx"]
    assert _files(stina, "from=2026-05-31&to=2026-06-29") == []
    assert _files(stina, "sort=file&q=.x") == ["april.xlsx", "june.xlsx", "may.xlsx"]


@pytest.mark.parametrize(
    "asked",
    ["from=0001-01-01&to=9999-12-31", "from=soon&to=32", "by=x&kind=kings&status=odd", "by=0"],
)
def test_what_the_list_does_not_know_is_passed_over(
    stina: Client, imports: dict[str, ImportJob], asked: str
) -> None:
    assert len(_files(stina, asked)) == 4


@pytest.mark.parametrize("address", [IMPORTS, EXPORTS])
def test_the_list_is_searched_as_one_types(stina: Client, address: str) -> None:
    page = stina.get(address).content.decode()
    assert f'hx-get="{address}"' in page
    for target in ("found", "list-actions", "list-views", "filter-chips", "found-said"):
        assert page.count(f'id="{target}"') == 1, target


def test_stina_keeps_a_view_and_her_columns(
    world: World, stina: Client, imports: dict[str, ImportJob]
) -> None:
    stina.post(
        "/staff/lists/imports/views/",
        {"asked": "status=failed&by=0%00&cursor=1", "name": "Failed", "columns": ""},
    )
    view = SavedView.objects.get()
    assert (view.list_name, view.asked) == ("imports", {"status": "failed", "by": "0"})
    stina.post("/staff/lists/imports/columns/", {"column": ["kind", "unchanged"]})

    page = stina.get(IMPORTS)

    assert [head.label for head in page.context["heads"]] == ["File", "What", "Unchanged"]
    assert [tab.label for tab in page.context["tabs"]] == ["All", "Failed"]
    assert "Columns" in stina.get(EXPORTS).content.decode()


def test_the_file_holds_what_the_list_shows_in_its_order(
    stina: Client, imports: dict[str, ImportJob]
) -> None:
    page = stina.get(f"{IMPORTS}?kind=users&sort=file&from=2026-05-01")
    assert [row[1] for row in _sent(stina, "imports", page.context["asked"])] == [
        "june.xlsx",
        "may.xlsx",
    ]
    assert "june.xlsx" in {row[1] for row in _sent(stina, "imports", "q=june%00")}


def test_a_member_of_a_team_sees_and_takes_out_only_own_imports(
    world: World, imports: dict[str, ImportJob]
) -> None:
    make_teams(world)
    sam = world.client(world.sam)
    assert _files(sam) == ["april.xlsx"]
    assert _files(sam, f"by={world.stina.pk}") == ["april.xlsx"]
    assert "find-by" not in sam.get(IMPORTS).content.decode()
    assert [row[1] for row in _sent(sam, "imports", "")] == ["april.xlsx"]
    asked = urlencode({"in": "imports", "within": ""})
    walk = sam.get(f"{IMPORTS}{imports['april.xlsx'].pk}/?{asked}").context["walk"]
    assert (walk.before_url, walk.after_url) == ("", "")
    assert sam.get(f"{IMPORTS}{imports['may.xlsx'].pk}/?{asked}").status_code == 404


def test_one_walks_from_import_to_import_as_the_list_is_narrowed(
    stina: Client, imports: dict[str, ImportJob]
) -> None:
    page = stina.get(f"{IMPORTS}?kind=users")
    way = page.context["walk"]
    at = f"{IMPORTS}{imports['may.xlsx'].pk}/"
    assert f'href="{at}?{way.replace("&", "&amp;")}"' in page.content.decode()
    walk = stina.get(f"{at}?{way}").context["walk"]
    assert walk.before_url == f"{IMPORTS}{imports['june.xlsx'].pk}/?{way}"
    assert walk.after_url == f"{IMPORTS}{imports['april.xlsx'].pk}/?{way}"
    first = stina.get(walk.before_url)
    assert first.context["walk"].before_url == ""  # that of customers is not of this list
    assert list(stina.get(first.context["walk"].list_url).context["page"].rows) == list(
        page.context["page"].rows
    )
    assert stina.get(at).context["walk"] is None


def test_rows_of_a_plan_are_found_without_losing_the_way(
    stina: Client, imports: dict[str, ImportJob]
) -> None:
    """The list's own search does not narrow the rows of an import, nor theirs the list."""
    ImportJob.objects.update(status=ImportStatus.PLANNED, plan={})
    way = stina.get(f"{IMPORTS}?q=june").context["walk"]
    job = imports["june.xlsx"]
    plan = stina.get(f"{IMPORTS}{job.pk}/?{way}")
    assert plan.context["query"] == ""
    assert {name for name, _value in plan.context["hidden"]} == {"in", "within"}
    narrowed = stina.get(f"{IMPORTS}{job.pk}/?{way}&q=nora&action=update")
    assert narrowed.context["query"] == "nora"
    assert narrowed.context["walk"].query == way
    assert narrowed.context["all_url"] == f"{IMPORTS}{job.pk}/?{way}"


def test_the_columns_of_a_file_are_on_the_way_too(
    stina: Client, imports: dict[str, ImportJob]
) -> None:
    job = imports["may.xlsx"]
    ImportJob.objects.filter(pk=job.pk).update(status=ImportStatus.MAPPING)
    way = stina.get(IMPORTS).context["walk"]
    assert stina.get(f"{IMPORTS}{job.pk}/?{way}")["Location"] == f"{IMPORTS}{job.pk}/columns/?{way}"
    assert stina.get(f"{IMPORTS}{job.pk}/")["Location"] == f"{IMPORTS}{job.pk}/columns/"


def test_what_is_done_with_an_import_keeps_the_way(
    stina: Client, imports: dict[str, ImportJob]
) -> None:
    job = imports["may.xlsx"]
    at = f"{IMPORTS}{job.pk}/"
    way = stina.get(f"{IMPORTS}?q=may").context["walk"]
    for status, steps in (
        (ImportStatus.FAILED, ["plan/"]),
        (ImportStatus.PLANNED, ["stop/"]),
        (ImportStatus.APPLIED, []),
    ):
        plan: dict[str, object] = {"counts": {"create": 1}}
        ImportJob.objects.filter(pk=job.pk).update(status=status, plan=plan)
        page = stina.get(f"{at}?{way}").content.decode()
        for step in steps:
            assert f'action="{at}{step}?{way.replace("&", "&amp;")}"' in page
        assert stina.post(f"{at}stop/?{way}")["Location"] == f"{at}?{way}"
        assert stina.post(f"{at}stop/")["Location"] == at
    undo = stina.get(f"{at}undo/?{way}")
    assert undo.context["walk"].query == way
    assert f'href="{at}?{way.replace("&", "&amp;")}"' in undo.content.decode()
    assert stina.get(f"{at}columns/?{way}")["Location"] == f"{at}?{way}"


def test_the_log_of_exports_is_narrowed_walked_and_taken_out(
    world: World, stina: Client, exports: Sequence[ExportJob]
) -> None:
    his, failed, orders = exports

    def shown(asked: str) -> list[ExportJob]:
        return list(stina.get(f"{EXPORTS}?{asked}").context["page"].rows)

    assert shown("") == [orders, failed, his]
    assert shown("kind=users&status=failed") == [failed]
    assert shown(f"by={world.sam.pk}") == [his]
    assert shown("from=2026-03-02") == [orders, failed]
    assert shown("to=2026-03-01") == [his]
    page = stina.get(f"{EXPORTS}?kind=users&sort=rows")
    rows = _sent(stina, "exports", page.context["asked"])
    assert [row[0] for row in rows] == [str(his.pk), str(failed.pk)]
    assert rows[0][1] == "Users"
    walk = stina.get(f"{EXPORTS}{his.pk}/?{page.context['walk']}").context["walk"]
    assert walk.before_url == ""
    assert walk.after_url.startswith(f"{EXPORTS}{failed.pk}/?in=exports")


def test_sales_staff_take_out_the_log_of_their_own_exports(
    world: World, exports: Sequence[ExportJob]
) -> None:
    sam = world.client(world.sam)
    assert [row[0] for row in _sent(sam, "exports", f"by={world.stina.pk}")] == []
    assert [row[0] for row in _sent(sam, "exports", "")][-1:] == [str(exports[0].pk)]
    page = sam.get(EXPORTS).content.decode()
    assert "find-by" not in page
    way = urlencode({"in": "exports", "within": ""})
    assert sam.get(f"{EXPORTS}{exports[1].pk}/?{way}").status_code == 404


@pytest.mark.parametrize("address", [IMPORTS, EXPORTS])
def test_a_list_costs_the_same_for_none_one_and_many(
    world: World, stina: Client, address: str
) -> None:
    costs = []
    for count in (0, 1, 40):
        for number in range(count):
            who = User.objects.create(email=f"p{count}-{number}@example.com", staff_role="sales")
            ImportJob.objects.create(kind="users", file_name="x", file="x", created_by=who)
            ExportJob.objects.create(kind="users", format="csv", created_by=who)
        stina.get(address)
        with CaptureQueriesContext(connection) as asked:
            stina.get(address)
        costs.append(len(asked))
    assert costs[0] == costs[1] == costs[2] <= 8, costs


def test_the_card_of_an_import_costs_the_same_first_or_in_the_middle(
    stina: Client, imports: dict[str, ImportJob]
) -> None:
    way = stina.get(IMPORTS).context["walk"]
    costs = []
    ImportJob.objects.update(kind="users")
    for name in ("firms.csv", "june.xlsx", "april.xlsx"):
        with CaptureQueriesContext(connection) as asked:
            assert stina.get(f"{IMPORTS}{imports[name].pk}/?{way}").context["walk"]
        costs.append(len(asked))
    assert len(set(costs)) == 1
    assert costs[0] <= 12


def test_every_filter_of_every_list_has_its_word_in_the_log_of_exports(
    world: World,
) -> None:
    actor = world.actor(world.stina)
    for each in LISTS.values():
        for narrows in each.spec.filters(actor):
            asked = {narrows.name: "x"}
            job = ExportJob(kind="users", format="csv", created_by=world.stina, asked=asked)
            assert not narrowed(job).startswith(narrows.name), (each.spec.name, narrows.name)
