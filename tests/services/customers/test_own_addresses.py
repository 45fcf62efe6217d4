"""What Nora decides about addresses: which is suggested to her, and those only she is offered."""

from dataclasses import replace
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.db.models import Model
from django.http import Http404

from core.exchange.reader import read_table
from core.exchange.writer import write_xlsx
from core.models import ImportStatus
from customers.actors import Actor
from customers.errors import CustomersRefused, NotPermitted
from customers.models import Address, Customer, Membership
from customers.selectors.addresses import (
    addresses_to_choose,
    delivery_addresses_of_all,
    own_address_counts,
    suggested_among,
    suggestion_of,
)
from customers.selectors.colleagues import delivery_address_inside
from customers.selectors.customers import addresses_of
from customers.selectors.staff_cards import address_of
from customers.services.addresses import remove_delivery_address, set_free_delivery
from customers.services.customers import AddressDetails, remove_address, save_address
from customers.services.import_addresses import AddressImport
from customers.services.own_addresses import (
    MOST_KEPT,
    forget_address,
    keep_address,
    suggest_address,
)
from tests.imports import apply_file, plan_file, undo_import
from tests.world import World, make_user

WORKSHOP = AddressDetails(
    name="Slöjdsalen", street="Ågatan 1", postal_code="531 30", city="Norrvik", phone="0510-1"
)
HEADINGS = ("Kundnummer", "Adressnummer", "Mottagare", "Gatuadress", "Postnummer", "Ort", "Ta bort")


@pytest.fixture
def nora(world: World) -> Actor:
    return world.actor(world.nora)


def fresh(membership: Membership) -> Membership:
    return Membership.objects.with_people().get(pk=membership.pk)


def lock_register(customer: Customer) -> None:
    Customer.objects.filter(pk=customer.pk).update(free_delivery_address=False)


def another(world: World, name: str = "Ekskolan", **values: object) -> Address:
    found: Address = Address.objects.create(
        customer=world.school,
        name=name,
        street="Ekvägen 2",
        postal_code="531 34",
        city="Norrvik",
        **values,
    )
    return found


def sheet(path: Path, *rows: tuple[object, ...]) -> Path:
    write_xlsx(path, sheet_title="Adresser", headings=HEADINGS, rows=rows)  # type: ignore[arg-type]
    return path


# What is suggested


def test_nora_has_another_address_suggested_than_her_colleagues(world: World, nora: Actor) -> None:
    ek = another(world)
    assert suggestion_of(fresh(world.nora)) == world.school_address
    suggest_address(actor=nora, address_id=ek.pk)
    assert suggestion_of(fresh(world.nora)) == ek
    assert addresses_to_choose(fresh(world.nora))[0] == ek
    assert suggestion_of(fresh(world.ali)) == world.school_address
    suggest_address(actor=world.actor(world.nora), address_id=None)
    assert suggestion_of(fresh(world.nora)) == world.school_address


def test_only_what_nora_may_choose_can_be_suggested(world: World, nora: Actor) -> None:
    invoices = another(world, is_invoice=True)
    alis = keep_address(actor=world.actor(world.ali), details=WORKSHOP)
    for address in (world.vestby_address, invoices, alis):
        with pytest.raises(CustomersRefused) as refused:
            suggest_address(actor=nora, address_id=address.pk)
        assert refused.value.code == "address"
    assert fresh(world.nora).delivery_address is None


@pytest.mark.parametrize("goes", ["by staff", "by Greta", "by herself"])
def test_an_address_that_goes_is_suggested_no_more(world: World, nora: Actor, goes: str) -> None:
    address = another(world) if goes != "by herself" else keep_address(actor=nora, details=WORKSHOP)
    suggest_address(actor=nora, address_id=address.pk)
    if goes == "by staff":
        remove_address(actor=world.actor(world.stina), address=address)
    elif goes == "by Greta":
        remove_delivery_address(actor=world.actor(world.greta), address=address)
    else:
        forget_address(actor=nora, address_id=address.pk)
    assert fresh(world.nora).delivery_address is None
    assert suggestion_of(fresh(world.nora)) == world.school_address


def test_what_has_become_the_invoices_is_not_begun_with(world: World, nora: Actor) -> None:
    ek = another(world)
    suggest_address(actor=nora, address_id=ek.pk)
    details = AddressDetails("Ekskolan", "Ekvägen 2", "531 34", "Norrvik", is_invoice=True)
    save_address(actor=world.actor(world.stina), customer=world.school, details=details, address=ek)
    offered = addresses_to_choose(fresh(world.nora))
    assert ek not in offered
    assert suggested_among(offered, fresh(world.nora)) == world.school_address


