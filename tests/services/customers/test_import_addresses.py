"""A sheet of addresses: found by number or place, marked once, taken out; and all of it back."""

from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from core.exchange.template import template_xlsx
from core.exchange.writer import write_xlsx
from core.imports.contract import ImportRefused
from core.imports.rows import rows_of
from core.models import ImportStatus
from customers.actors import Actor
from customers.models import Address, Customer
from customers.services.customers import AddressDetails, save_address
from customers.services.import_addresses import AddressImport
from customers.sheets import address_sheet
from tests.imports import Planned, apply_file, apply_plan, plan_file, tables_of, undo_import
from tests.world import World

Book = Callable[..., Path]
HEADINGS = (
    *("Kundnummer", "Adressnummer", "Mottagare", "Gatuadress", "Postnummer", "Ort"),
    *("Föreslås först", "Fakturaadress", "Ta bort"),
)
TABLE = "customers.Address"


@pytest.fixture
def book(tmp_path: Path) -> Book:
    def make(*rows: tuple[object, ...], headings: tuple[str, ...] = HEADINGS) -> Path:
        path = tmp_path / "addresses.xlsx"
        write_xlsx(path, sheet_title="Adresser", headings=headings, rows=rows)  # type: ignore[arg-type]
        return path

    return make


@pytest.fixture
def stina(world: World) -> Actor:
    return world.actor(world.stina)


@pytest.fixture
def second(world: World) -> Address:
    """Another address of the school, the one that invoices go to."""
    address: Address = Address.objects.create(
        customer=world.school,
        name="Kommunhuset",
        street="Torget 1",
        postal_code="531 30",
        city="Norrvik",
        is_invoice=True,
    )
    return address


def kept(undone: Planned) -> list[tuple[int, str]]:
    return [(row.row_number, row.kept_because) for row in rows_of(undone.job, kept=True)]


def test_addresses_are_created_changed_and_taken_out(
    world: World, book: Book, stina: Actor, second: Address
) -> None:
    school, first = world.school.number, world.school_address
    path = book(
        (school, first.pk, "", "Hamngatan 16", "", "", "", "", ""),
        (school, second.pk, "", "", "", "", "", "", "ja"),
        (world.vestby.number, "", "Lageret", "Havnegata 2", "0150", "Oslo", "", "ja", ""),
    )
    found = apply_file(AddressImport, path, actor=stina)
    assert found.summary_line() == "create=1 update=2 unchanged=0 refused=0"
    first.refresh_from_db()
    assert (first.name, first.street, first.is_default) == ("Strandskolan", "Hamngatan 16", True)
    assert not Address.objects.filter(pk=second.pk).exists()
    new = Address.objects.get(name="Lageret")
    assert (new.customer, new.postal_code, new.country) == (world.vestby, "0150", "SE")
    assert (new.is_default, new.is_invoice) == (False, True)


def test_a_new_address_is_in_the_customers_country(world: World, book: Book, stina: Actor) -> None:
    Customer.objects.filter(pk=world.vestby.pk).update(country="NO")
    row = (world.vestby.number, "", "Lageret", "Havnegata 2", "0150", "Oslo", "", "", "")
    apply_file(AddressImport, book(row), actor=stina)
    assert Address.objects.get(name="Lageret").country == "NO"


def test_without_a_number_the_place_tells_which(world: World, book: Book, stina: Actor) -> None:
    first = world.school_address
    headings = ("Kundnummer", "Mottagare", "Gatuadress", "Postnummer", "Ort", "Telefon")
    path = book(
        (world.school.number, "strandskolan", "Hamngatan 14", "53132", "", "0510-1"),
        (world.school.number, "Strandskolan", "Storgatan 1", "53132", "Norrvik", ""),
        headings=headings,
    )
    found = apply_file(AddressImport, path, actor=stina)
    assert found.summary_line() == "create=1 update=1 unchanged=0 refused=0"
    first.refresh_from_db()
    assert (first.phone, first.street) == ("0510-1", "Hamngatan 14")
    again = plan_file(AddressImport, path, actor=stina)
    assert again.counts.refused == 0


