"""An import of users taken back: everything as it was, but for what was edited or used since."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from core.exchange.writer import write_xlsx
from core.imports import jobs
from core.imports.rows import rows_of
from core.imports.work import run_undoing
from core.models import ImportStatus
from customers.models import Membership, PurchaseLimit, User
from customers.services.customers import change_main_group
from customers.services.import_users import UserImport
from orders.models import Cart
from tests.imports import Planned, apply_file, tables_of, undo_import
from tests.world import World, make_user

Book = Callable[..., Path]
TABLES = ("customers.User", "customers.Membership", "customers.PurchaseLimit")
HEADINGS = (
    *("E-mail", "First name", "Last name", "Customer number", "Phone", "Approval right"),
    *("Next approver", "Break point", "Purchase limit", "Limit from", "Limit renewed"),
)


@pytest.fixture
def book(tmp_path: Path) -> Book:
    def make(*rows: tuple[object, ...], headings: tuple[str, ...] = HEADINGS) -> Path:
        path = tmp_path / "users.xlsx"
        write_xlsx(path, sheet_title="Users", headings=headings, rows=rows)  # type: ignore[arg-type]
        return path

    return make


@pytest.fixture
def sheet(world: World, book: Book) -> Path:
    """Two new people, the first below the second; Nora's phone, chain and a new limit."""
    number = world.school.number
    return book(
        (
            "eva@example.org",
            "Eva",
            "Ek",
            number,
            "",
            "",
            "bo@example.org",
            100,
            500,
            "2026-01-01",
            "yearly",
        ),
        ("bo@example.org", "Bo", "Ek", number, "", "yes", "", "", "", "", ""),
        (
            "nora@example.com",
            "",
            "",
            number,
            "070-1",
            "",
            "bo@example.org",
            50,
            900,
            "2026-01-01",
            "monthly",
        ),
    )


def apply(world: World, path: Path) -> Planned:
    return apply_file(UserImport, path, actor=world.actor(world.stina), send_activation=True)


def undo(world: World, applied: Planned) -> Planned:
    return undo_import(UserImport, applied, actor=world.actor(world.stina))


def kept(undone: Planned) -> dict[str, str]:
    return {row.label.split(" ")[0]: row.kept_because for row in rows_of(undone.job, kept=True)}


def test_everything_is_as_it_was(world: World, sheet: Path) -> None:
    before = tables_of(*TABLES)
    applied = apply(world, sheet)
    assert tables_of(*TABLES) != before

    undone = undo(world, applied)

    assert tables_of(*TABLES) == before
    assert undone.job.undone == {"undone": 3, "kept": 0}


def test_whoever_was_edited_since_stays_and_is_named(world: World, sheet: Path) -> None:
    applied = apply(world, sheet)
    User.objects.filter(email="nora@example.com").update(phone="070-2")

    undone = undo(world, applied)

    # Bo stays because Nora, who stays, has him as next approver.
    assert undone.job.undone == {"undone": 1, "kept": 2}
    assert kept(undone) == {
        "nora@example.com": "Changed since.",
        "bo@example.org": "Used since: membership.",
    }
    assert not User.objects.filter(email="eva@example.org").exists()
    nora = Membership.objects.get(pk=world.nora.pk)
    bo = Membership.objects.get(user__email="bo@example.org")
    assert (nora.break_point, nora.next_approver) == (Decimal(50), bo)


def test_whoever_has_begun_to_use_the_shop_stays(world: World, sheet: Path) -> None:
    applied = apply(world, sheet)
    eva = Membership.objects.get(user__email="eva@example.org")
    Cart.objects.create(user=eva.user, customer=eva.customer)

    undone = undo(world, applied)

    assert kept(undone) == {
        "eva@example.org": "Used since: cart.",
        "bo@example.org": "Used since: membership.",
    }
    assert Membership.objects.get(pk=world.nora.pk).next_approver_id == world.ali.pk