def test_page_and_checkout_agree_on_what_is_begun_with(world: World, nora: Actor) -> None:
    """One looks at the list, the other asks for a single row."""

    def both() -> Address | None:
        seat = fresh(world.nora)
        found = suggestion_of(seat)
        assert suggested_among(addresses_to_choose(seat), seat) == found
        return found

    own = keep_address(actor=nora, details=replace(WORKSHOP, name="Aaa"))
    ek = another(world)
    assert both() == world.school_address
    Address.objects.filter(pk=world.school_address.pk).update(is_default=False)
    assert both() == ek
    suggest_address(actor=nora, address_id=own.pk)
    assert both() == own
    lock_register(world.school)
    assert both() == ek
    Customer.objects.filter(pk=world.school.pk).update(free_delivery_address=True)
    suggest_address(actor=world.actor(world.nora), address_id=None)
    Address.objects.register().filter(customer=world.school).delete()
    assert both() == own
    forget_address(actor=nora, address_id=own.pk)
    assert both() is None


# Addresses of one's own


def test_nora_keeps_an_address_that_nobody_else_is_offered(world: World, nora: Actor) -> None:
    own = keep_address(actor=nora, details=WORKSHOP)
    assert (own.membership, own.customer, own.phone) == (world.nora, world.school, "0510-1")
    assert own in addresses_to_choose(fresh(world.nora))
    assert own not in addresses_to_choose(fresh(world.ali))
    assert own not in delivery_addresses_of_all([world.school])[world.school.pk]
    assert own not in addresses_of(world.school)
    assert own_address_counts([world.school, world.care]) == {world.school.pk: 1}
    with pytest.raises(Http404):
        delivery_address_inside(world.actor(world.greta), own.pk)
    with pytest.raises(Http404):
        address_of(world.school, own.pk)


def test_her_address_at_one_customer_is_not_offered_at_another(world: World, nora: Actor) -> None:
    own = keep_address(actor=nora, details=WORKSHOP)
    elsewhere = Membership.objects.create(user=world.nora.user, customer=world.care)
    assert own not in addresses_to_choose(fresh(elsewhere))


