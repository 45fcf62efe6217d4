"""An administrator of one group reaches nothing of another: every /my/group address and POST.

Generated from the doors themselves, so that a new page is tried the day it is added: with the
other organisation's ids in the address, and in every field that names a person or a thing.
"""

import re
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from core.access.checks import Door, doors
from core.models import ExportJob, ExportStatus, ImportJob, OutgoingEmail
from customers.models import (
    Address,
    Customer,
    CustomerGroup,
    Document,
    GroupKind,
    Membership,
    User,
)
from orders.models import Order, OrderEvent
from tests.access.test_walk import address
from tests.orders import place
from tests.pages.reading import Page
from tests.uploads import add
from tests.world import World, make_user

KNOWN_BY_NAME = ("user_id", "membership_id", "customer_id", "address_id", "job_id", "kind")


def group_doors() -> list[Door]:
    return [door for door in doors() if door.address.startswith("my/group/")]


@pytest.fixture
def theirs(world: World) -> dict[str, Any]:
    """Another organisation like Greta's own, with one of everything that an address can name."""
    group = CustomerGroup.objects.create(name="Söderås", kind=GroupKind.ORGANISATION)
    customer = Customer.objects.create(name="Söderås skolor", main_group=group)
    boss = Membership.objects.create(
        user=make_user("eva@example.com", "Eva", "Alm"),
        customer=customer,
        is_approver=True,
        is_group_admin=True,
    )
    seat = Membership.objects.create(
        user=make_user("pia@example.com", "Pia", "Bok"),
        customer=customer,
        is_approver=True,
        next_approver=boss,
        break_point=0,
    )
    order = place(world, seat, (world.dock, 1))
    spot = Address.objects.create(
        customer=customer, name="Söderås", street="Gata 1", postal_code="1", city="Söderås"
    )
    job = ExportJob.objects.create(
        kind="colleagues",
        scope=f"group {group.pk}",
        format="csv",
        language="sv",
        status=ExportStatus.MADE,
        created_by=boss.user,
    )
    return {
        "user_id": seat.user.pk,
        "membership_id": seat.pk,
        "customer_id": customer.pk,
        "address_id": spot.pk,
        "job_id": job.pk,
        "document_id": add(world.actor(boss), customer, "Söderås rutin").pk,
        "kind": "colleagues",
        "order": order,
        "boss": boss,
    }


def everything_of(theirs: dict[str, Any]) -> list[object]:
    """What must be the same afterwards."""
    customer = theirs["customer_id"]
    people = Membership.objects.filter(customer=customer)
    return [
        list(people.order_by("pk").values()),
        list(User.objects.filter(memberships__customer=customer).order_by("pk").values()),
        list(Address.objects.filter(customer=customer).values()),
        list(Customer.objects.filter(pk=customer).values()),
        list(Document.objects.filter(customer=customer).values()),
        list(Order.objects.filter(customer=customer).values()),
        list(OrderEvent.objects.filter(order__customer=customer).values()),
        list(ImportJob.objects.values()),
        OutgoingEmail.objects.count(),
    ]


def sent(client: Client, method: str, url: str, values: dict[str, str]) -> tuple[int, str]:
    with transaction.atomic():
        answer = getattr(client, method.lower())(url, values)
        transaction.set_rollback(True)
    text = b"" if answer.streaming else answer.content
    return answer.status_code, text.decode()


def test_their_ids_in_an_address_are_404_and_change_nothing(
    world: World, theirs: dict[str, Any]
) -> None:
    before, failures, tried = everything_of(theirs), [], 0
    for door in group_doors():
        names = {match.rpartition(":")[2] for match in re.findall(r"<([^>]+)>", door.address)}
        if not names - {"kind"}:
            continue
        for method in door.methods:
            tried += 1
            client = world.client(world.greta)
            url = address(door, **{name: theirs.get(name, 1) for name in names})
            answer = client.post(url, {"remove": "1"}) if method == "POST" else client.get(url)
            if answer.status_code != 404:
                failures.append(f"{method} {door.name}: {answer.status_code}")
    assert tried >= 20
    assert not failures, "\n".join(failures)
    assert everything_of(theirs) == before


def test_their_ids_in_a_form_are_refused(world: World, theirs: dict[str, Any]) -> None:
    """Greta's own pages, with the other organisation's ids in every field, one id after another."""
    own = {
        "user_id": world.nora.user.pk,
        "membership_id": world.ali.pk,
        "customer_id": world.school.pk,
        "address_id": world.school_address.pk,
        "document_id": add(world.actor(world.greta), world.school).pk,
        "kind": "colleagues",
    }
    before, tried = everything_of(theirs), 0
    boss: Membership = theirs["boss"]
    for door in group_doors():
        names = {match.rpartition(":")[2] for match in re.findall(r"<([^>]+)>", door.address)}
        if "POST" not in door.methods or not names <= set(own) or "import" in door.name:
            continue
        url = address(door, **own)
        fields = (
            set(Page(world.client(world.greta).get(url).content.decode()).inputs)
            if "GET" in door.methods
            else set()
        )
        fields |= {"customer", "next_approver", "takes_over", "orders_to", "administrator"}
        fields |= {"substitute"}
        for value in (theirs["membership_id"], theirs["customer_id"], theirs["user_id"], boss.pk):
            for name in sorted(fields - {"csrfmiddlewaretoken"}):
                tried += 1
                values = {
                    "email": "ny@example.com",
                    "first_name": "Ny",
                    "last_name": "Ek",
                    "customer": str(world.care.pk),
                    "break_point": "0",
                    "takes_over": "chain",
                    "asked": f"customer={value}",
                    "format": "csv",
                    "starts_on": "2030-01-07",
                    "ends_on": "2030-01-11",
                    name: "eva@example.com" if name == "administrator" else str(value),
                }
                status, text = sent(world.client(world.greta), "POST", url, values)
                assert status in {200, 302, 409, 422}, (door.name, name, status)
                for word in ("Eva Alm", "Pia Bok", "Söderås"):
                    assert word not in text, (door.name, name)
    assert tried >= 60
    assert everything_of(theirs) == before


def test_nothing_of_theirs_is_found_by_any_filter(world: World, theirs: dict[str, Any]) -> None:
    client = world.client(world.greta)
    order: Order = theirs["order"]
    for url in (
        "/my/group/users/",
        "/my/group/orders/",
        "/my/group/documents/",
        "/my/group/addresses/",
    ):
        for asked in (
            "q=pia",
            "q=eva@example.com",
            f"q={order.number}",
            f"q={theirs['user_id']}",
            f"customer={theirs['customer_id']}",
            "status=active",
            "status=awaiting_approval",
            "sort=-email",
        ):
            text = client.get(f"{url}?{asked}").content.decode()
            main = text[text.index("<main") :]
            for word in ("Pia Bok", "Eva Alm", "Söderås", f"/my/orders/{order.number}/"):
                assert word not in main, (url, asked, word)


def test_their_people_cannot_take_over_here(world: World, theirs: dict[str, Any]) -> None:
    """Named in the form, they are no choice: Ali stays, and so does everything below him."""
    client = world.client(world.greta)
    url = f"/my/group/memberships/{world.ali.pk}/end/"
    order = place(world, world.nora, (world.dock, 4))
    for field in ("takes_over", "orders_to"):
        page = client.post(url, {"takes_over": "chain", field: str(theirs["membership_id"])})
        assert page.status_code == 200
    assert Membership.objects.get(pk=world.ali.pk).is_active
    order.refresh_from_db()
    assert order.approval is not None
    assert order.approval.step == world.ali
