"""A sheet of customers says which organisation numbers look wrong or are another's (P-32)."""

from core.exchange.plan import Action
from customers.models import Customer, ShopSettings
from customers.services.import_customers import CustomerImport
from tests.imports import Planned, apply_plan, plan_file
from tests.services.customers.conftest import Book
from tests.services.customers.customer_sheets import plan
from tests.teams import make_teams
from tests.world import World

HEADINGS = ("Kundnummer", "Företag", "Kundgrupp", "Org.nr", "Land")
WRONG = "556677-8898 is not an organisation number of Sweden: look at its digits."


def said(planned: Planned) -> list[list[str]]:
    return [[caution.message for caution in row.cautions] for row in planned.rows]


def notes(planned: Planned) -> list[str]:
    found: list[str] = (planned.job.plan or {})["notes"]
    return found


def test_a_number_that_looks_wrong_is_told_and_applied_all_the_same(
    world: World, book: Book
) -> None:
    path = book(
        HEADINGS,
        (world.vestby.number, "", "", "556677-8898", ""),
        ("S-1", "Solhaga", "Retail", "556677-8899", ""),
        ("S-2", "Kongens", "Retail", "556677-8898", "NO"),
    )
    planned = plan(world, path)
    norwegian = WRONG.replace("Sweden", "Norway")
    assert said(planned) == [[WRONG], [], [norwegian]]
    assert notes(planned) == [
        "2 organisation numbers are worth a look: rows 2, 4. They are kept as written."
    ]
    assert (planned.job.plan or {})["warned"] == 2
    applied = apply_plan(CustomerImport, planned, actor=world.actor(world.stina))
    assert applied.summary_line() == "create=2 update=1 unchanged=0 refused=0"
    assert Customer.objects.get(number="S-2").org_number == "556677-8898"

    again = plan(world, path)
    assert said(again) == [[], [], []]  # the file puts nothing there
    assert notes(again) == []


def test_the_number_of_another_customer_is_told_however_it_is_written(
    world: World, book: Book
) -> None:
    Customer.objects.filter(pk=world.vestby.pk).update(
        country="NO", org_number="NO 988 077 917 MVA"
    )
    path = book(
        HEADINGS,
        ("S-1", "Solhaga", "Retail", "988077917", "NO"),
        ("S-2", "Solbacka", "Retail", "16212000-1355", "SE"),
        ("S-3", "Omtenkt", "Retail", "988077917", "SE"),
    )
    first, second, third = said(plan(world, path))
    also = "The organisation number is also that of %s."
    assert first == [also % f"Vestby Elektro ({world.vestby.number})"]
    assert second == [also % f"Barn och utbildning ({world.school.number})"]
    assert third == ["988077917 is not an organisation number of Sweden: look at its digits."]


def test_units_of_one_organisation_share_a_number(world: World, book: Book) -> None:
    headings = ("Kundnummer", "Org.nr")
    planned = plan(world, book(headings, (world.care.number, "2120001355")))
    assert said(planned) == [[]]
    planned = plan(
        world, book((*headings, "Kundgrupp"), (world.care.number, "2120001355", "Retail"))
    )
    assert "also that of Barn och utbildning" in said(planned)[0][0]


def test_two_rows_with_one_number_are_told(world: World, book: Book) -> None:
    path = book(
        HEADINGS,
        ("S-1", "Solhaga", "Retail", "556677-8899", ""),
        ("S-2", "Solbacka", "Retail", "5566778899", ""),
        ("S-3", "Norr", "Norrviks kommun", "212000-1371", ""),
        ("S-4", "Söder", "Norrviks kommun", "212000-1371", ""),
    )
    assert said(plan(world, path)) == [
        *([], ["The organisation number is also in row 2."]),
        *([], []),
    ]


def test_a_number_that_its_owner_gives_up_in_the_same_file_is_free(
    world: World, book: Book
) -> None:
    Customer.objects.filter(pk=world.vestby.pk).update(org_number="556677-8899")
    path = book(
        HEADINGS,
        (world.vestby.number, "", "", "556000-4615", ""),
        ("S-1", "Solhaga", "Retail", "556677-8899", ""),
    )
    assert said(plan(world, path)) == [[], []]


def test_other_columns_and_refused_rows_warn_of_nothing(world: World, book: Book) -> None:
    Customer.objects.filter(pk=world.vestby.pk).update(org_number="556677-8898")
    planned = plan(world, book(("Kundnummer", "Företag"), (world.vestby.number, "Vestby AS")))
    assert (planned.row().action, planned.row().cautions) == (Action.UPDATE, ())
    planned = plan(
        world, book((*HEADINGS[:1], "Org.nr", "Land"), (world.vestby.number, "1", "Narnia"))
    )
    assert (planned.row().is_refused, planned.row().cautions) == (True, ())


def test_another_country_makes_the_same_number_worth_a_look(world: World, book: Book) -> None:
    Customer.objects.filter(pk=world.vestby.pk).update(org_number="556677-8899", country="SE")
    planned = plan(world, book(("Kundnummer", "Land"), (world.vestby.number, "FI")))
    assert "is not an organisation number of Finland" in said(planned)[0][0]


def test_nobody_looks_where_customers_are_no_companies(world: World, book: Book) -> None:
    ShopSettings.objects.filter(pk=1).update(b2b_mode=False)
    path = book(HEADINGS, (world.vestby.number, "", "", "556677-8898", ""))
    assert said(plan(world, path)) == [[]]


def test_a_team_member_hears_nothing_of_another_teams_customer(world: World, book: Book) -> None:
    make_teams(world)
    path = book(("Kundnummer", "Org.nr"), (world.vestby.number, "212000-1355"))
    from_sam = plan_file(CustomerImport, path, actor=world.actor(world.sam))
    assert said(from_sam) == [[]]
    assert "also that of" in said(plan(world, path))[0][0]
