"""Greta mends a chain in a real browser, wide with the map and on a phone with the list."""

import os
from collections.abc import Callable
from decimal import Decimal

import pytest
from playwright.sync_api import expect

from customers.models import Membership
from tests.browser.conftest import Visitor
from tests.orders import place
from tests.world import World, build_world, make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
# Where htmx still puts an answer in its place. A script to wait with, the policy refuses.
AT_WORK = ".htmx-request, .htmx-swapping, .htmx-settling"


def crowd(world: World) -> None:
    """Many below Ali, one without a chain, and one whose approver has left."""
    for number in range(8):
        Membership.objects.create(
            user=make_user(f"p{number}@example.com", f"P{number}", "Ek"),
            customer=world.care,
            next_approver=world.ali,
            break_point=Decimal(number),
        )
    karin = Membership.objects.create(
        user=make_user("karin@example.com", "Karin", "Holm", is_active=False),
        customer=world.care,
        is_approver=True,
        next_approver=world.greta,
        break_point=Decimal(100),
    )
    Membership.objects.create(
        user=make_user("hanna@example.com", "Hanna", "Vik"),
        customer=world.care,
        next_approver=karin,
        break_point=Decimal(1000),
    )
    Membership.objects.create(
        user=make_user("peter@example.com", "Peter", "Wik"), customer=world.care
    )


@pytest.mark.parametrize("width", [1280, 390])
def test_greta_finds_tries_and_sets_a_chain(visitor: Callable[..., Visitor], width: int) -> None:
    world = build_world()
    crowd(world)
    place(world, world.nora, (world.dock, 4))
    greta = visitor(width=width, height=900 if width > 600 else 844)
    greta.log_in("greta@example.com")
    greta.open("/my/group/chains/")
    greta.sees("Karin Holm is inactive, and is next approver of 1 person.")
    assert greta.page.locator(".chain-map").is_visible() == (width > 700)
    assert greta.page.locator(".chain-list").is_visible() == (width <= 700)
    for other in ("?view=list", "?tree=none", "?find=e", "?find=nobody", "?who=p&amount=900"):
        greta.open(f"/my/group/chains/{other}")
    greta.open(f"/my/group/chains/?open={world.ali.pk}")
    box = ".chain-box" if width > 700 else ".chain-list a"
    greta.page.locator(box).filter(has_text="Nora Lindqvist").locator("visible=true").click()
    greta.arrive()
    greta.look()
    greta.sees("Where orders go now")

    greta.page.fill("[name=find_next]", "greta")
    with greta.page.expect_response(lambda answer: answer.request.method == "POST"):
        greta.page.click("button[value=find]")
    expect(greta.page.locator("[name=next_approver] option")).to_have_count(3)
    expect(greta.page.locator(AT_WORK)).to_have_count(0)
    greta.page.select_option("[name=next_approver]", str(world.greta.pk))
    greta.page.fill("[name=break_point]", "100")
    greta.page.click("button[value=preview]")
    greta.page.wait_for_selector("#preview")
    greta.look()
    greta.sees("Now: Ali Haddad", "After: Greta Sandström", "stays with Ali Haddad")
    greta.page.click("button[value=save]")
    greta.arrive()
    greta.look()
    greta.sees("Over 100 to Greta Sandström")
    now = Membership.objects.get(pk=world.nora.pk)
    assert (now.next_approver_id, now.break_point) == (world.greta.pk, Decimal(100))


def test_sam_looks_at_the_chains_of_a_group(visitor: Callable[..., Visitor]) -> None:
    world = build_world()
    crowd(world)
    for width in (1280, 390):
        sam = visitor(width=width)
        sam.log_in("sam@example.com")
        sam.open(f"/staff/groups/{world.norrvik.pk}/chains/?person={world.nora.pk}")
        sam.sees("Nora Lindqvist", "Karin Holm is inactive")
        assert sam.page.locator("button[value=save]").count() == 0
