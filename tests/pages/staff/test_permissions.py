"""Effective permissions: the answer is what the page itself does, for everybody and every kind."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from catalogue.services.visibility import set_limit_groups
from core.access.checks import doors
from customers.actors import SYSTEM
from customers.models import Membership, User
from orders.selectors.effective import page_answer
from orders.states import OrderStatus
from tests.access.roles import VISITORS
from tests.orders import place
from tests.teams import make_teams
from tests.uploads import add
from tests.world import World

Counting = Callable[[int], AbstractContextManager[object]]
URL = "/staff/permissions/"
CAST = ("nora", "ali", "greta", "otto", "ulla", "sam", "stina")


def asked(client: Client, **question: Any) -> str:
    response = client.get(URL, question)
    assert response.status_code == 200
    return response.content.decode()


def answer_about(world: World, name: str, kind: str, what: object) -> bool:
    """What Stina is told."""
    who = getattr(world, name)
    email = who.email if isinstance(who, User) else who.user.email
    response = world.client(world.stina).get(
        URL, {"person": email, "kind": kind, "what": str(what)}
    )
    found = response.context["form"]
    assert found.answer is not None, (found.errors, name, kind, what)
    assert str(found.answer.rule)
    return bool(found.answer.allowed)


def opens(client: Client, url: str) -> bool:
    response = client.get(url)
    b"".join(response)  # a file is closed when it has been read
    return response.status_code == 200


def test_the_answer_about_an_order_is_what_its_page_does(world: World) -> None:
    numbers = [
        place(world, world.nora, (world.dock, 4)).number,  # waits for Ali
        place(world, world.ali, (world.paper, 1)).number,
        place(world, world.otto, (world.paper, 1)).number,
    ]
    Membership.objects.create(user=world.ulla, customer=world.care)
    seen = set()
    for number in numbers:
        for name in CAST:
            who = getattr(world, name)
            staff = isinstance(who, User) and who.is_staff
            url = f"/staff/orders/{number}/" if staff else f"/my/orders/{number}/"
            page = opens(world.client(who), url)
            assert answer_about(world, name, "order", number) == page, (number, name)
            assert answer_about(world, name, "page", url) == page, (url, name)
            seen.add(page)
    assert seen == {True, False}


def test_the_answer_about_a_document_is_what_its_address_does(world: World) -> None:
    ids = [
        add(world.actor(world.stina), world.school, shown=True).pk,
        add(world.actor(world.stina), world.school, shown=False).pk,
        add(world.actor(world.stina), world.care, shown=True).pk,
        add(world.actor(world.stina), world.retail, shown=True).pk,
    ]
    seen = set()
    for pk in ids:
        for name in CAST:
            who = getattr(world, name)
            staff = isinstance(who, User) and who.is_staff
            url = f"/staff/documents/{pk}/file/" if staff else f"/my/documents/{pk}/file/"
            page = opens(world.client(who), url)
            assert answer_about(world, name, "document", pk) == page, (pk, name)
            assert answer_about(world, name, "page", url) == page, (url, name)
            seen.add(page)
    assert seen == {True, False}


def test_the_answer_about_a_product_is_what_its_page_does(world: World) -> None:
    set_limit_groups(actor=SYSTEM, target=world.dock.product, groups=[world.norrvik])
    world.headset.product.is_active = False
    world.headset.product.save()
    world.ali.only_agreement_assortment = True
    world.ali.save()
    seen = set()
    for variant in (world.dock, world.headset, world.paper):
        for name in CAST:
            page = opens(world.client(getattr(world, name)), f"/p/{variant.product.slug}/")
            answered = answer_about(world, name, "product", variant.sku)
            assert answered == page, (variant.sku, name)
            url = f"/p/{variant.product.slug}/"
            assert answer_about(world, name, "page", url) == page
            seen.add(page)
    assert seen == {True, False}


@pytest.mark.parametrize("visitor", [name for name in VISITORS if name != "anonymous"])
def test_the_answer_about_a_page_is_what_its_door_does(world: World, visitor: str) -> None:
    who = VISITORS[visitor](world)
    actor, asker = world.actor(who), world.actor(world.stina)
    client = world.client(who)
    client.raise_request_exception = False
    wrong, tried = [], 0
    for door in doors():
        if "<" in door.address or "GET" not in door.methods or door.name in {"shop:logout"}:
            continue
        with transaction.atomic():
            status = client.get(f"/{door.address}").status_code
            transaction.set_rollback(True)
        answer = page_answer(actor, asker, f"/{door.address}")
        tried += 1
        if answer is None or answer.allowed != (status != 403):
            wrong.append(f"{door.name}: {status}, {answer}")
    assert tried >= 40
    assert not wrong, "\n".join(wrong)


def test_the_rule_that_decided_is_named(world: World) -> None:
    order = place(world, world.nora, (world.dock, 4))
    client = world.client(world.stina)
    page = asked(client, person="greta@example.com", kind="order", what=order.number)
    assert "Administrator of the order&#x27;s organisation" in page
    assert "The order waits for Ali Haddad." in page  # may_decide's own words
    page = asked(client, person="otto@example.com", kind="order", what=order.number)
    assert "To them it does not exist" in page
    assert "Approve or reject" not in page
    page = asked(client, person="nora@example.com", kind="page", what="/staff/settings/")
    assert "The page opens to: staff administrator" in page
    set_limit_groups(actor=SYSTEM, target=world.dock.product, groups=[world.norrvik])
    page = asked(client, person="otto@example.com", kind="product", what=world.dock.sku)
    assert "The product is shown only to Norrviks kommun." in page


def test_what_may_be_done_is_said_by_the_policies(world: World) -> None:
    order = place(world, world.otto, (world.paper, 1))
    response = world.client(world.stina).get(
        URL, {"person": "otto@example.com", "kind": "order", "what": str(order.number)}
    )
    doing = {str(step.label): step.allowed for step in response.context["form"].answer.doing}
    assert doing == {
        "Withdraw": False,
        "Answer a question": False,
        "Cancel": True,
        "Edit and send again": False,
    }
    order.refresh_from_db()
    assert order.status == OrderStatus.UNPROCESSED
    assert world.client(world.otto).post(f"/my/orders/{order.number}/cancel/").status_code == 302
    order.refresh_from_db()
    assert order.status == OrderStatus.CANCELLED


def test_it_is_asked_at_the_chosen_customer(world: World) -> None:
    order = place(world, world.otto, (world.paper, 1))
    elsewhere = Membership.objects.create(user=world.otto.user, customer=world.care)
    question: dict[str, Any] = {"person": "otto@example.com", "kind": "order", "what": order.number}
    client = world.client(world.stina)
    seats = (world.otto.pk, elsewhere.pk)
    at = {seat: client.get(URL, question | {"seat": seat}) for seat in seats}
    answers = {seat: page.context["form"].answer.allowed for seat, page in at.items()}
    assert answers == {world.otto.pk: True, elsewhere.pk: False}


def test_a_customer_left_over_from_another_person_is_passed_over(world: World) -> None:
    page = asked(
        world.client(world.stina),
        person="greta@example.com",
        seat=world.otto.pk,
        kind="page",
        what="/my/orders/",
    )
    assert "Barn och utbildning" in page
    assert "valid choice" not in page


def test_who_cannot_log_in_may_nothing(world: World) -> None:
    order = place(world, world.otto, (world.paper, 1))
    User.objects.filter(pk=world.otto.user.pk).update(is_active=False)
    page = asked(
        world.client(world.stina), person="otto@example.com", kind="order", what=order.number
    )
    assert "inactive and cannot log in" in page


@pytest.mark.parametrize(
    ("question", "error"),
    [
        ({"person": "nobody@example.com", "kind": "page", "what": "/"}, "Nobody has this e-mail"),
        ({"person": "otto@example.com", "kind": "order", "what": "77"}, "no order of that number"),
        ({"person": "otto@example.com", "kind": "order", "what": "x"}, "no order of that number"),
        ({"person": "otto@example.com", "kind": "product", "what": "X"}, "no such product"),
        ({"person": "otto@example.com", "kind": "document", "what": "X"}, "no such document"),
        ({"person": "otto@example.com", "kind": "page", "what": "/nix/x/"}, "no page at this"),
        ({"person": "otto@example.com", "kind": "page", "what": ""}, "field is required"),
        ({"person": "9" * 300, "kind": "page", "what": "/"}, "at most 254"),
    ],
)
def test_bad_questions_are_answered_at_their_field(
    world: World, question: dict[str, str], error: str
) -> None:
    page = asked(world.client(world.stina), **question)
    assert error in page
    assert question["what"] in page


def test_a_team_asks_only_about_its_own(world: World) -> None:
    order = place(world, world.nora, (world.dock, 1))
    make_teams(world)
    client = world.client(world.sam)
    assert "Nobody has this e-mail" in asked(
        client, person="nora@example.com", kind="page", what="/"
    )
    page = asked(client, person="otto@example.com", kind="order", what=order.number)
    assert "no order of that number" in page
    of_page = asked(
        client, person="otto@example.com", kind="page", what=f"/my/orders/{order.number}/"
    )
    of_none = asked(client, person="otto@example.com", kind="page", what="/my/orders/9999999/")
    assert "There is nothing at this address" in of_page
    assert "There is nothing at this address" in of_none


def test_the_page_costs_a_few_queries(
    world: World, django_assert_max_num_queries: Counting
) -> None:
    order = place(world, world.nora, (world.dock, 4))
    client = world.client(world.stina)
    client.get(URL)
    for kind, what, most in (
        ("order", order.number, 22),
        ("product", world.dock.sku, 22),
        ("page", "/my/orders/", 12),
    ):
        with django_assert_max_num_queries(most):
            asked(client, person="greta@example.com", kind=kind, what=what)
