"""Greta sees the chains of her organisation, tries a change, and saves it. Nobody else's."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from approvals.selectors.routes import route_of
from customers.models import CustomerGroup, Membership, User
from orders.models import Order
from tests.orders import place
from tests.pages.reading import Page, page_of, read
from tests.world import World, make_user

PAGE = "/my/group/chains/"


def card(membership: Membership) -> str:
    return f"{PAGE}{membership.pk}/"


def step(next_approver: Membership | None, break_point: str, **more: str) -> dict[str, str]:
    pk = "" if next_approver is None else str(next_approver.pk)
    return {"next_approver": pk, "break_point": break_point, "do": "save"} | more


def in_chain(membership: Membership) -> tuple[int | None, Decimal | None]:
    now = Membership.objects.get(pk=membership.pk)
    return now.next_approver_id, now.break_point


def html(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    text: str = answer.content.decode()
    return text[text.index("<main") :]


def test_greta_sees_who_approves_for_whom_as_a_map_and_as_a_list(world: World) -> None:
    text = html(world.client(world.greta), PAGE)
    for name in ("Nora Lindqvist", "Ali Haddad", "Greta Sandström"):
        assert text.count(name) >= 2
    assert 'aria-label="Nora Lindqvist. Buyer. Over 5\u00a0000 to Ali Haddad"' in text
    assert 'aria-label="Ali Haddad. Approves for 1. Over 20\u00a0000 to Greta Sandström"' in text
    assert "Otto" not in text
    assert " style=" not in text
    assert "No trouble found." in text


def test_only_the_administrator_gets_in(world: World) -> None:
    for who in (world.nora, world.ali, world.otto):
        assert world.client(who).get(PAGE).status_code == 403
        assert world.client(who).post(card(world.nora), step(world.greta, "1")).status_code == 403


@pytest.mark.parametrize("name", ["person", "tree", "open", "try"])
def test_somebody_elsewhere_in_the_address_is_404(world: World, name: str) -> None:
    client = world.client(world.greta)
    assert client.get(PAGE, {name: str(world.nora.pk), "amount": "1"}).status_code == 200
    for value in (str(world.otto.pk), "x", "9" * 30, "-1", "²"):
        assert client.get(PAGE, {name: value, "amount": "1"}).status_code == 404, (name, value)


def test_ottos_card_is_404_and_he_is_no_next_approver(world: World) -> None:
    Membership.objects.filter(pk=world.otto.pk).update(is_approver=True)
    client = world.client(world.greta)
    assert client.post(card(world.otto), step(None, "")).status_code == 404
    page = page_of(client.post(card(world.nora), step(world.otto, "5000")))
    assert "Choose somebody of the organisation." in page.text
    assert "Moen" not in page.text
    assert in_chain(world.nora) == (world.ali.pk, Decimal(5000))


def test_a_change_is_shown_before_it_is_saved(world: World) -> None:
    client = world.client(world.greta)
    page = page_of(client.post(card(world.nora), step(world.greta, "100", do="preview")))
    assert "Over 5 000,00 kr, up to 20 000,00 kr Ali Haddad → Kontorsgrossen" in page.text
    after = page.text.split("What changes")[1]
    change = "Now: Straight to Kontorsgrossen After: Greta Sandström → Kontorsgrossen"
    assert f"Over 100,00 kr, up to 5 000,00 kr {change}" in after
    assert in_chain(world.nora) == (world.ali.pk, Decimal(5000))
    form = page.forms[f"{card(world.nora)}#person"]
    assert (form["next_approver"], form["break_point"]) == (str(world.greta.pk), "100")

    answer = client.post(card(world.nora), step(world.greta, "100"))
    assert answer.status_code == 302
    assert in_chain(world.nora) == (world.greta.pk, Decimal(100))


def test_what_another_administrator_saved_meanwhile_is_not_overwritten(world: World) -> None:
    client = world.client(world.greta)
    shown = read(client, f"{PAGE}?person={world.nora.pk}").forms[f"{card(world.nora)}#person"]
    Membership.objects.filter(pk=world.nora.pk).update(break_point=Decimal(700))
    answer = client.post(card(world.nora), shown | step(world.greta, "100"))
    page = page_of(answer, 409)
    assert "Somebody has changed the step of Nora Lindqvist" in page.text
    assert in_chain(world.nora) == (world.ali.pk, Decimal(700))
    again = page.forms[f"{card(world.nora)}#person"]
    assert again["break_point"] == "100", "what was written stays"
    assert client.post(card(world.nora), again | {"do": "save"}).status_code == 302
    assert in_chain(world.nora) == (world.greta.pk, Decimal(100))


def test_those_below_are_named_in_the_preview(world: World) -> None:
    client = world.client(world.greta)
    values = step(world.greta, "6000", do="preview", is_approver="on")
    page = page_of(client.post(card(world.ali), values))
    below = page.text.split("People below")[1]
    assert "Nora Lindqvist" in below
    change = "Ali Haddad → Kontorsgrossen Ali Haddad → Greta Sandström → Kontorsgrossen"
    assert f"Over 6 000,00 kr, up to 20 000,00 kr: {change}" in below


@pytest.mark.parametrize(
    ("who", "above", "break_point", "field", "words"),
    [
        ("greta", "ali", "1", "next_approver", "That closes a loop"),
        ("ali", "ali", "1", "next_approver", "Nobody is their own next approver"),
        ("ali", "nora", "1", "next_approver", "has no approval right"),
        ("nora", "ali", "", "break_point", "set together"),
        ("nora", "", "5", "break_point", "set together"),
        ("nora", "ali", "-5", "break_point", ""),
        ("nora", "ali", "many", "break_point", ""),
    ],
)
@pytest.mark.parametrize("do", ["save", "preview"])
def test_what_cannot_be_is_refused_at_its_field_and_the_form_is_kept(
    world: World, who: str, above: str, break_point: str, field: str, words: str, do: str
) -> None:
    person: Membership = getattr(world, who)
    chosen: Membership | None = getattr(world, above) if above else None
    before = in_chain(person)
    client = world.client(world.greta)
    values = step(chosen, break_point, do=do)
    if person.is_approver:
        values["is_approver"] = "on"
    page = page_of(client.post(card(person), values))
    assert page.fields_in_error == [field]
    assert words in page.text
    form = page.forms[f"{card(person)}#person"]
    assert form["break_point"] == break_point
    assert form.get("next_approver", "") == values["next_approver"]
    assert in_chain(person) == before


@pytest.mark.parametrize("do", ["save", "preview"])
def test_the_right_of_somebodys_next_approver_is_not_just_taken(world: World, do: str) -> None:
    values = step(world.greta, "20000", do=do)
    page = page_of(world.client(world.greta).post(card(world.ali), values))
    assert page.fields_in_error == ["is_approver"]
    assert "Ali Haddad approves for Nora Lindqvist" in page.text
    assert Membership.objects.get(pk=world.ali.pk).is_approver


def test_a_right_given_keeps_the_other_roles(world: World) -> None:
    Membership.objects.filter(pk=world.nora.pk).update(may_order_free_text=True)
    client = world.client(world.greta)
    client.post(card(world.nora), step(world.ali, "5000", is_approver="on"))
    now = Membership.objects.get(pk=world.nora.pk)
    assert now.is_approver
    assert now.is_buyer
    assert now.may_order_free_text


def test_orders_that_wait_are_told_of(world: World) -> None:
    order = place(world, world.nora, (world.dock, 4))
    kim = Membership.objects.create(
        user=make_user("kim@example.com", "Kim", "Berg"), customer=world.care, is_approver=True
    )
    client = world.client(world.greta)
    values = step(kim, "1", do="preview", is_approver="on")
    page = page_of(client.post(card(world.ali), values))
    assert f"Order {order.number} of Nora Lindqvist stays with Ali Haddad" in page.text
    assert "After that: Kim Berg → Kontorsgrossen." in page.text
    Membership.objects.filter(pk=world.nora.pk).update(next_approver=kim)
    page = page_of(client.post(card(world.ali), step(None, "", do="preview")))
    assert f"Order {order.number} of Nora Lindqvist moves to Kim Berg." in page.text
    client.post(card(world.ali), step(None, ""))
    order = Order.objects.select_related("approval").get(pk=order.pk)
    assert order.approval is not None
    assert order.approval.step_id == kim.pk


def test_nothing_is_changed_while_acting_as_greta(world: World) -> None:
    client = world.client(world.stina)
    client.post(f"/staff/act-as/{world.greta.pk}/")
    page = read(client, f"{PAGE}?person={world.nora.pk}")
    assert "Nothing is changed here while" in page.text
    assert client.post(card(world.nora), step(world.greta, "1")).status_code == 403
    assert client.post(f"{PAGE}rules/", {}).status_code == 403
    assert in_chain(world.nora) == (world.ali.pk, Decimal(5000))


def test_an_order_is_tried_by_name_and_amount(world: World) -> None:
    client = world.client(world.greta)
    page = read(client, f"{PAGE}?who=nora&amount=24+211,48")
    tried = page.text.split("Try an order")[1].split("To mend")[0]
    assert "The break point is 5 000,00 kr. The order is 19 211,48 kr over." in tried
    assert tried.index("Ali Haddad") < tried.index("Greta Sandström")
    assert "Nobody here has that name." in read(client, f"{PAGE}?who=otto&amount=1").text
    make_user("nora2@example.com", "Nora", "Ek")
    Membership.objects.create(
        user=User.objects.get(first_name="Nora", last_name="Ek"), customer=world.care
    )
    several = read(client, f"{PAGE}?who=nora&amount=6000")
    assert "Whose order?" in several.text
    link = next(link for link in several.links if f"try={world.nora.pk}&" in link)
    assert "Last in the chain" not in read(client, f"{PAGE}{link}").text
    assert "this yes is enough" in read(client, f"{PAGE}{link}").text
    assert read(client, f"{PAGE}?who=nora&amount=x").fields_in_error == ["amount"]


@pytest.mark.parametrize("value", ["0", "100", "100.01", "5000", "20000", "20000.01", "900000"])
@pytest.mark.parametrize("above", ["ali", "greta"])
def test_what_the_simulator_said_is_what_orders_do(world: World, value: str, above: str) -> None:
    upper: Membership = getattr(world, above)
    client = world.client(world.greta)
    values = step(upper, "100", do="preview", amount=value.replace(".", ","))
    page = page_of(client.post(card(world.nora), values))
    path = page.text.split("with the reasons Now")[1].split("After", 1)[1]
    client.post(card(world.nora), step(upper, "100"))
    nora = Membership.objects.with_people().get(pk=world.nora.pk)
    route = route_of(
        membership=nora,
        value_net=Decimal(value),
        placed_by_id=nora.user_id,
        currency="SEK",
    )
    place_in_path = 0
    for each in route.steps:
        words = str(each.reason_to_others).replace("\u00a0", " ")
        assert words in path
        place_in_path = path.index(words, place_in_path)
    tried = read(client, f"{PAGE}?try={nora.pk}&amount={value.replace('.', ',')}").text
    for each in route.steps:
        assert str(each.reason_to_others).replace("\u00a0", " ") in tried


def test_trouble_is_named_with_a_way_to_mend_it(world: World) -> None:
    User.objects.filter(pk=world.ali.user.pk).update(is_active=False)
    page = read(world.client(world.greta), PAGE)
    assert "Ali Haddad is inactive, and is next approver of 1 person." in page.text
    assert f"{PAGE}?person={world.nora.pk}#person" in page.links
    assert "No trouble found" not in page.text
    assert "Inactive" in page.text


def test_the_rules_are_the_organisations_own(world: World) -> None:
    client = world.client(world.greta)
    rules = {"every_step_must_approve": "on", "remind_after_days": "2", "escalate_after_days": ""}
    assert client.post(f"{PAGE}rules/", rules).status_code == 302
    group = CustomerGroup.objects.get(pk=world.norrvik.pk)
    assert group.every_step_must_approve
    assert (group.remind_after_days, group.escalate_after_days) == (2, None)
    page = page_of(client.post(f"{PAGE}rules/", rules | {"escalate_after_days": "1"}))
    assert page.fields_in_error == ["escalate_after_days"]
    page = page_of(client.post(f"{PAGE}rules/", rules | {"remind_after_days": "0"}))
    assert page.fields_in_error == ["remind_after_days"]
    assert CustomerGroup.objects.get(pk=world.norrvik.pk).remind_after_days == 2


def test_a_company_by_itself_has_chains_and_no_rules_of_its_own(world: World) -> None:
    Membership.objects.filter(pk=world.otto.pk).update(is_group_admin=True)
    client = world.client(world.otto)
    page = read(client, PAGE)
    assert "the shop's ordinary rules hold" in page.text
    assert client.post(f"{PAGE}rules/", {}).status_code == 404


def crowd(world: World, people: int, *, each_approver: int = 12) -> list[Membership]:
    """So many buyers below approvers of their own, all of them below Ali."""
    users = User.objects.bulk_create(
        User(email=f"p{n}@example.com", first_name=f"P{n:03}", last_name="Ek")
        for n in range(people)
    )
    approvers = Membership.objects.bulk_create(
        Membership(
            user=user,
            customer=world.care,
            is_approver=True,
            next_approver=world.ali,
            break_point=1000,
        )
        for user in users[:: each_approver + 1]
    )
    Membership.objects.bulk_create(
        Membership(
            user=user,
            customer=(world.care, world.school)[n % 2],
            next_approver=approvers[n // (each_approver + 1)],
            break_point=500,
        )
        for n, user in enumerate(users)
        if n % (each_approver + 1)
    )
    return approvers


def cost(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def test_sixty_cost_as_many_questions_as_five(world: World) -> None:
    client = world.client(world.greta)
    urls = (PAGE, f"{PAGE}?person={world.nora.pk}", f"{PAGE}?try={world.nora.pk}&amount=9000")
    client.get(PAGE)
    few = [cost(client, url) for url in urls]
    crowd(world, 60)
    assert [cost(client, url) for url in urls] == few


def test_four_hundred_people_are_folded_and_each_is_found(world: World) -> None:
    approvers = crowd(world, 400)
    client = world.client(world.greta)
    folded = client.get(PAGE).content.decode()
    assert folded.count('class="chain-box') < 80
    assert "P001 Ek and 11 others" in folded
    answer = client.get(f"{PAGE}?find=p399")
    assert answer.status_code == 302
    page = read(client, answer["Location"])
    assert "P399 Ek" in page.text
    opened = html(client, f"{PAGE}?open={approvers[0].pk}")
    assert opened.count("P001 Ek") >= 2
    assert (
        html(client, f"{PAGE}?find=ek").split("chain-hits")[1].split("</ul>")[0].count("<li") == 50
    )


def test_an_approver_is_searched_for_not_scrolled_to(world: World) -> None:
    crowd(world, 0)
    users = User.objects.bulk_create(
        User(email=f"a{n}@example.com", first_name=f"A{n:03}", last_name="Ek") for n in range(70)
    )
    Membership.objects.bulk_create(
        Membership(user=user, customer=world.care, is_approver=True) for user in users
    )
    client = world.client(world.greta)
    text = html(client, f"{PAGE}?person={world.nora.pk}")
    assert text.count("<option") == 50 + 2
    assert "more approvers fit" in text
    page = client.post(card(world.nora), step(world.ali, "77", do="find", find_next="a069"))
    text = page.content.decode()
    assert "A069 Ek" in text
    assert text.count("<option") == 3  # nobody, the one found, the one chosen
    assert 'value="77"' in text


def test_a_chain_of_sixty_steps_is_drawn_and_listed(world: World) -> None:
    above = world.greta
    for number in range(60):
        above = Membership.objects.create(
            user=make_user(f"s{number}@example.com", f"S{number:02}", "Ek"),
            customer=world.school,
            is_approver=True,
            next_approver=above,
            break_point=Decimal(60 - number),
        )
    client = world.client(world.greta)
    page = Page(html(client, f"{PAGE}?person={above.pk}&view=list"))
    assert "S59 Ek" in page.text
    assert client.get(f"{PAGE}?person={above.pk}").status_code == 200
