"""A sheet of users on its way through: who may, when it is applied, which headings, the command."""

from collections.abc import Callable
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pghistory.models
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from core.exchange.matching import match_headings
from core.exchange.plan import Action
from core.exchange.template import template_xlsx
from core.imports.contract import ImportRefused, RowsRefused
from core.models import ImportStatus, OutgoingEmail
from customers.actors import SYSTEM, Actor
from customers.models import Membership, User
from customers.services.import_users import UserImport
from customers.services.notice_sending import send_batch
from customers.sheets import user_sheet
from tests.imports import Planned, apply_file, apply_plan, plan_file
from tests.world import World

Book = Callable[..., Path]

PLAIN = ("E-post", "Förnamn", "Efternamn", "Kundnummer")


def _plan(path: Path, actor: Actor = SYSTEM, **options: object) -> Planned:
    return plan_file(UserImport, path, actor=actor, **options)


def _apply(world: World, path: Path, **options: object) -> Planned:
    return apply_file(UserImport, path, actor=world.actor(world.stina), **options)  # type: ignore[arg-type]


def _seat(email: str) -> Membership:
    return Membership.objects.with_people().get(user__email=email)


def test_only_new_people_without_a_password_get_the_link(world: World, book: Book) -> None:
    path = book(
        (*PLAIN, "Skicka aktiveringslänk"),
        ("a@example.org", "A", "A", world.school.number, ""),
        ("b@example.org", "B", "B", world.school.number, "nej"),
        ("nora@example.com", "", "", world.school.number, "ja"),
    )
    _apply(world, path, send_activation=True)
    send_batch()
    assert [mail.to_address for mail in OutgoingEmail.objects.all()] == ["a@example.org"]


def test_nothing_is_applied_while_rows_are_refused(world: World, book: Book) -> None:
    path = book(
        PLAIN,
        ("eva@example.org", "Eva", "Ek", world.school.number),
        ("bo@example.org", "Bo", "Ek", "999999"),
    )
    with pytest.raises(RowsRefused):
        _apply(world, path)
    assert not User.objects.filter(email="eva@example.org").exists()

    _apply(world, path, skip_bad_rows=True)
    assert User.objects.filter(email="eva@example.org").exists()
    assert not User.objects.filter(email="bo@example.org").exists()


def test_a_plan_that_no_longer_holds_is_not_applied(world: World, book: Book) -> None:
    path = book(
        ("E-mail", "Customer number", "Break point"),
        ("nora@example.com", world.school.number, 100),
    )
    reviewed = _plan(path)
    Membership.objects.filter(pk=world.nora.pk).update(break_point=7000)

    anew = apply_plan(UserImport, reviewed, actor=world.actor(world.stina))

    assert anew.job.status == ImportStatus.PLANNED
    assert "changed since" in anew.job.error
    assert [(c.field, c.old, c.new) for c in anew.row().changes] == [
        ("break_point", "7000.00", "100.00")
    ]
    assert _seat("nora@example.com").break_point == 7000


def test_a_change_beside_the_plan_does_not_hinder_it(world: World, book: Book) -> None:
    path = book(
        ("E-mail", "Customer number", "Break point"),
        ("nora@example.com", world.school.number, 100),
    )
    reviewed = _plan(path)
    Membership.objects.filter(pk=world.greta.pk).update(is_buyer=False)

    applied = apply_plan(UserImport, reviewed, actor=world.actor(world.stina))

    assert applied.job.status == ImportStatus.APPLIED
    assert _seat("nora@example.com").break_point == 100


def test_the_plan_is_the_same_in_every_language(world: World, book: Book) -> None:
    path = book(PLAIN, ("eva@example.org", "Eva", "Ek", world.school.number))
    first = _plan(path).job.plan
    with translation.override("sv"):
        again = _plan(path).job.plan
    assert first is not None
    assert again is not None
    assert again["fingerprint"] == first["fingerprint"]


def test_somebody_without_the_right_is_told_so_and_nothing_is_read(
    world: World, book: Book
) -> None:
    path = book(PLAIN, ("eva@example.org", "Eva", "Ek", world.school.number))
    with pytest.raises(ImportRefused, match="no right"):
        _plan(path, world.actor(world.nora))


def test_sales_staff_get_a_refused_row_for_people_who_are_staff(world: World, book: Book) -> None:
    Membership.objects.create(user=world.stina, customer=world.school)
    path = book(
        PLAIN,
        ("stina@example.com", "Annan", "Person", world.school.number),
        ("nora@example.com", "Nora", "Ny", world.school.number),
    )
    planned = _plan(path, world.actor(world.sam))
    assert [row.action for row in planned.rows] == [Action.REFUSED, Action.UPDATE]
    assert set(planned.messages) == {"You have no right to change this person."}