def test_one_file_twice_changes_nothing_the_second_time(
    world: World, book: Book, stina: Actor, second: Address
) -> None:
    path = book(
        (world.school.number, "", "Lagret", "Hamngatan 1", "531 32", "Norrvik", "ja", "ja", ""),
        (world.school.number, second.pk, "", "", "", "", "", "", "ja"),
    )
    assert apply_file(AddressImport, path, actor=stina).counts.writes == 2
    again = plan_file(AddressImport, path, actor=stina)
    assert again.summary_line() == "create=0 update=0 unchanged=2 refused=0"
    assert (again.job.plan or {})["notes"] == ["1 row removes an address that is not there."]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (("nope", "", "A", "B", "1", "C"), "There is no customer with this number."),
        (("10", "", "A", "", "1", "C"), "This is needed for a new row."),
        (("10", "987654321", "A", "B", "1", "C"), "This customer has no address with this number."),
        (("10", "0", "A", "B", "1", "C"), "This is not the number of an address."),
        (("10", "", "A" * 121, "B", "1", "C"), "The text has 121 characters; at most 120 fit."),
        (("10", "", "A", "B", "1" * 21, "C"), "The text has 21 characters; at most 20 fit."),
    ],
)
def test_bad_rows_say_why(
    world: World, book: Book, stina: Actor, row: tuple[str, ...], message: str
) -> None:
    Customer.objects.create(number="10", name="Ten", main_group=world.retail)
    planned = plan_file(AddressImport, book((*row, "", "", "")), actor=stina)
    assert planned.counts.refused == 1
    assert message in planned.messages


def test_nobody_changes_another_customers_address_by_its_number(
    world: World, book: Book, stina: Actor
) -> None:
    row = (world.vestby.number, world.school_address.pk, "", "Ny gata", "", "", "", "", "")
    planned = plan_file(AddressImport, book(row), actor=stina)
    assert planned.messages[0] == "This customer has no address with this number."


def test_an_address_twice_is_refused_the_second_time(
    world: World, book: Book, stina: Actor
) -> None:
    school, first = world.school.number, world.school_address
    path = book(
        (school, first.pk, "", "", "", "Ort", "", "", ""),
        (school, "", "Strandskolan", "Hamngatan 14", "531 32", "Norrvik", "", "", ""),
        (school, "", "Ny", "Gatan", "1", "Ort", "", "", ""),
        (school, "", "ny", "gatan", "1", "Ort", "", "", ""),
    )
    planned = plan_file(AddressImport, path, actor=stina)
    assert [row.action.value for row in planned.rows] == ["update", "refused", "create", "refused"]


def test_two_alike_need_their_number(world: World, book: Book, stina: Actor) -> None:
    for _ in range(2):
        Address.objects.create(customer=world.care, name="A", street="B", postal_code="1", city="C")
    planned = plan_file(
        AddressImport, book((world.care.number, "", "A", "B", "1", "D", "", "", "")), actor=stina
    )
    assert planned.messages == ["Several addresses are alike. Say which by its address number."]


def test_a_mark_moves_from_a_blank_row_and_shows_there(
    world: World, book: Book, stina: Actor, second: Address
) -> None:
    school, first = world.school.number, world.school_address
    path = book(
        (school, second.pk, "", "", "", "", "ja", "", ""),
        (school, first.pk, "", "", "", "", "", "", ""),
    )
    found = apply_file(AddressImport, path, actor=stina)
    changes = [[(each.field, each.old, each.new) for each in row.changes] for row in found.rows]
    assert changes == [[("is_default", False, True)], [("is_default", True, False)]]
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.is_default, second.is_default) == (False, True)


def test_marks_move_from_an_address_outside_the_file(
    world: World, book: Book, stina: Actor, second: Address
) -> None:
    Address.objects.filter(pk=world.school_address.pk).update(is_invoice=False)
    Address.objects.filter(pk=second.pk).update(is_invoice=False)
    Address.objects.filter(pk=world.school_address.pk).update(is_invoice=True)
    before = tables_of(TABLE)
    path = book(
        (world.school.number, second.pk, "", "", "", "", "ja", "", ""),
        (world.school.number, "", "Ny", "Gatan", "1", "Ort", "", "ja", ""),
    )
    applied = apply_file(AddressImport, path, actor=stina)
    notes = (applied.job.plan or {})["notes"]
    assert notes == ["1 address that is not in the file loses its mark to one that is."]
    marked = Address.objects.filter(customer=world.school).order_by("pk")
    assert [(each.is_default, each.is_invoice) for each in marked] == [
        (False, False),
        (True, False),
        (False, True),
    ]
    undone = undo_import(AddressImport, applied, actor=stina)
    assert undone.job.undone == {"undone": 2, "kept": 0}
    assert tables_of(TABLE) == before


