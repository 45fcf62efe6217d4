"""A sheet of customers between review and undo: chains it would cut, and what moved meanwhile."""

from core.models import ImportStatus
from customers.models import (
    Address,
    Customer,
    CustomerGroup,
    GroupKind,
    Membership,
)
from customers.services.import_customers import CustomerImport
from tests.imports import apply_plan, tables_of
from tests.services.customers.conftest import Book
from tests.services.customers.customer_sheets import HEADINGS, TABLES, apply, kept, plan, undo
from tests.world import World, make_user


def test_a_move_that_cuts_chains_is_refused(world: World, book: Book) -> None:
    headings = ("Kundnummer", "Kundgrupp")
    path = book(headings, (world.care.number, "Retail"))
    assert plan(world, path).counts.update == 1

    Membership.objects.create(
        user=make_user("mia@example.org", "Mia", "Ek"),
        customer=world.care,
        next_approver=world.greta,
        break_point=1,
    )
    assert "approval chains would be cut" in plan(world, path).messages[0]


def test_a_chain_joined_after_the_review_stops_the_move(world: World, book: Book) -> None:
    reviewed = plan(world, book(("Kundnummer", "Kundgrupp"), (world.care.number, "Retail")))
    Membership.objects.create(
        user=make_user("mia@example.org", "Mia", "Ek"),
        customer=world.care,
        next_approver=world.greta,
        break_point=1,
    )
    found = apply_plan(CustomerImport, reviewed, actor=world.actor(world.stina))
    assert (found.job.status, found.counts.refused) == (ImportStatus.PLANNED, 1)
    world.care.refresh_from_db()
    assert world.care.main_group == world.norrvik


def test_a_plan_that_no_longer_holds_is_not_applied(world: World, book: Book) -> None:
    reviewed = plan(world, book(("Kundnummer", "Företag"), (world.vestby.number, "Nytt namn")))
    Customer.objects.filter(pk=world.vestby.pk).update(name="Annat namn")
    found = apply_plan(CustomerImport, reviewed, actor=world.actor(world.stina))
    assert found.job.status == ImportStatus.PLANNED
    assert "changed since" in found.job.error
    world.vestby.refresh_from_db()
    assert world.vestby.name == "Annat namn"


def test_what_was_unchanged_at_the_review_must_still_be(world: World, book: Book) -> None:
    headings = ("Kundnummer", "Företag", "Telefon")
    path = book(headings, (world.vestby.number, "Vestby Elektro", "1"), ("S-1", "", ""))
    reviewed = plan(world, path)
    Customer.objects.filter(pk=world.vestby.pk).update(name="Annat namn")
    found = apply_plan(CustomerImport, reviewed, actor=world.actor(world.stina), skip_bad_rows=True)
    assert found.job.status == ImportStatus.PLANNED
    assert [change.field for change in found.row().changes] == ["name", "phone"]


def test_a_number_taken_meanwhile_is_told(world: World, book: Book) -> None:
    reviewed = plan(world, book(HEADINGS, ("S-1", "S", "Retail", "", "", "")))
    Customer.objects.create(number="s-1", name="Somebody else", main_group=world.retail)
    found = apply_plan(CustomerImport, reviewed, actor=world.actor(world.stina))
    assert (found.job.status, found.counts.update) == (ImportStatus.PLANNED, 1)


def test_undone_is_as_before(world: World, book: Book) -> None:
    world.vestby.further_groups.add(world.norrvik)
    before = tables_of(*TABLES)
    applied = apply(
        world,
        book(
            (*HEADINGS, "Fler grupper"),
            ("S-1", "Solhaga Vård", "Retail", "2,5 %", "40 000", 10, "Norrviks kommun"),
            (world.vestby.number, "Vestby Elektro AS", "", 1, 0, "", "Retail"),
            (world.care.number, "", "Retail", "", "", "", ""),
        ),
    )
    assert tables_of(*TABLES) != before
    undone = undo(world, applied)
    assert undone.job.undone == {"undone": 3, "kept": 0}
    assert tables_of(*TABLES) == before


def test_what_was_edited_or_used_since_stays(world: World, book: Book) -> None:
    applied = apply(
        world,
        book(
            HEADINGS,
            ("S-1", "Solhaga Vård", "Retail", "", "", ""),
            ("S-2", "Solbacka", "Retail", "", "", ""),
            (world.vestby.number, "Vestby Elektro AS", "", "", "", ""),
            (world.care.number, "Omsorg", "", "", "", ""),
        ),
    )
    customer = Customer.objects.get(number="S-1")
    Address.objects.create(
        customer=customer, name="S", street="Gata 1", postal_code="11122", city="Ort"
    )
    Customer.objects.filter(pk=world.vestby.pk).update(name="Vestby Elektro ASA")

    undone = undo(world, applied)

    assert undone.job.undone == {"undone": 2, "kept": 2}
    assert kept(undone) == {"S-1": "Used since: address.", world.vestby.number: "Changed since."}
    assert not Customer.objects.filter(number="S-2").exists()
    world.care.refresh_from_db()
    assert world.care.name == "Omsorg Norrvik"


def test_a_move_is_not_taken_back_over_a_chain_made_since(world: World, book: Book) -> None:
    county = CustomerGroup.objects.create(name="Länet", kind=GroupKind.ORGANISATION)
    other = Customer.objects.create(name="Länsteatern", main_group=county)
    applied = apply(
        world,
        book(
            ("Kundnummer", "Kundgrupp"),
            (world.care.number, "Länet"),
            (world.vestby.number, "Länet"),
        ),
    )
    approver = Membership.objects.create(
        user=make_user("bo@example.org", "Bo", "Ek"), customer=other, is_approver=True
    )
    Membership.objects.create(
        user=make_user("mia@example.org", "Mia", "Ek"),
        customer=world.care,
        next_approver=approver,
        break_point=1,
    )
    undone = undo(world, applied)
    assert kept(undone) == {world.care.number: "Approval chains made since would be cut."}
    world.care.refresh_from_db()
    world.vestby.refresh_from_db()
    assert (world.care.main_group, world.vestby.main_group) == (county, world.retail)


def test_a_connection_made_anew_since_stays(world: World, book: Book) -> None:
    world.vestby.further_groups.add(world.norrvik)
    applied = apply(world, book(("Kundnummer", "Fler grupper"), (world.vestby.number, "[clear]")))
    world.vestby.further_groups.add(world.norrvik)
    undone = undo(world, applied)
    assert kept(undone) == {world.vestby.number: "Its place has been taken since."}


def test_nothing_goes_back_to_a_group_that_is_gone(world: World, book: Book) -> None:
    spare = CustomerGroup.objects.create(name="Spare")
    other = Customer.objects.create(number="S-9", name="Solo", main_group=spare)
    world.vestby.further_groups.add(spare)
    applied = apply(
        world,
        book(
            ("Kundnummer", "Kundgrupp", "Fler grupper"),
            (other.number, "Retail", ""),
            (world.vestby.number, "", "Norrviks kommun"),
            (world.care.number, "", "Retail"),
        ),
    )
    spare.delete()
    undone = undo(world, applied)
    gone = "What it belonged to has been removed since."
    assert kept(undone) == {other.number: gone, world.vestby.number: gone}
    assert not world.care.further_groups.exists()