def test_history_names_who_imported_and_keeps_old_values(world: World, book: Book) -> None:
    path = book(
        (*PLAIN, "Brytpunkt"),
        ("nora@example.com", "Nora", "Lind", world.school.number, 100),
    )
    _apply(world, path)

    for row in (world.nora, world.nora.user):
        histories: Any = row
        event = histories.history.order_by("-pgh_id").first()
        assert event is not None
        assert event.pgh_label == "update"
        assert event.pgh_context.metadata["user"] == world.stina.pk
    assert pghistory.models.Context.objects.filter(metadata__action="import.apply").exists()


def test_a_file_without_customer_numbers_is_for_the_chosen_customer(
    world: World, book: Book
) -> None:
    path = book(
        ("Förnamn", "Efternamn", "E-post", "Roll", "Kostnadsställe", "Inköpsgräns (SEK)"),
        ("Håkon", "Sjögren", "user1@example.se", "Attestant", "1001", 0),
        ("Märta", "Nguyễn", "user2@example.se", "Administratör", "1002", 500),
    )
    with pytest.raises(ImportRefused, match="Customer number"):
        _plan(path)

    chosen = {"customer_number": world.care.number, "limit_renewed": "monthly"}
    found = _apply(world, path, **chosen)
    assert (found.job.plan or {})["unknown"] == ["Kostnadsställe"]

    first, second = _seat("user1@example.se"), _seat("user2@example.se")
    assert (first.is_approver, first.purchase_limit.amount) == (True, Decimal(0))
    assert (second.is_group_admin, second.purchase_limit.recurrence) == (True, "monthly")
    assert first.purchase_limit.starts_on.day == 1


def test_queries_do_not_grow_with_the_rows(world: World, book: Book) -> None:
    def queries(prefix: str, count: int) -> int:
        rows = [
            (
                f"{prefix}{n}@example.org",
                "P",
                f"{n}",
                world.care.number,
                "greta@example.com",
                10,
                "",
            )
            for n in range(count)
        ]
        path = book((*PLAIN, "Nästa i attestkedjan", "Brytpunkt", "Attesträtt"), *rows)
        with CaptureQueriesContext(connection) as captured:
            _apply(world, path)
        return len(captured)

    few = queries("few", 20)
    assert queries("many", 300) - few <= 6  # ids of new rows are taken in growing lots
    assert Membership.objects.filter(customer=world.care).count() == 320


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "sv", "nb"])
def test_the_template_fits_its_own_sheet(tmp_path: Path, language: str) -> None:
    path = tmp_path / "template.xlsx"
    template_xlsx(path, sheet=user_sheet("SEK"), language=language)
    found = _plan(path)
    assert (found.job.plan or {})["unknown"] == []
    assert (found.job.plan or {})["missing"] == []
    assert found.rows == ()


@pytest.mark.parametrize(
    ("headings", "keys"),
    [
        (("E-postadresse", "Kundenr", "Fornavn", "Etternavn", "Neste i attestkjeden"), 5),
        (("E-POST", "kund nummer", "FÖRNAMN", "Efternamn", "nästa i attestkedjan"), 5),
    ],
)
def test_headings_are_known_in_other_languages(headings: tuple[str, ...], keys: int) -> None:
    match = match_headings(user_sheet("SEK"), headings)
    assert len(match.matched) == keys
    assert match.unknown == ()


def _command(path: Path, *arguments: str) -> tuple[int, list[str]]:
    output = StringIO()
    try:
        call_command("import_users", str(path), *arguments, stdout=output)
    except SystemExit as ended:
        return int(ended.code or 0), output.getvalue().splitlines()
    return 0, output.getvalue().splitlines()


def test_the_command_prints_refused_rows_and_the_sums(world: World, book: Book) -> None:
    path = book(
        PLAIN,
        ("eva@example.org", "Eva", "Ek", world.school.number),
        ("bo@example.org", "Bo", "Ek", "999999"),
    )

    code, lines = _command(path)
    assert code == 1
    assert lines == [
        "Users 3 Kundnummer “999999”: There is no customer with this number.",
        "create=1 update=0 unchanged=0 refused=1",
    ]
    assert not User.objects.filter(email="eva@example.org").exists()

    assert _command(path, "--dry-run", "--skip-bad-rows")[0] == 0
    assert not User.objects.filter(email="eva@example.org").exists()

    assert _command(path, "--skip-bad-rows") == (0, lines)
    assert User.objects.filter(email="eva@example.org").exists()


def test_the_command_says_why_a_file_cannot_be_read(world: World, tmp_path: Path) -> None:
    path = tmp_path / "picture.xlsx"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"0" * 100)
    with pytest.raises(CommandError, match="picture"):
        call_command("import_users", str(path))
