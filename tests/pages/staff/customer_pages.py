"""A customer's pages in the back office, for the tests of its card, its form and its end."""

from core.models import OutgoingEmail
from customers.models import Address, Customer, CustomerNote, Membership, User
from tests.world import World


def url_of(customer: Customer, tab: str = "") -> str:
    return f"/staff/customers/{customer.pk}/{tab}"


def page_of(world: World, path: str, who: User | None = None) -> str:
    response = world.client(who or world.sam).get(path)
    assert response.status_code == 200, path
    return response.content.decode().replace("\u00a0", " ")


def card_of(customer: Customer, **changes: object) -> dict[str, object]:
    return {
        "name": customer.name,
        "number": customer.number,
        "country": "SE",
        "payment_days": 30,
        "is_active": "on",
        "may_pay_on_account": "on",
        "may_order_free_text": "on",
    } | changes


def crowd(world: World, customer: Customer, count: int) -> None:
    """So many people, addresses, notes, mails and orders at one customer."""
    people = User.objects.bulk_create(
        User(email=f"p{number}@example.com", first_name="P", last_name=f"Nummer {number:03}")
        for number in range(count)
    )
    Membership.objects.bulk_create(Membership(user=each, customer=customer) for each in people)
    Address.objects.bulk_create(
        Address(customer=customer, name=f"A{n}", street="S", postal_code="1", city="C")
        for n in range(count)
    )
    CustomerNote.objects.bulk_create(
        CustomerNote(customer=customer, author=world.sam, text=f"N{n}") for n in range(count)
    )
    OutgoingEmail.objects.bulk_create(
        OutgoingEmail(
            message_id=f"<{each.pk}>",
            event_key=f"test-{each.pk}",
            to_address=each.email,
            to_user=each,
            template="x",
            language="en",
            subject="S",
            body_text="",
        )
        for each in people
    )
