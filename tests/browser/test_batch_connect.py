"""Many customers connected to a group in a browser: chosen, warned of, applied and taken back."""

import os
from collections.abc import Callable
from decimal import Decimal

import pytest

from customers.models import CustomerGroup, GroupKind, Membership
from tests.browser.conftest import Visitor, let_the_worker_run
from tests.world import World, build_world, make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def people(world: World) -> Membership:
    """Mia at Omsorg has Ali at Barn och utbildning above her."""
    CustomerGroup.objects.create(name="Länet", kind=GroupKind.ORGANISATION)
    seat: Membership = Membership.objects.create(
        user=make_user("mia@example.org", "Mia", "Ek"),
        customer=world.care,
        next_approver=world.ali,
        break_point=Decimal("100.00"),
    )
    return seat


def work_and_look(person: Visitor) -> None:
    person.while_away(let_the_worker_run)


@pytest.mark.parametrize("width", [1280, 390])
def test_sam_connects_two_customers_that_he_chose(
    visitor: Callable[..., Visitor], width: int
) -> None:
    world = build_world()
    mia = people(world)
    sam = visitor(width=width)
    sam.log_in("sam@example.com")
    sam.open("/staff/customers/")
    sam.page.get_by_label("Choose Omsorg Norrvik").check()
    sam.page.get_by_label("Choose Vestby Elektro").check()
    sam.press("Connect to a group")
    sam.look()
    sam.page.get_by_label("Customer group").select_option(label="Länet")
    sam.page.get_by_label("Main group: decides").check()
    sam.press("See what it does")
    work_and_look(sam)
    sam.sees("1 row is refused.", "Moving all of them would cut 1 approval chain.")
    sam.page.get_by_role("link", name="See what it breaks").click()
    sam.look()
    sam.sees("Mia Ek", "Ali Haddad")
    sam.press("Plan it with these cuts")
    sam.sees("Tick the box to say yes")
    sam.page.get_by_label("Yes, move the customers").check()
    sam.press("Plan it with these cuts")
    work_and_look(sam)
    sam.sees("It cuts 1 approval chain.", "Mia Ek → Ali Haddad")
    sam.page.get_by_role("button", name="Apply").first.click()
    sam.arrive()
    work_and_look(sam)
    mia.refresh_from_db()
    assert mia.next_approver is None
    assert mia.customer.main_group.name == "Länet"

    sam.page.get_by_role("link", name="Undo").click()
    sam.look()
    sam.page.get_by_role("button", name="Undo").first.click()
    sam.arrive()
    work_and_look(sam)
    sam.sees("2 rows were taken back.")
    mia = Membership.objects.select_related("customer__main_group").get(pk=mia.pk)
    assert mia.next_approver_id == world.ali.pk
    assert mia.customer.main_group == world.norrvik


@pytest.mark.parametrize("width", [1280, 390])
def test_stina_fills_a_segment(visitor: Callable[..., Visitor], width: int) -> None:
    world = build_world()
    stina = visitor(width=width)
    stina.log_in("stina@example.com")
    stina.open("/staff/segments/")
    stina.sees("No segments yet")
    stina.open("/staff/segments/new/")
    stina.page.get_by_label("Name").fill("Skolor")
    stina.press("Save")
    stina.page.get_by_label("Group or company").fill("vestby")
    stina.press("Find")
    stina.press("Add Vestby Elektro")
    stina.sees("Vestby Elektro is in the segment.")
    stina.page.get_by_role("link", name="Paste customer numbers").click()
    stina.page.get_by_label("Customer numbers").fill(f"{world.care.number}\n777")
    stina.press("Save")
    stina.sees("1 customer was changed.", "1 number is no customer's.")
    stina.look()
    for path in ("/staff/segments/", "/staff/groups/", "/staff/groups/people/mailing-list/"):
        stina.open(path)
    stina.sees("Nobody yet")
