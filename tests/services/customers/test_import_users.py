"""A sheet of users: what it would do, what it refuses, and that it does all or nothing."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from core.exchange.plan import Action, PlanRow
from customers.actors import SYSTEM, Actor
from customers.models import Membership, PurchaseLimit, User
from customers.services.import_users import UserImport
from tests.imports import Planned, apply_file, plan_file
from tests.world import World, make_user

Book = Callable[..., Path]

_LIMIT_HEADINGS = ("Purchase limit", "Limit from", "Limit to", "Limit renewed")
PLAIN = ("E-post", "Förnamn", "Efternamn", "Kundnummer")


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