def test_a_limit_that_was_removed_comes_back(world: World, book: Book) -> None:
    limit = PurchaseLimit.objects.create(
        membership=world.nora, amount=900, starts_on="2026-01-01", recurrence="yearly"
    )
    before = tables_of(*TABLES)
    path = book(
        ("nora@example.com", world.school.number, "[clear]"),
        headings=("E-mail", "Customer number", "Purchase limit"),
    )
    applied = apply(world, path)
    assert not PurchaseLimit.objects.filter(pk=limit.pk).exists()

    undo(world, applied)
    assert tables_of(*TABLES) == before


def test_a_chain_made_since_is_not_closed_to_a_loop(world: World, book: Book) -> None:
    """The sheet takes Ali from above Nora; then Nora comes above Ali; now he cannot go back."""
    Membership.objects.filter(pk=world.nora.pk).update(is_approver=True)
    path = book(
        ("nora@example.com", world.school.number, "greta@example.com"),
        headings=("E-mail", "Customer number", "Next approver"),
    )
    applied = apply(world, path)
    Membership.objects.filter(pk=world.ali.pk).update(next_approver=world.nora)

    undone = undo(world, applied)

    assert kept(undone) == {"nora@example.com": "Going back would close a loop of approvers."}
    assert Membership.objects.get(pk=world.nora.pk).next_approver_id == world.greta.pk


def test_sales_staff_take_back_only_what_they_applied(world: World, sheet: Path) -> None:
    applied = apply(world, sheet)
    sam = world.actor(world.sam)
    jobs.request_undoing(actor=sam, job_id=applied.job.pk)
    run_undoing(actor=sam, job_id=applied.job.pk, make=UserImport)
    applied.job.refresh_from_db()
    assert applied.job.status == ImportStatus.APPLIED
    assert "staff administrator" in applied.job.error


def test_an_undone_import_stays_undone(world: World, sheet: Path) -> None:
    undone = undo(world, apply(world, sheet))
    before = tables_of(*TABLES)
    again = undo_import(UserImport, undone, actor=world.actor(world.stina))
    assert again.job.status == ImportStatus.UNDONE
    assert tables_of(*TABLES) == before


def test_what_is_another_organisations_since_stays_as_the_administrators_import_left_it(
    world: World, book: Book
) -> None:
    """Greta's file reached Omsorg; then the shop moved Omsorg out of her municipality."""
    mia = Membership.objects.create(
        user=make_user("mia@example.org", "Mia", "Ek"), customer=world.care
    )
    number = world.care.number
    limited = (500, "2026-01-01", "yearly")
    applied = apply_file(
        UserImport,
        book(
            ("mia@example.org", "Mia", "Ek", number, "", "yes", "", "", *limited),
            ("eva@example.org", "Eva", "Ek", number, "", "", "", "", "", "", ""),
            ("bo@example.org", "Bo", "Ek", world.school.number, "", "", "", "", "", "", ""),
        ),
        actor=world.actor(world.greta),
    )
    change_main_group(actor=world.actor(world.stina), customer=world.care, main_group=world.retail)
    undone = undo_import(UserImport, applied, actor=world.actor(world.greta))
    elsewhere = "It belongs to another organisation now."
    assert kept(undone) == {"mia@example.org": elsewhere, "eva@example.org": elsewhere}
    mia.refresh_from_db()
    assert mia.is_approver
    assert PurchaseLimit.objects.filter(membership=mia).exists()
    assert Membership.objects.filter(user__email="eva@example.org").exists()
    assert not User.objects.filter(email="bo@example.org").exists()


def test_who_has_come_to_another_organisation_keeps_the_name_that_the_file_gave(
    world: World, book: Book
) -> None:
    path = book(
        ("nora@example.com", "Eleonora", world.school.number),
        headings=("E-mail", "First name", "Customer number"),
    )
    applied = apply_file(UserImport, path, actor=world.actor(world.greta))
    Membership.objects.create(user=world.nora.user, customer=world.vestby)
    undone = undo_import(UserImport, applied, actor=world.actor(world.greta))
    assert kept(undone) == {"nora@example.com": "It belongs to another organisation now."}
    assert User.objects.get(pk=world.nora.user_id).first_name == "Eleonora"