def test_an_own_address_cannot_be_written_through_the_register(world: World, nora: Actor) -> None:
    own = keep_address(actor=nora, details=WORKSHOP)
    details = AddressDetails("Greta", "Torget 1", "531 30", "Norrvik", is_default=True)
    with pytest.raises(Address.DoesNotExist):
        save_address(
            actor=world.actor(world.stina), customer=world.school, details=details, address=own
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Address.objects.filter(pk=own.pk).update(is_invoice=True)


def test_what_can_be_chosen_already_is_not_kept_once_more(world: World, nora: Actor) -> None:
    first = keep_address(actor=nora, details=WORKSHOP)
    assert keep_address(actor=nora, details=WORKSHOP) == first
    register = AddressDetails("Strandskolan", "Hamngatan 14", "531 32", "Norrvik", is_default=True)
    assert keep_address(actor=nora, details=register) == world.school_address
    assert own_address_counts([world.school]) == {world.school.pk: 1}
    assert keep_address(actor=world.actor(world.ali), details=WORKSHOP) != first


def test_nora_keeps_fifty_and_no_more(world: World, nora: Actor) -> None:
    for number in range(MOST_KEPT):
        last = keep_address(actor=nora, details=replace(WORKSHOP, name=f"Sal {number}"))
    with pytest.raises(CustomersRefused) as refused:
        keep_address(actor=nora, details=WORKSHOP)
    assert refused.value.code == "too_many"
    assert "50 addresses" in str(refused.value.reason)
    keep_address(actor=nora, details=WORKSHOP, address_id=last.pk)
    assert own_address_counts([world.school]) == {world.school.pk: MOST_KEPT}
    keep_address(actor=world.actor(world.ali), details=WORKSHOP)


def test_nobody_changes_or_forgets_what_another_keeps(world: World, nora: Actor) -> None:
    own = keep_address(actor=nora, details=WORKSHOP)
    for who in (world.ali, world.greta, world.otto):
        actor = world.actor(who)
        with pytest.raises(CustomersRefused):
            keep_address(actor=actor, details=replace(WORKSHOP, name="X"), address_id=own.pk)
        forget_address(actor=actor, address_id=own.pk)
    forget_address(actor=nora, address_id=world.school_address.pk)
    assert Address.objects.filter(pk=world.school_address.pk).exists()
    assert Address.objects.get(pk=own.pk).name == "Slöjdsalen"


def test_nothing_is_changed_while_acting_as_nora(world: World, nora: Actor) -> None:
    own = keep_address(actor=nora, details=WORKSHOP)
    acting = world.actor(world.nora, acted_by=world.greta.user)
    with pytest.raises(NotPermitted):
        keep_address(actor=acting, details=replace(WORKSHOP, name="X"))
    with pytest.raises(NotPermitted):
        forget_address(actor=acting, address_id=own.pk)
    with pytest.raises(NotPermitted):
        suggest_address(actor=acting, address_id=own.pk)
    with pytest.raises(NotPermitted):
        keep_address(
            actor=world.actor(make_user("lone@example.com", "Lone", "Berg")), details=WORKSHOP
        )


def test_switched_off_they_stay_but_are_not_offered(world: World, nora: Actor) -> None:
    own = keep_address(actor=nora, details=WORKSHOP)
    suggest_address(actor=nora, address_id=own.pk)
    set_free_delivery(actor=world.actor(world.greta), customer=world.school, is_free=False)
    seat = fresh(world.nora)
    assert own not in addresses_to_choose(seat)
    assert suggestion_of(seat) == world.school_address
    stale = nora  # read before Greta decided
    with pytest.raises(NotPermitted):
        keep_address(actor=stale, details=replace(WORKSHOP, name="X"))
    set_free_delivery(actor=world.actor(world.greta), customer=world.school, is_free=True)
    assert suggestion_of(fresh(world.nora)) == own
    lock_register(world.school)
    forget_address(actor=world.actor(world.nora), address_id=own.pk)
    assert not Address.objects.filter(pk=own.pk).exists()


def test_own_addresses_are_no_register_to_choose_from(world: World, nora: Actor) -> None:
    """The last of the register stays while people may only choose, whatever Nora keeps."""
    keep_address(actor=nora, details=WORKSHOP)
    lock_register(world.school)
    with pytest.raises(CustomersRefused) as refused:
        remove_delivery_address(actor=world.actor(world.greta), address=world.school_address)
    assert refused.value.code == "only_address"
    world.school_address.delete()
    Customer.objects.filter(pk=world.school.pk).update(free_delivery_address=True)
    with pytest.raises(CustomersRefused) as refused:
        set_free_delivery(actor=world.actor(world.greta), customer=world.school, is_free=False)
    assert refused.value.code == "no_address"


# Sheets


def values_of(row: Model) -> object:
    return type(row)._default_manager.filter(pk=row.pk).values().get()


def test_sheets_leave_out_what_people_keep(world: World, nora: Actor, tmp_path: Path) -> None:
    own = keep_address(actor=nora, details=WORKSHOP)
    was = values_of(own)
    path = tmp_path / "addresses.xlsx"
    call_command("export_addresses", str(path))
    out = read_table(path)
    register = Address.objects.register().count()
    assert len(list(out.rows)) == register
    call_command("import_addresses", str(path))
    assert values_of(own) == was


def test_a_sheet_that_names_an_own_address_is_refused(
    world: World, nora: Actor, tmp_path: Path
) -> None:
    own = keep_address(actor=nora, details=WORKSHOP)
    was = values_of(own)
    number = world.school.number
    named = sheet(tmp_path / "named.xlsx", (number, own.pk, "X", "Y 1", "1", "Z", "ja"))
    planned = plan_file(AddressImport, named, actor=world.actor(world.stina))
    assert planned.counts.update == planned.counts.create == 0
    placed = sheet(
        tmp_path / "placed.xlsx", (number, "", "Slöjdsalen", "Ågatan 1", "531 30", "Norrvik", "")
    )
    found = apply_file(AddressImport, placed, actor=world.actor(world.stina))
    assert found.summary_line() == "create=1 update=0 unchanged=0 refused=0"
    assert values_of(own) == was
    assert Address.objects.register().filter(name="Slöjdsalen").count() == 1


def test_a_sheet_takes_out_what_is_suggested_to_nora(
    world: World, nora: Actor, tmp_path: Path
) -> None:
    ek = another(world)
    suggest_address(actor=nora, address_id=ek.pk)
    stina = world.actor(world.stina)
    path = sheet(tmp_path / "out.xlsx", (world.school.number, ek.pk, "", "", "", "", "ja"))
    applied = apply_file(AddressImport, path, actor=stina)
    assert applied.job.status == ImportStatus.APPLIED
    assert not Address.objects.filter(pk=ek.pk).exists()
    assert fresh(world.nora).delivery_address_id is None
    undo_import(AddressImport, applied, actor=stina)
    assert Address.objects.filter(pk=ek.pk).exists()


def test_an_import_is_undone_though_its_address_is_suggested(
    world: World, nora: Actor, tmp_path: Path
) -> None:
    stina = world.actor(world.stina)
    row = (world.school.number, "", "Ekskolan", "Ekvägen 2", "531 34", "Norrvik", "")
    applied = apply_file(AddressImport, sheet(tmp_path / "in.xlsx", row), actor=stina)
    new = Address.objects.get(name="Ekskolan")
    suggest_address(actor=nora, address_id=new.pk)
    undo_import(AddressImport, applied, actor=stina)
    assert not Address.objects.filter(pk=new.pk).exists()
    assert suggestion_of(fresh(world.nora)) == world.school_address
