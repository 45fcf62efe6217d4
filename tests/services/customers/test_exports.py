"""People and customers out: everything that their import reads, nothing else, and no change."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from core.exchange.reader import read_table
from core.exports import Asked, Export, ExportRefused, export_now
from core.models import ExportFormat, ExportJob, ExportStatus
from customers.actors import Actor
from customers.exports import CUSTOMERS, USERS
from customers.models import CustomerGroup, Membership, PricingTier, PurchaseLimit, User
from customers.periods import Recurrence
from customers.services.customer_notes import write_note
from tests.world import World, make_user

BOTH = pytest.mark.parametrize("suffix", ["csv", "xlsx"])
Printed = pytest.CaptureFixture[str]


@pytest.fixture
def odd_people(world: World) -> World:
    """Limits of each kind, zeros, an ended connection, two customers, names that would run."""
    PurchaseLimit.objects.create(
        membership=world.nora, amount=0, starts_on="2026-01-31", recurrence=Recurrence.MONTHLY
    )
    PurchaseLimit.objects.create(
        membership=world.ali, amount="12345.67", starts_on="2026-01-01", ends_on="2026-12-31"
    )
    Membership.objects.filter(pk=world.ali.pk).update(break_point=0)
    Membership.objects.create(
        user=world.nora.user, customer=world.care, is_buyer=False, sees_customer_orders=True
    )
    ended = make_user("ended@example.com", "=1+1", "@Sum", phone="+46 70 123", is_active=False)
    Membership.objects.create(user=ended, customer=world.vestby, is_active=False)
    User.objects.filter(pk=world.otto.user_id).update(language="nb", staff_note="Slow payer")
    return world


def _last_line(printed: Printed) -> str:
    return printed.readouterr().out.splitlines()[-1]


def _taken(
    actor: Actor, export: Export, asked: Asked, file_format: ExportFormat = ExportFormat.CSV
) -> BytesIO:
    target = BytesIO()
    export_now(
        actor=actor,
        export=export,
        asked=asked,
        file_format=file_format,
        currency="SEK",
        target=target,
    )
    target.seek(0)
    return target


def _rows(path: Path) -> Iterator[dict[str, object]]:
    table = read_table(path)
    for row in table.rows:
        yield dict(zip(table.headings, row.cells, strict=True))


@BOTH
@pytest.mark.parametrize("language", ["en", "sv", "nb"])
def test_users_come_back_unchanged(
    odd_people: World, tmp_path: Path, capsys: Printed, suffix: str, language: str
) -> None:
    path = tmp_path / f"users.{suffix}"
    with translation.override(language):
        call_command("export_users", str(path))
    people = Membership.objects.count() + User.objects.filter(memberships=None).count()
    assert _last_line(capsys) == f"rows={people}"
    call_command("import_users", str(path), "--dry-run")
    assert _last_line(capsys) == f"create=0 update=0 unchanged={people} refused=0"


@BOTH
@pytest.mark.parametrize("language", ["en", "sv", "nb"])
def test_customers_come_back_unchanged(
    world: World, tmp_path: Path, capsys: Printed, suffix: str, language: str
) -> None:
    tier = PricingTier.objects.create(name="Återförsäljare")
    world.school.further_groups.set(
        [CustomerGroup.objects.create(name=name) for name in ("Skolor", "-20 %", 'Vård, "nya"')]
    )
    world.school.pricing_tier = tier
    world.school.org_number = "0012345678"
    world.school.discount_percent = Decimal("0.50")
    world.school.allowed_outstanding = Decimal(0)
    world.school.payment_days = 0
    world.school.save()
    world.care.allowed_outstanding = None
    world.care.discount_percent = Decimal("12.50")
    world.care.is_active = False
    world.care.save()
    path = tmp_path / f"customers.{suffix}"
    with translation.override(language):
        call_command("export_customers", str(path))
    call_command("import_customers", str(path), "--dry-run")
    assert _last_line(capsys) == "create=0 update=0 unchanged=3 refused=0"


@BOTH
def test_a_chain_that_stands_still_comes_back_unchanged(
    world: World, tmp_path: Path, capsys: Printed, suffix: str
) -> None:
    """Whoever is next may have become inactive, lost the right, or left since it was set."""
    User.objects.filter(pk=world.ali.user_id).update(is_active=False)
    Membership.objects.filter(pk=world.greta.pk).update(is_approver=False, is_active=False)
    path = tmp_path / f"users.{suffix}"
    call_command("export_users", str(path))
    call_command("import_users", str(path), "--dry-run")
    assert "update=0" in (last := _last_line(capsys))
    assert last.endswith(" refused=0")


def test_an_edited_cell_changes_exactly_that_field(
    odd_people: World, tmp_path: Path, capsys: Printed
) -> None:
    path = tmp_path / "users.csv"
    call_command("export_users", str(path))
    written = path.read_text(encoding="utf-8-sig")
    path.write_text(written.replace("12345,67", "20000,00"), encoding="utf-8")
    call_command("import_users", str(path))
    assert " update=1 " in _last_line(capsys)
    limit = PurchaseLimit.objects.get(membership=odd_people.ali)
    assert (limit.amount, limit.ends_on) == (Decimal(20_000), date(2026, 12, 31))


def test_blank_and_zero_stay_apart(odd_people: World, tmp_path: Path) -> None:
    path = tmp_path / "users.xlsx"
    call_command("export_users", str(path))
    rows = {(row["E-mail"], row["Customer number"]): row for row in _rows(path)}
    school = odd_people.school.number
    nora, ali, greta = (
        rows[seat.user.email, school]
        for seat in (odd_people.nora, odd_people.ali, odd_people.greta)
    )
    assert (nora["Purchase limit"], ali["Break point"]) == ("0", "0")
    assert greta["Purchase limit"] is None
    assert greta["Break point"] is None
    assert nora["Purchase limit renewed"] == "Monthly"
    ended = rows["ended@example.com", odd_people.vestby.number]
    assert (ended["Active"], ended["Connected to the customer"]) == ("No", "No")


def test_somebody_without_a_customer_has_a_row(odd_people: World, tmp_path: Path) -> None:
    path = tmp_path / "users.xlsx"
    call_command("export_users", str(path))
    [ulla] = [row for row in _rows(path) if row["E-mail"] == odd_people.ulla.email]
    assert (ulla["Customer number"], ulla["May buy"], ulla["Active"]) == (None, None, "Yes")


@BOTH
def test_no_secret_and_no_note_goes_out(odd_people: World, tmp_path: Path, suffix: str) -> None:
    stina = odd_people.actor(odd_people.stina)
    write_note(actor=stina, customer=odd_people.vestby, text="Watch the credit")
    for name in ("users", "customers"):
        path = tmp_path / f"{name}.{suffix}"
        call_command(f"export_{name}", str(path))
        table = read_table(path)
        words = " ".join(str(cell) for row in table.rows for cell in row.cells)
        assert "argon2" not in words
        assert "Slow payer" not in words
        assert "Watch the credit" not in words
        headings = {heading.lower() for heading in table.headings}
        assert not headings & {"password", "staff_note", "note seen only by staff", "session_epoch"}


def test_the_file_holds_the_filtered_list_in_its_order(world: World) -> None:
    actor = world.actor(world.stina)
    asked = {"role": "approver", "sort": "-email", "q": ""}
    lines = _taken(actor, USERS, asked).getvalue().decode("utf-8-sig").splitlines()[1:]
    emails = [line.split(";")[0] for line in lines]
    found = User.objects.filter(memberships__is_approver=True).order_by("-email")
    assert emails == list(dict.fromkeys(found.values_list("email", flat=True)))
    assert len(emails) == 2
    assert len(_taken(actor, CUSTOMERS, {"q": "vestby"}).getvalue().splitlines()) == 2


def test_what_the_list_does_not_offer_is_passed_over(world: World) -> None:
    asked = {"active": "perhaps", "group": "1; drop", "role": "king", "sort": "password", "x": "y"}
    everyone = _taken(world.actor(world.stina), USERS, {}).getvalue()
    assert _taken(world.actor(world.stina), USERS, asked).getvalue() == everyone


def test_every_export_is_written_down(world: World) -> None:
    actor = world.actor(world.stina)
    _taken(actor, USERS, {"role": "buyer", "cursor": "abc", "q": ""}, ExportFormat.XLSX)
    job = ExportJob.objects.get()
    assert (job.kind, job.format, job.asked) == ("users", "xlsx", {"role": "buyer"})
    assert (job.created_by, job.acted_by, job.status) == (world.stina, None, ExportStatus.MADE)
    assert (job.row_count, bool(job.file)) == (4, False)
    assert job.finished_at is not None


def test_a_buyer_gets_no_list(world: World) -> None:
    for who in (world.nora, world.greta, None):
        with pytest.raises(ExportRefused):
            _taken(world.actor(who), USERS, {})
    assert not ExportJob.objects.exists()


def test_rows_beyond_the_border_are_not_among_them(world: World) -> None:
    """A group administrator's rows are those of the organisation; the page is staff's so far."""
    actor = world.actor(world.greta)
    rows = list(USERS.rows(actor, USERS.found(actor, {})))
    assert {row[0] for row in rows} == {
        seat.user.email for seat in (world.nora, world.ali, world.greta)
    }


def test_many_rows_take_no_more_queries(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    people = [
        User(email=f"p{number}@example.com", first_name="P", last_name=str(number))
        for number in range(40)
    ]
    Membership.objects.bulk_create(
        Membership(user=user, customer=world.vestby) for user in User.objects.bulk_create(people)
    )
    actor = world.actor(world.stina)
    with django_assert_num_queries(5):
        assert len(list(USERS.rows(actor, USERS.found(actor, {})))) > 40
    with django_assert_num_queries(3):
        assert len(list(CUSTOMERS.rows(actor, CUSTOMERS.found(actor, {})))) == 3


def test_a_folder_that_is_not_there_is_said(world: World, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="No such file"):
        call_command("export_users", str(tmp_path / "nowhere" / "users.csv"))
    assert not ExportJob.objects.exists()
