"""Every URL × every role × GET and POST, generated; and the matrix that shows a change in review.

To accept a changed matrix: ATTEST_WRITE_MATRIX=1 make test ARGS=tests/access, then read the diff.
"""

import os
import re
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client

from core.access.checks import Door, doors, every_url_states_who_may_enter
from customers.access import GRANTS, Perm
from customers.models import Membership
from tests.access.roles import VISITORS, may_enter
from tests.orders import place
from tests.uploads import add
from tests.world import World

MATRIX = Path(__file__).with_name("matrix.txt")
SAMPLES = {"int": "999999999", "slug": "no-such", "str": "no-such", "path": "no-such"}
SAMPLES["uuid"] = "00000000-0000-4000-8000-000000000000"
WELCOME = {200, 204, 301, 302, 400, 404, 409, 410, 422, 429}


def address(door: Door, **known: object) -> str:
    """A URL of this door: known values where names match, else values that match nothing."""

    def value(match: re.Match[str]) -> str:
        kind, _colon, name = match.group(1).rpartition(":")
        return str(known.get(name, SAMPLES[kind or "str"]))

    return "/" + re.sub(r"<([^>]+)>", value, door.address)


def answer(client: Client, method: str, url: str) -> int:
    """The status, with everything the request changed taken back."""
    client.raise_request_exception = False  # a crash is a 500 here, named with its URL
    with transaction.atomic():
        status: int = getattr(client, method.lower())(url).status_code
        transaction.set_rollback(True)
    return status


def wrong(door: Door, method: str, status: int, *, entitled: bool, anonymous: bool) -> bool:
    if not entitled:
        return status != (302 if anonymous else 403)
    if method not in door.methods:
        return status != 405
    return status not in WELCOME


@pytest.mark.parametrize("visitor", VISITORS)
def test_every_door_opens_to_exactly_its_roles(world: World, visitor: str) -> None:
    who = VISITORS[visitor](world)
    failures = []
    for door in doors():
        assert door.perm is not None
        entitled = may_enter(world, visitor, door.perm)
        for method in ("GET", "POST"):
            status = answer(world.client(who), method, address(door))
            if wrong(door, method, status, entitled=entitled, anonymous=who is None):
                failures.append(f"{method} {door.name}: {status} (entitled: {entitled})")
    assert not failures, "\n".join(failures)


def test_a_stranger_is_sent_to_log_in_and_back(world: World) -> None:
    response = Client().get("/my/orders/")
    assert response.status_code == 302
    assert response["Location"] == "/account/login/?next=%2Fmy%2Forders%2F"


def test_nobody_reaches_another_organisations_objects(world: World) -> None:
    """Otto, with every right there is in his own organisation, meets only 404 at Norrvik's."""
    for name in ("is_approver", "is_group_admin", "sees_customer_orders"):
        setattr(world.otto, name, True)
    world.otto.save()
    order = place(world, world.nora, (world.dock, 4))
    known = {
        "number": order.number,
        "order_id": order.pk,
        "membership_id": world.nora.pk,
        "customer_id": world.school.pk,
        "user_id": world.nora.user.pk,
        "address_id": world.school_address.pk,
        "document_id": add(world.actor(world.greta), world.school).pk,
    }
    failures, tried = [], 0
    for door in doors():
        assert door.perm is not None
        actor = world.actor(world.otto)
        names = {match.rpartition(":")[2] for match in re.findall(r"<([^>]+)>", door.address)}
        if door.perm == Perm.PUBLIC or not names & set(known) or not actor.has(door.perm):
            continue
        for method in door.methods:
            tried += 1
            status = answer(world.client(world.otto), method, address(door, **known))
            if status != 404:
                failures.append(f"{method} {door.name}: {status}")
    assert tried >= 10
    assert not failures, "\n".join(failures)


def test_a_colleague_without_the_right_does_not_see_noras_order(world: World) -> None:
    order = place(world, world.nora, (world.dock, 4))
    colleague = Membership.objects.create(user=world.ulla, customer=world.school)
    for method, url in (
        ("GET", f"/my/orders/{order.number}/"),
        ("POST", f"/my/orders/{order.number}/cancel/"),
        ("GET", f"/checkout/{order.number}/"),
    ):
        assert answer(world.client(colleague), method, url) == 404


def test_every_permission_of_a_url_is_in_the_table() -> None:
    assert every_url_states_who_may_enter() == []
    for door in doors():
        assert Perm(str(door.perm)) in GRANTS, door.name


def test_the_matrix_file_shows_who_may_enter(world: World) -> None:
    width = max(len(door.name) for door in doors())
    heads = "  ".join(VISITORS)
    lines = [f"{'URL':{width}}  {'methods':9}  {heads}"]
    for door in sorted(doors(), key=lambda door: door.name):
        marks = "  ".join(
            f"{'yes' if may_enter(world, visitor, str(door.perm)) else '-':{len(visitor)}}"
            for visitor in VISITORS
        )
        lines.append(f"{door.name:{width}}  {'+'.join(door.methods):9}  {marks}".rstrip())
    text = "\n".join(lines) + "\n"
    if os.environ.get("ATTEST_WRITE_MATRIX"):
        MATRIX.write_text(text)
    assert MATRIX.read_text() == text, "Who may enter has changed: see this file's docstring."
