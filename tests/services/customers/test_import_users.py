"""A sheet of users: what it would do, what it refuses, and that it does all or nothing."""

from collections.abc import Callable
from datetime import date
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
from core.exchange.plan import Action, PlanRow
from core.exchange.template import template_xlsx
from core.exchange.writer import write_xlsx
from core.imports.contract import ImportRefused, RowsRefused
from core.models import ImportStatus, OutgoingEmail
from customers.actors import SYSTEM, Actor
from customers.models import Membership, PurchaseLimit, User
from customers.services.import_users import UserImport
from customers.services.notice_sending import send_batch
from customers.sheets import user_sheet
from tests.imports import Planned, apply_file, apply_plan, plan_file
from tests.world import World, make_user

Book = Callable[..., Path]

_LIMIT_HEADINGS = ("Purchase limit", "Limit from", "Limit to", "Limit renewed")
PLAIN = ("E-post", "Förnamn", "Efternamn", "Kundnummer")


@pytest.fixture
def book(tmp_path: Path) -> Book:
    """A workbook with these headings and rows."""

    def make(headings: tuple[str, ...], *rows: tuple[object, ...]) -> Path:
        path = tmp_path / "users.xlsx"
        write_xlsx(path, sheet_title="Users", headings=headings, rows=rows)  # type: ignore[arg-type]
        return path

    return make


def _plan(path: Path, actor: Actor = SYSTEM, **options: object) -> Planned:
    return plan_file(UserImport, path, actor=actor, **options)


def _apply(world: World, path: Path, **options: object) -> Planned:
    return apply_file(UserImport, path, actor=world.actor(world.stina), **options)  # type: ignore[arg-type]


def _row(path: Path, number: int = 2) -> PlanRow:
    return _plan(path).row(number)


def _seat(email: str) -> Membership:
    return Membership.objects.with_people().get(user__email=email)


def test_every_column_is_read_and_applied(world: World, book: Book) -> None:
    path = book(
        (
            *PLAIN,
            *("Telefon", "Språk", "Får handla", "Attesträtt", "Kundgruppsadministratör"),
            *("Ser kundens ordrar", "Visa endast avtalssortiment", "Tillåt fritextorder"),
            *("Nästa i attestkedjan", "Brytpunkt", "Köpgräns", "Köpgräns från"),
            *("Köpgräns förnyas", "Aktiv"),
        ),
        (
            *("eva@example.org", "Eva", "Åkesson", world.school.number),
            *("070-1", "Svenska", "ja", "nej", "x", "1", "JA", "true"),
            *("ALI@example.com", "2 500,50", Decimal(60000), date(2026, 1, 31)),
            *("Månadsvis", "ja"),
        ),
    )

    plan = _apply(world, path)

    assert plan.summary_line() == "create=1 update=0 unchanged=0 refused=0"
    seat = _seat("eva@example.org")
    assert (seat.user.full_name, seat.user.phone, seat.user.language) == (
        "Eva Åkesson",
        "070-1",
        "sv",
    )
    assert (seat.is_buyer, seat.is_approver, seat.is_group_admin) == (True, False, True)
    assert (seat.sees_customer_orders, seat.only_agreement_assortment) == (True, True)
    assert seat.may_order_free_text
    assert (seat.next_approver, seat.break_point) == (world.ali, Decimal("2500.50"))
    limit = seat.purchase_limit
    assert (limit.amount, limit.starts_on, limit.ends_on, limit.recurrence) == (
        Decimal(60000),
        date(2026, 1, 31),
        None,
        "monthly",
    )
    assert not seat.user.has_usable_password()


def test_applying_the_same_sheet_again_changes_nothing(world: World, book: Book) -> None:
    path = book(
        (*PLAIN, "Nästa i attestkedjan", "Brytpunkt", "Köpgräns", "Köpgräns till", "Köpgräns från"),
        (
            *("eva@example.org", "Eva", "Åkesson", world.school.number),
            *("ali@example.com", 0, 0, date(2026, 12, 31), date(2026, 1, 1)),
        ),
    )
    _apply(world, path)

    assert _plan(path).summary_line() == "create=0 update=0 unchanged=1 refused=0"
    assert _apply(world, path).summary_line() == "create=0 update=0 unchanged=1 refused=0"


