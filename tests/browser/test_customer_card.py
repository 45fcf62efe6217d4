"""The cards of customers and groups in a browser: every tab at both widths, full and empty."""

from collections.abc import Callable

import pytest

from core.models import OutgoingEmail
from customers.models import Address, Customer, CustomerNote, Membership, ShipperAccount, User
from tests.browser.conftest import Visitor
from tests.orders import place
from tests.world import World, build_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TABS = ("", "users/", "addresses/", "orders/", "prices/", "assortments/", "documents/", "mail/")
PAGES = (*TABS, "notes/", "history/", "edit/", "delete/", "move/", "shipper-accounts/new/")
GROUP_TABS = ("", "users/", "agreements/", "documents/", "history/", "edit/")
LONG = "Kungsörs och Västra Mälardalens sammanslagna inköpsförvaltning för skola och omsorg"


def crowded(world: World) -> Customer:
    """Three hundred users and long names, and some of everything else."""
    customer = world.school
    customer.name = LONG
    customer.website = "https://www.example.com/" + "x" * 120
    customer.allowed_outstanding = 90000
    customer.risk = "high"
    customer.org_number = "212000-1356"
    customer.save()
    people = User.objects.bulk_create(
        User(
            email=f"{'lang' * 14}.{number}@example.com",
            first_name="Maximiliana-Konstantina",
            last_name=f"von und zu Hohenstaufen-Wittelsbach {number}",
        )
        for number in range(300)
    )
    Membership.objects.bulk_create(
        Membership(user=person, customer=customer, is_approver=True) for person in people
    )
    Address.objects.bulk_create(
        Address(customer=customer, name=f"{LONG} {n}", street=LONG, postal_code="1", city="C")
        for n in range(40)
    )
    CustomerNote.objects.bulk_create(
        CustomerNote(customer=customer, author=world.sam, text=f"{n} {'x' * 200}")
        for n in range(40)
    )
    OutgoingEmail.objects.bulk_create(
        OutgoingEmail(
            message_id=f"<{person.pk}>",
            event_key=f"test-{person.pk}",
            to_address=person.email,
            to_user=person,
            template="x",
            language="en",
            subject=LONG,
            body_text="",
        )
        for person in people[:40]
    )
    ShipperAccount.objects.create(customer=customer, carrier=LONG[:40], number="1" * 40)
    place(world, world.ali, (world.dock, 1))
    place(world, world.nora, (world.dock, 4))
    Customer.objects.filter(pk=customer.pk).update(allowed_outstanding=5000)  # and is over it
    return customer


@pytest.mark.parametrize("width", [1280, 390])
def test_every_tab_of_a_full_and_of_an_empty_card(
    visitor: Callable[..., Visitor], width: int
) -> None:
    world = build_world()
    full = crowded(world)
    empty = Customer.objects.create(name="Ny", main_group=world.retail)
    stina = visitor(width=width)
    stina.log_in("stina@example.com")
    for customer in (full, empty):
        for page in PAGES:
            stina.open(f"/staff/customers/{customer.pk}/{page}")
    for group in (world.norrvik, world.retail):
        for page in GROUP_TABS:
            stina.open(f"/staff/groups/{group.pk}/{page}")


def test_stina_reads_the_card_notes_something_and_changes_the_terms(
    visitor: Callable[..., Visitor],
) -> None:
    world = build_world()
    stina = visitor()
    stina.log_in("stina@example.com")
    stina.open(f"/staff/customers/{world.vestby.pk}/")
    stina.page.fill("[name=text]", "Flyttar till Son i mars")
    stina.press("Add the note")
    stina.sees("Flyttar till Son i mars", "Stina Falk")
    stina.press("Edit")
    stina.page.fill("[name=allowed_outstanding]", "5 000,00")
    stina.page.fill("[name=org_number]", "988 077 918")
    stina.page.select_option("[name=country]", "NO")
    stina.page.select_option("[name=risk]", "medium")
    stina.press("Save")
    stina.sees("988 077 918 is not an organisation number of Norway", "Medium risk", "5 000,00 kr")
    stina.open(f"/staff/customers/{world.vestby.pk}/history/")
    stina.sees("Stina Falk", "988 077 918", "5 000,00")
    stina.press("Overview")
    stina.press("Deactivate or delete")
    stina.press("Deactivate")
    stina.sees("Vestby Elektro is inactive.", "Inactive")
