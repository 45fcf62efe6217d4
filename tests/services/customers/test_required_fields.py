"""What the shop requires holds for every service and every import, whoever asks (P-16)."""

from pathlib import Path

import pytest

from core.exchange.plan import Action
from core.models import ImportStatus
from customers.actors import Actor
from customers.errors import FieldsRefused
from customers.models import Address, Customer, Origin, ShopSettings, User
from customers.services.colleagues import add_colleague
from customers.services.customers import (
    AddressDetails,
    CustomerDetails,
    create_customer,
    save_address,
    update_customer,
)
from customers.services.field_rules import set_required_fields
from customers.services.import_addresses import AddressImport
from customers.services.import_customers import CustomerImport
from customers.services.import_users import UserImport
from customers.services.memberships import Roles
from customers.services.own_addresses import keep_address
from customers.services.users import (
    Person,
    Personal,
    create_user,
    invite_user,
    new_account,
    set_personal,
    update_user,
)
from tests.imports import Planned, apply_plan, plan_file
from tests.rules import require_fields
from tests.services.customers.conftest import Book
from tests.world import World

KIM = Person("Kim", "Berg")
PLACE = AddressDetails("Lagret", "Hamngatan 2", "531 32", "Norrvik")
USERS = ("E-post", "Kundnummer", "Förnamn", "Efternamn", "Telefon")
CUSTOMERS = ("Kundnummer", "Företag", "Kundgrupp", "E-post")
ADDRESSES = ("Kundnummer", "Mottagare", "Gatuadress", "Postnummer", "Ort", "Telefon")


@pytest.fixture
def stina(world: World) -> Actor:
    return world.actor(world.stina)


def plan(make: type, path: Path, actor: Actor) -> Planned:
    return plan_file(make, path, actor=actor)


def told(planned: Planned, number: int = 2) -> list[tuple[str, str]]:
    """Column and reason of each problem of a row."""
    row = planned.row(number)
    assert row.action == Action.REFUSED
    return [(problem.column_label, problem.message) for problem in row.problems]


def test_no_service_writes_a_person_without_what_is_required(world: World, stina: Actor) -> None:
    require_fields(world, "users", "phone")
    greta = world.actor(world.greta)
    for write in (
        lambda: create_user(actor=stina, email="k@example.com", person=KIM),
        lambda: invite_user(actor=stina, email="k@example.com", person=KIM, customer=world.school),
        lambda: add_colleague(
            actor=greta,
            email="k@example.com",
            person=KIM,
            customer=world.school,
            roles=Roles(),
        ),
        lambda: update_user(actor=greta, user=world.nora.user, person=KIM),
    ):
        with pytest.raises(FieldsRefused, match="fields_refused") as refused:
            write()
        assert list(refused.value.fields) == ["phone"]
        assert "Phone" in str(refused.value.reason)
    assert not User.objects.filter(email="k@example.com").exists()
    create_user(actor=stina, email="k@example.com", person=Person("Kim", "Berg", phone="1"))


def test_who_only_takes_the_newsletter_gives_a_name(world: World) -> None:
    require_fields(world, "users", "phone")
    assert new_account(email="k@example.com", person=KIM, origin=Origin.SIGN_UP).pk


def test_staff_cannot_leave_a_required_birthday_unsaid(world: World, stina: Actor) -> None:
    ShopSettings.objects.update(birthday_in_use=True)
    require_fields(world, "users", "birthday")
    with pytest.raises(FieldsRefused):
        create_user(actor=stina, email="k@example.com", person=KIM)
    with pytest.raises(FieldsRefused):
        set_personal(actor=world.actor(world.nora), user=world.nora.user, personal=Personal())
    update_user(actor=stina, user=world.nora.user, person=KIM)  # says nothing of it


def test_no_service_writes_a_customer_or_an_address_without_it(world: World, stina: Actor) -> None:
    require_fields(world, "customers", "email", "pricing_tier")
    require_fields(world, "addresses", "phone")
    with pytest.raises(FieldsRefused) as refused:
        create_customer(actor=stina, details=CustomerDetails("Ny AB"), main_group=world.retail)
    assert list(refused.value.fields) == ["email", "pricing_tier"]
    with pytest.raises(FieldsRefused):
        update_customer(actor=stina, customer=world.school, details=CustomerDetails("Skolan"))
    with pytest.raises(FieldsRefused):
        save_address(actor=stina, customer=world.school, details=PLACE)
    with pytest.raises(FieldsRefused):
        keep_address(actor=world.actor(world.nora), details=PLACE)
    assert not Customer.objects.filter(name__in=["Ny AB", "Skolan"]).exists()
    assert not Address.objects.filter(name="Lagret").exists()


def test_a_shop_whose_settings_were_never_saved_has_its_rules_too(
    world: World, stina: Actor
) -> None:
    ShopSettings.objects.all().delete()
    set_required_fields(actor=stina, section="users", required=["phone"])
    with pytest.raises(FieldsRefused):
        create_user(actor=stina, email="k@example.com", person=KIM)