def test_blank_leaves_alone_clear_clears_and_zero_is_zero(world: World, book: Book) -> None:
    PurchaseLimit.objects.create(
        membership=world.nora, amount=900, starts_on=date(2026, 1, 1), recurrence="yearly"
    )
    headings = ("E-mail", "Customer number", "Phone", "Break point", "Purchase limit")
    User.objects.filter(pk=world.nora.user_id).update(phone="070-9")

    _apply(world, book(headings, ("nora@example.com", world.school.number, "", "", "")))
    nora = _seat("nora@example.com")
    assert (nora.user.phone, nora.break_point, nora.purchase_limit.amount) == (
        "070-9",
        Decimal(5000),
        Decimal(900),
    )

    _apply(world, book(headings, ("nora@example.com", world.school.number, "[töm]", 0, 0)))
    nora = _seat("nora@example.com")
    assert (nora.user.phone, nora.break_point, nora.purchase_limit.amount) == (
        "",
        Decimal(0),
        Decimal(0),
    )
    assert nora.purchase_limit.recurrence == "yearly"

    _apply(world, book(headings, ("nora@example.com", world.school.number, "", "", "[clear]")))
    assert not PurchaseLimit.objects.exists()


def test_clearing_the_next_approver_clears_the_break_point_too(world: World, book: Book) -> None:
    headings = ("E-mail", "Customer number", "Next approver")
    path = book(headings, ("nora@example.com", world.school.number, "[clear]"))

    assert [(c.field, c.new) for c in _row(path).changes] == [
        ("next_approver", None),
        ("break_point", None),
    ]
    _apply(world, path)
    nora = _seat("nora@example.com")
    assert (nora.next_approver, nora.break_point) == (None, None)


def test_an_approver_may_stand_further_down_in_the_file(world: World, book: Book) -> None:
    headings = (*PLAIN, "Nästa i attestkedjan", "Brytpunkt", "Attesträtt")
    number = world.care.number
    path = book(
        headings,
        ("a@example.org", "A", "A", number, "B@example.org", 100, ""),
        ("b@example.org", "B", "B", number, "greta@example.com", 200, "ja"),
    )

    _apply(world, path)

    assert _seat("a@example.org").next_approver == _seat("b@example.org")
    assert _seat("b@example.org").next_approver == world.greta  # at another of its customers


@pytest.mark.parametrize(
    ("approver", "reason"),
    [
        ("nobody@example.org", "Nobody has this e-mail address, in the shop or in the file."),
        ("otto@example.com", "This person does not belong to the same organisation."),
        ("nora@example.com", "Nobody is their own next approver."),
        ("mia@example.com", "This person has no approval right."),
        ("ulla@example.com", "This person does not belong to the same organisation."),
    ],
)
def test_a_next_approver_who_cannot_be_one_is_refused(
    world: World, book: Book, approver: str, reason: str
) -> None:
    mia = make_user("mia@example.com", "Mia", "Ek")
    Membership.objects.create(user=mia, customer=world.school)
    path = book(
        ("E-mail", "Customer number", "Next approver"),
        ("nora@example.com", world.school.number, approver),
    )

    (problem,) = _row(path).problems
    assert (problem.column_label, problem.value) == ("Next approver", approver)
    assert problem.message == reason


def test_an_inactive_approver_is_refused(world: World, book: Book) -> None:
    User.objects.filter(pk=world.greta.user_id).update(is_active=False)
    path = book(
        ("E-mail", "Customer number", "Next approver"),
        ("nora@example.com", world.school.number, "greta@example.com"),
    )
    assert _row(path).problems[0].message == "This person is inactive."


def test_a_loop_is_refused_naming_its_rows(world: World, book: Book) -> None:
    path = book(
        ("E-mail", "Customer number", "Next approver", "Break point"),
        ("nora@example.com", world.school.number, "", 4000),
        ("greta@example.com", world.school.number, "ali@example.com", 50000),
    )

    plan = _plan(path)

    assert [row.action for row in plan.rows] == [Action.UPDATE, Action.REFUSED]
    message = plan.rows[1].problems[0].message
    assert "Rows 3 close a loop" in message
    assert "ali@example.com" in message
    assert "greta@example.com" in message


def test_a_refused_row_takes_those_that_lean_on_it(world: World, book: Book) -> None:
    headings = (*PLAIN, "Nästa i attestkedjan", "Brytpunkt", "Attesträtt")
    number = world.care.number
    path = book(
        headings,
        ("a@example.org", "A", "A", number, "b@example.org", 100, ""),
        ("b@example.org", "B", "B", number, "c@example.org", 200, "ja"),
        ("c@example.org", "C", "", number, "", "", "ja"),
        ("d@example.org", "D", "D", number, "", "", ""),
    )

    rows = _plan(path).rows

    assert [row.action for row in rows] == [Action.REFUSED] * 3 + [Action.CREATE]
    assert "own row, 4, is refused" in rows[1].problems[0].message
    assert "own row, 3, is refused" in rows[0].problems[0].message


def test_break_point_and_next_approver_go_together(world: World, book: Book) -> None:
    headings = ("E-mail", "Customer number", "Next approver", "Break point")
    one = book(headings, ("greta@example.com", world.school.number, "", 100))
    assert _row(one).problems[0].message == "A break point needs a next approver."
    other = book(headings, ("otto@example.com", world.vestby.number, "", "[clear]"))
    assert _row(other).action is Action.UNCHANGED