def test_two_rows_that_want_one_mark_are_told(
    world: World, book: Book, stina: Actor, second: Address
) -> None:
    path = book(
        (world.school.number, world.school_address.pk, "", "", "", "", "ja", "", ""),
        (world.school.number, second.pk, "", "", "", "", "ja", "", ""),
    )
    planned = plan_file(AddressImport, path, actor=stina)
    assert [row.action.value for row in planned.rows] == ["unchanged", "refused"]
    assert planned.messages == ["Row 2 says so of another address."]


def test_what_changed_since_the_review_is_told(
    world: World, book: Book, stina: Actor, second: Address
) -> None:
    path = book((world.school.number, second.pk, "", "", "", "", "ja", "", ""))
    reviewed = plan_file(AddressImport, path, actor=stina)
    Address.objects.filter(pk=world.school_address.pk).update(is_default=False)
    Address.objects.filter(pk=second.pk).update(is_default=True)
    found = apply_plan(AddressImport, reviewed, actor=stina)
    assert (found.job.status, found.counts.unchanged) == (ImportStatus.PLANNED, 1)


def test_undone_is_as_before(world: World, book: Book, stina: Actor, second: Address) -> None:
    before = tables_of(TABLE)
    path = book(
        (world.school.number, "", "Lagret", "Hamngatan 1", "531 32", "Norrvik", "ja", "ja", ""),
        (world.school.number, second.pk, "", "", "", "", "", "", "ja"),
        (world.vestby.number, world.vestby_address.pk, "", "Storgata 2", "", "", "", "", ""),
    )
    applied = apply_file(AddressImport, path, actor=stina)
    assert tables_of(TABLE) != before
    undone = undo_import(AddressImport, applied, actor=stina)
    assert undone.job.undone == {"undone": 3, "kept": 0}
    assert tables_of(TABLE) == before


def test_what_was_edited_since_stays(
    world: World, book: Book, stina: Actor, second: Address
) -> None:
    school = world.school.number
    path = book(
        (school, second.pk, "", "", "", "", "", "", "ja"),
        (school, world.school_address.pk, "", "", "", "", "nej", "", ""),
        (world.vestby.number, world.vestby_address.pk, "", "Storgata 2", "", "", "", "", ""),
    )
    applied = apply_file(AddressImport, path, actor=stina)
    Address.objects.filter(pk=world.vestby_address.pk).update(street="Storgata 3")
    details = AddressDetails(
        name="Ny", street="Gata", postal_code="1", city="Ort", is_default=True, is_invoice=True
    )
    save_address(actor=stina, customer=world.school, details=details)

    undone = undo_import(AddressImport, applied, actor=stina)

    mark = "Another address has the mark since."
    assert kept(undone) == [(2, mark), (3, mark), (4, "Changed since.")]
    assert Address.objects.filter(customer=world.school, is_default=True).get().name == "Ny"


def test_group_administrators_may_not_import(world: World, book: Book) -> None:
    path = book((world.school.number, "", "A", "B", "1", "C", "", "", ""))
    with pytest.raises(ImportRefused, match="no right"):
        plan_file(AddressImport, path, actor=world.actor(world.greta))


@pytest.mark.parametrize("language", ["en", "sv", "nb"])
def test_the_template_fits_its_own_sheet(stina: Actor, tmp_path: Path, language: str) -> None:
    path = tmp_path / "template.xlsx"
    template_xlsx(path, sheet=address_sheet("SEK"), language=language)
    found = plan_file(AddressImport, path, actor=stina)
    about = found.job.plan or {}
    assert (about["unknown"], about["missing"], found.rows) == ([], [], ())


def test_the_command_prints_the_sums(world: World, book: Book) -> None:
    path = book((world.school.number, "", "A", "B", "1", "C", "", "", ""))
    output = StringIO()
    call_command("import_addresses", str(path), stdout=output)
    assert output.getvalue() == "create=1 update=0 unchanged=0 refused=0\n"
    assert Address.objects.filter(customer=world.school, name="A").exists()
