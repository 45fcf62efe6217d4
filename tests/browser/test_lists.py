"""A day in the lists of the back office: found while typing, kept as a view, walked through."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from customers.models import Customer, CustomerGroup, Membership, User
from tests.browser.conftest import Visitor
from tests.world import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LONG = "Kommunalförbundet för gemensam upphandling av skolmateriel i Norra Bergslagen och Dalarna"


def _many(world: World) -> None:
    customers = Customer.objects.bulk_create(
        Customer(name=f"Verkstad {n:03} i Norr", number=f"V{n}", main_group=world.retail)
        for n in range(300)
    )
    Customer.objects.create(name=LONG, number="LONG-1", main_group=world.norrvik)
    CustomerGroup.objects.bulk_create(CustomerGroup(name=f"Koncern {n:03}") for n in range(40))
    people = User.objects.bulk_create(
        User(email=f"person.{n}@verkstad.example", first_name="Per", last_name=f"Person {n:03}")
        for n in range(60)
    )
    Membership.objects.bulk_create(
        Membership(user=person, customer=customers[at]) for at, person in enumerate(people)
    )


def test_stina_finds_keeps_and_walks(world: World, visitor: Callable[..., Visitor]) -> None:
    _many(world)
    stina = visitor()
    stina.log_in("stina@example.com")
    page = stina.page

    # Search as one types: the list narrows, the cursor stays, the address follows.
    stina.open("/staff/customers/")
    stina.sees("Customers", "Columns")
    page.get_by_label("Company, number, e-mail").press_sequentially("verkstad 29", delay=20)
    expect(page.locator("#found tbody tr")).to_have_count(10)
    expect(page.get_by_label("Company, number, e-mail")).to_be_focused()
    expect(page).to_have_url(re.compile(r"q=verkstad\+29"))
    stina.look()

    # Kept as a view: a tab on the list from now on.
    page.get_by_text("Save this view").click()
    page.get_by_label("Name of the view").fill("The last workshops")
    stina.look()
    page.get_by_role("button", name="Save", exact=True).click()
    stina.arrive()
    stina.look()
    expect(page.get_by_role("link", name="The last workshops")).to_have_attribute(
        "aria-current", "page"
    )

    # From one record to the next, and back to the list as it was.
    page.get_by_role("link", name="Verkstad 291 i Norr", exact=True).click()
    stina.arrive()
    stina.sees("Verkstad 291 i Norr")
    stina.look()
    stina.press("Next")
    stina.sees("Verkstad 292 i Norr")
    stina.press("Previous")
    stina.press("Previous")
    stina.sees("Verkstad 290 i Norr")
    stina.press("Back to the list")
    expect(page.locator("#found tbody tr")).to_have_count(10)

    # One click clears; All shows everything.
    stina.press("Clear filters")
    expect(page.locator("#found tbody tr")).to_have_count(30)
    page.go_back()
    expect(page.locator("#found tbody tr")).to_have_count(10)


def test_stina_chooses_columns_and_a_group_without_a_menu_of_all(
    world: World, visitor: Callable[..., Visitor]
) -> None:
    _many(world)
    stina = visitor()
    stina.log_in("stina@example.com")
    page = stina.page
    stina.open("/staff/users/")
    heads = page.locator("#found thead")
    expect(heads).to_contain_text("Last visit")
    expect(heads).not_to_contain_text("Origin")

    page.get_by_text("Columns", exact=True).click()
    page.get_by_role("checkbox", name="Origin").check()
    page.get_by_role("checkbox", name="Last visit").uncheck()
    stina.look()
    page.get_by_role("button", name="Show these").click()
    stina.arrive()
    expect(heads).to_contain_text("Origin")
    expect(heads).not_to_contain_text("Last visit")
    stina.look()

    page.get_by_label("Customer group", exact=True).press_sequentially("norr", delay=20)
    expect(page.locator(".filter-offers")).to_contain_text(world.norrvik.name)
    stina.look()
    page.locator(".filter-offers a").first.click()
    stina.arrive()
    stina.sees(f"Customer group: {world.norrvik.name}", "Nora Lindqvist")
    stina.look()


def test_columns_are_chosen_on_a_phone(world: World, visitor: Callable[..., Visitor]) -> None:
    stina = visitor(width=390, height=844)
    stina.log_in("stina@example.com")
    stina.open("/staff/users/")
    opens = stina.page.get_by_text("Columns", exact=True)
    origin = stina.page.get_by_role("checkbox", name="Origin")
    opens.click()
    origin.check()  # the panel is on the screen
    stina.look()
    stina.press("Show these")
    opens.click()
    expect(origin).to_be_checked()


@pytest.mark.parametrize("width", [390, 1280])
def test_long_names_stay_inside_the_page(
    world: World, visitor: Callable[..., Visitor], width: int
) -> None:
    nora, word = world.nora.user, "Kompetensförsörjningsförvaltningskontorssekretariatet"
    nora.first_name, nora.last_name, nora.email = "Anna-Karin", word, f"nora@{'x' * 60}.example.com"
    nora.save()
    Customer.objects.filter(pk=world.school.pk).update(name=word)
    stina = visitor(width=width)
    stina.log_in("stina@example.com")
    for address in (
        "/staff/users/",
        f"/staff/users/{world.nora.user_id}/",
        "/staff/customers/",
        f"/staff/customers/{world.school.pk}/",
        f"/staff/customers/{world.school.pk}/act/",
        f"/staff/memberships/{world.nora.pk}/limit/",
    ):
        stina.open(address)


def test_a_row_menu_is_used_by_keyboard(world: World, visitor: Callable[..., Visitor]) -> None:
    stina = visitor()
    stina.log_in("stina@example.com")
    page = stina.page
    for address, name in (
        ("/staff/customers/", "Menu for Vestby Elektro"),
        ("/staff/groups/", f"Menu for {world.norrvik.name}"),
    ):
        stina.open(address)
        button = page.locator(f'summary[aria-label^="{name}"]')
        button.focus()
        page.keyboard.press("ArrowDown")
        expect(page.locator(":focus")).to_contain_text("Open")
        stina.look()
        page.keyboard.press("ArrowDown")
        expect(page.locator(":focus")).to_contain_text("Edit")
        page.keyboard.press("Escape")
        expect(button).to_be_focused()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        stina.arrive()
        expect(page).to_have_url(re.compile("/edit/"))


@pytest.mark.parametrize("width", [390, 1280])
def test_the_lists_look_right(world: World, visitor: Callable[..., Visitor], width: int) -> None:
    """With many rows, long names and nothing at all."""
    _many(world)
    stina = visitor(width=width)
    stina.log_in("stina@example.com")
    for address in (
        "/staff/customers/",
        "/staff/customers/?q=kommunalf",
        "/staff/customers/?q=zzz&find-group=koncern",
        "/staff/users/",
        "/staff/users/?seen=never&role=buyer",
        "/staff/groups/",
        "/staff/orders/?view=all&placed_from=2026-01-01&status=shipped",
    ):
        stina.open(address)