def test_rows_that_disagree_about_a_person_are_refused_both(world: World, book: Book) -> None:
    path = book(
        PLAIN,
        ("eva@example.org", "Eva", "Ek", world.school.number),
        ("EVA@example.org", "Eva", "Al", world.care.number),
    )

    rows = _plan(path).rows

    assert [row.action for row in rows] == [Action.REFUSED, Action.REFUSED]
    assert rows[0].problems[0].column_label == "Efternamn"
    assert "Row 3 says “Al”" in rows[0].problems[0].message


def test_one_person_at_two_customers_is_one_user(world: World, book: Book) -> None:
    path = book(
        PLAIN,
        ("eva@example.org", "Eva", "Ek", world.school.number),
        ("EVA@example.org", "", "", world.care.number),
    )

    _apply(world, path)

    eva = User.objects.get(email="eva@example.org")
    assert {m.customer for m in eva.memberships.all()} == {world.school, world.care}


def test_the_same_person_and_customer_twice_is_refused_the_second_time(
    world: World, book: Book
) -> None:
    row = ("eva@example.org", "Eva", "Ek", world.school.number)
    rows = _plan(book(PLAIN, row, row)).rows
    assert [row.action for row in rows] == [Action.CREATE, Action.REFUSED]
    assert "already in row 2" in rows[1].problems[0].message


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("E-post", 'just"not"right@example.com', "This is not an e-mail address."),
        ("Kundnummer", "999999", "There is no customer with this number."),
        ("Kundnummer", "", "A new person needs a customer."),
        ("Efternamn", "", "This is needed for a new person."),
        ("Aktiv", "kanske", "Write yes or no."),
        ("Brytpunkt", "-5", "The amount may not be below 0."),
        ("Köpgräns", "12 EUR", "Write the amount in SEK."),
    ],
)
def test_a_bad_cell_is_refused_with_its_place(
    world: World, book: Book, column: str, value: str, message: str
) -> None:
    row = {
        "E-post": "eva@example.org",
        "Förnamn": "Eva",
        "Efternamn": "Ek",
        "Kundnummer": world.school.number,
        "Aktiv": "ja",
        "Brytpunkt": "",
        "Köpgräns": "",
    } | {column: value}

    refused = _row(book(tuple(row), tuple(row.values())))

    assert refused.action is Action.REFUSED
    (problem,) = refused.problems
    assert (problem.column_label, problem.value, problem.message) == (column, value, message)


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ((100, "", "", ""), "Write from which day the limit holds."),
        ((100, date(2026, 1, 1), "", ""), "Write the last day of the limit, or how it is renewed."),
        (
            (100, date(2026, 1, 1), date(2026, 2, 1), "yearly"),
            "A limit has an end date or is renewed, not both.",
        ),
        (
            (100, date(2026, 2, 1), date(2026, 1, 1), ""),
            "The last day cannot be before the first.",
        ),
        (("", date(2026, 2, 1), "", "yearly"), "A period needs an amount."),
    ],
)
def test_a_limit_without_a_whole_period_is_refused(
    world: World, book: Book, cells: tuple[object, ...], message: str
) -> None:
    path = book(
        ("E-mail", "Customer number", *_LIMIT_HEADINGS),
        ("otto@example.com", world.vestby.number, *cells),
    )
    assert [problem.message for problem in _row(path).problems] == [message]


def test_an_approver_is_not_removed_from_under_the_others(world: World, book: Book) -> None:
    headings = ("E-mail", "Customer number", "Approval right", "Next approver")
    alone = book(headings, ("ali@example.com", world.school.number, "no", ""))
    assert "Still next approver for nora@example.com" in _row(alone).problems[0].message

    with_successor = book(
        headings,
        ("ali@example.com", world.school.number, "no", ""),
        ("nora@example.com", world.school.number, "", "greta@example.com"),
    )
    _apply(world, with_successor)
    assert not _seat("ali@example.com").is_approver
    assert _seat("nora@example.com").next_approver == world.greta


def test_an_inactive_person_is_out_at_once(world: World, book: Book) -> None:
    client = world.client(world.otto)
    path = book(
        ("E-mail", "Customer number", "Active"), ("otto@example.com", world.vestby.number, "nej")
    )
    _apply(world, path)
    otto = User.objects.get(pk=world.otto.user_id)
    assert not otto.is_active
    assert otto.session_epoch == 1
    assert client.session.get("_auth_user_hash") != otto.get_session_auth_hash()


def test_staff_are_not_made_inactive_by_a_sheet(world: World, book: Book) -> None:
    path = book(
        (*PLAIN, "Aktiv"), ("stina@example.com", "Stina", "Falk", world.school.number, "nej")
    )
    assert "This person is staff" in _row(path).problems[0].message


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