def test_a_new_user_without_a_phone_is_refused_at_its_row_and_column(
    world: World, stina: Actor, book: Book
) -> None:
    require_fields(world, "users", "phone")
    number, nora = world.school.number, world.nora.user
    User.objects.filter(pk=nora.pk).update(phone="070-1")
    path = book(
        USERS,
        ("kim@example.com", number, "Kim", "Berg", ""),
        (nora.email, number, "", "", "[töm]"),
        (world.ali.user.email, number, "Alice", "", ""),  # has none, and the row says nothing
        ("eva@example.com", number, "Eva", "Ek", "070-2"),
    )
    planned = plan(UserImport, path, stina)
    assert planned.summary_line() == "create=1 update=1 unchanged=0 refused=2"
    assert told(planned, 2) == [("Telefon", "This is needed for a new person.")]
    assert told(planned, 3) == [("Telefon", "This cannot be cleared.")]


def test_a_colleague_who_imports_is_held_to_it_too(world: World, book: Book) -> None:
    require_fields(world, "users", "phone")
    path = book(USERS[:4], ("kim@example.com", world.school.number, "Kim", "Berg"))
    planned = plan(UserImport, path, world.actor(world.greta))
    assert told(planned) == [("Phone", "This is needed for a new person.")]


def test_a_new_customer_without_an_email_is_refused_at_its_row_and_column(
    world: World, stina: Actor, book: Book
) -> None:
    require_fields(world, "customers", "email")
    Customer.objects.filter(pk=world.vestby.pk).update(email="")
    Customer.objects.filter(pk=world.school.pk).update(email="skola@example.com")
    path = book(
        CUSTOMERS,
        ("90001", "Ny AB", "Retail", ""),
        (world.school.number, "", "", "[töm]"),
        (world.vestby.number, "Vestby AS", "", ""),
        ("90002", "Nyare AB", "Retail", "ny@example.com"),
    )
    planned = plan(CustomerImport, path, stina)
    assert planned.summary_line() == "create=1 update=1 unchanged=0 refused=2"
    assert told(planned, 2) == [("E-post", "This is needed for a new row.")]
    assert told(planned, 3) == [("E-post", "This cannot be cleared.")]


def test_a_french_customer_needs_its_ape_code_and_no_other_does(
    world: World, stina: Actor, book: Book
) -> None:
    ShopSettings.objects.update(ape_in_use=True)
    require_fields(world, "customers", "ape_code")
    Customer.objects.filter(pk=world.care.pk).update(country="FR", ape_code="6202A")
    Customer.objects.filter(pk=world.vestby.pk).update(country="FR", ape_code="")
    path = book(
        ("Kundnummer", "Företag", "Kundgrupp", "Land", "APE"),
        ("90001", "Nouvelle", "Retail", "FR", ""),
        ("90002", "Ny AB", "Retail", "SE", ""),
        (world.care.number, "", "", "", "[töm]"),
        (world.vestby.number, "Vestby SARL", "", "", ""),
    )
    planned = plan(CustomerImport, path, stina)
    assert planned.summary_line() == "create=1 update=1 unchanged=0 refused=2"
    for row in (2, 4):
        assert told(planned, row) == [("APE", "This is needed of a French customer.")]


def test_a_new_address_without_a_phone_is_refused_at_its_row_and_column(
    world: World, stina: Actor, book: Book
) -> None:
    require_fields(world, "addresses", "phone")
    here = world.school_address
    number = world.school.number
    path = book(
        ADDRESSES,
        (number, "Lagret", "Hamngatan 2", "531 32", "Norrvik", ""),
        (number, here.name, here.street, here.postal_code, "Nyvik", ""),
        (number, "Torget", "Torget 2", "531 32", "Norrvik", "08-1"),
    )
    planned = plan(AddressImport, path, stina)
    assert planned.summary_line() == "create=1 update=1 unchanged=0 refused=1"
    assert told(planned) == [("Telefon", "This is needed for a new row.")]


def test_a_plan_made_before_the_rule_is_not_applied_after_it(
    world: World, stina: Actor, book: Book
) -> None:
    path = book(USERS, ("kim@example.com", world.school.number, "Kim", "Berg", ""))
    planned = plan(UserImport, path, stina)
    assert planned.summary_line() == "create=1 update=0 unchanged=0 refused=0"
    require_fields(world, "users", "phone")
    applied = apply_plan(UserImport, planned, actor=stina)
    assert applied.job.status != ImportStatus.APPLIED
    assert not User.objects.filter(email="kim@example.com").exists()


def test_a_plan_made_before_a_required_field_was_asked_for_is_not_applied_after_it(
    world: World, stina: Actor, book: Book
) -> None:
    """Ticked long ago, a title is required from the day that the settings ask for one."""
    ShopSettings.objects.update(title_in_use=True)
    require_fields(world, "users", "title")
    ShopSettings.objects.update(title_in_use=False)
    path = book(USERS, ("kim@example.com", world.school.number, "Kim", "Berg", ""))
    planned = plan(UserImport, path, stina)
    assert planned.summary_line() == "create=1 update=0 unchanged=0 refused=0"
    ShopSettings.objects.update(title_in_use=True)
    applied = apply_plan(UserImport, planned, actor=stina)
    assert applied.job.status != ImportStatus.APPLIED
    assert not User.objects.filter(email="kim@example.com").exists()
