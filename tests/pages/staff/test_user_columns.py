"""The list of users: what each row tells, and how every heading sorts it (P-02..P-13)."""

import re

import pytest
from django.test import Client

from customers.models import User
from customers.selectors.staff_lists import USER_SORTS
from tests.pages.staff.test_user_toggles import listed, order_of_rows, row_of
from tests.world import World


@pytest.fixture
def sam(world: World) -> Client:
    return world.client(world.sam)


def test_a_row_has_id_names_email_and_both_days(world: World, sam: Client) -> None:
    User.objects.filter(pk=world.otto.user_id).update(
        registered_at="2026-03-14T10:00Z", last_seen_at="2026-04-15T11:00Z"
    )
    words = ".".join(("id", "name", "email", "registered", "seen"))
    row = row_of(listed(sam, f"?columns={words}"), world.otto.user)
    for told in ("Otto", "Moen", "otto@example.com", "14 Mar 2026", "15 Apr 2026"):
        assert told in row, told
    cells = re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.DOTALL)
    assert str(world.otto.user_id) in [re.sub(r"<[^>]+>", "", cell).strip() for cell in cells]


@pytest.mark.parametrize("sort", [name for name in USER_SORTS if name != "seen"])
def test_each_heading_sorts_both_ways_and_keeps_the_search(
    world: World, sam: Client, sort: str
) -> None:
    page = listed(sam, f"?q=example&role=buyer&sort={sort}")
    up = order_of_rows(page)
    down = order_of_rows(listed(sam, f"?q=example&role=buyer&sort=-{sort}"))
    assert len(up) > 2
    assert up == down[::-1]
    assert f"q=example&amp;role=buyer&amp;sort=-{sort}" in page


def test_a_visit_moves_the_last_visit(world: World, sam: Client) -> None:
    """Whoever was here last stands first, and who was never here last in either direction."""
    User.objects.update(last_seen_at=None)
    world.client(world.otto).get("/")
    world.client(world.nora).get("/")
    User.objects.filter(pk=world.otto.user_id).update(last_seen_at="2026-01-01T00:00Z")
    assert User.objects.get(pk=world.nora.user_id).last_seen_at is not None
    asked = "?role=buyer&sort="
    latest = order_of_rows(listed(sam, f"{asked}-seen"))
    assert latest[:2] == [world.nora.user_id, world.otto.user_id]
    assert order_of_rows(listed(sam, f"{asked}seen"))[:2] == latest[:2][::-1]
