"""The back office's agreement assortments: found, made, filled, priced, connected, ended."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from catalogue.models import Assortment, AssortmentItem
from catalogue.selectors.prices import price_book
from customers.models import Segment
from tests.pages.reading import page_of, read
from tests.pages.shop.browsing import agree
from tests.world import World, make_product

LIST = "/staff/assortments/"
QUERIES_LIST = 7
QUERIES_CARD = 9


@pytest.fixture
def stina(world: World) -> Client:
    return world.client(world.stina)


@pytest.fixture
def agreement(world: World) -> Assortment:
    return agree(world, "1111.00", world.dock, world.paper)


def card(agreement: Assortment, what: str = "") -> str:
    return f"{LIST}{agreement.pk}/{what}"


def items_form(client: Client, agreement: Assortment, **changes: str) -> Any:
    """The items' form as it stands, with these fields filled in otherwise, sent."""
    form = dict(read(client, card(agreement)).forms[card(agreement, "items/")])
    return client.post(card(agreement, "items/"), form | changes)


def item(agreement: Assortment, sku: str) -> AssortmentItem:
    return AssortmentItem.objects.get(assortment=agreement, variant__sku=sku)


def test_the_list_says_for_whom_and_when(
    world: World, stina: Client, agreement: Assortment
) -> None:
    page = read(stina, LIST)
    assert "Norrvik 2024–2027 Norrviks kommun 2" in page.text
    assert "Valid now" in page.text
    today = timezone.localdate()
    Assortment.objects.create(name="Nästa", valid_from=today + timedelta(days=9))
    Assortment.objects.create(
        name="Förra", valid_from=today - timedelta(days=9), valid_until=today - timedelta(days=1)
    )
    last_day = Assortment.objects.create(
        name="Sista", valid_from=today - timedelta(days=9), valid_until=today
    )
    for state, names in (
        ("now", {"Norrvik 2024–2027", last_day.name}),
        ("later", {"Nästa"}),
        ("ended", {"Förra"}),
    ):
        text = read(stina, f"{LIST}?state={state}").text
        found = {name for name in ("Norrvik 2024–2027", "Nästa", "Förra", "Sista") if name in text}
        assert found == names, state


def test_an_agreement_is_found_by_its_name_and_by_whom_it_is_for(
    world: World, stina: Client, agreement: Assortment
) -> None:
    for text, is_found in (("2024", True), ("norrviks", True), ("vestby", False)):
        assert (agreement.name in read(stina, f"{LIST}?q={text}").text) is is_found


def test_the_list_and_the_card_cost_the_same_for_many_items(
    world: World,
    stina: Client,
    agreement: Assortment,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for address, queries in ((LIST, QUERIES_LIST), (card(agreement), QUERIES_CARD)):
        read(stina, address)
        with django_assert_num_queries(queries):
            read(stina, address)
    for n in range(40):
        more = make_product(f"Vara {n:02}", f"V-{n}", "9", category=world.office, vat=world.vat)
        AssortmentItem.objects.create(assortment=agreement, variant=more)
        other = Assortment.objects.create(name=f"A {n:02}")
        other.customers.add(world.vestby)
    for address, queries in ((LIST, QUERIES_LIST), (card(agreement), QUERIES_CARD)):
        with django_assert_num_queries(queries):
            page = read(stina, address)
        assert page.next
    assert "V-39" in read(stina, page.next.split("#")[0]).text


def test_stina_makes_an_agreement_and_is_led_to_whom_it_is_for(world: World, stina: Client) -> None:
    values = {"name": "Vestby 2027", "valid_from": "2027-01-01", "valid_until": "2027-12-31"}
    response = stina.post(f"{LIST}new/", values)
    made = Assortment.objects.get(name="Vestby 2027")
    assert response["Location"] == card(made, "for/")
    assert not made.percentages_apply
    assert "for nobody yet" in read(stina, card(made)).text


def test_days_the_wrong_way_round_and_a_taken_name_are_said_at_the_field(
    world: World, stina: Client, agreement: Assortment
) -> None:
    wrong = {"name": "Ny", "valid_from": "2027-01-02", "valid_until": "2027-01-01"}
    taken = {"name": agreement.name, "valid_from": "2027-01-02"}
    for address in (f"{LIST}new/", card(Assortment.objects.create(name="B"), "validity/")):
        page = page_of(stina.post(address, wrong))
        assert page.fields_in_error == ["valid_until"]
        assert page.inputs["name"] == "Ny"
        page = page_of(stina.post(address, taken))
        assert page.fields_in_error == ["name"]
    assert not Assortment.objects.filter(name="Ny").exists()


def test_an_agreement_is_ended_by_its_last_day(
    world: World, stina: Client, agreement: Assortment
) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    values = {
        "name": agreement.name,
        "valid_from": (yesterday - timedelta(days=5)).isoformat(),
        "valid_until": yesterday.isoformat(),
    }
    assert world.client(world.nora).get("/assortment/").status_code == 200
    stina.post(card(agreement, "validity/"), values)
    assert world.client(world.nora).get("/assortment/").status_code == 404
    assert "Ended" in read(stina, card(agreement)).text


def test_items_stand_under_their_categories_with_their_prices(
    world: World, stina: Client, agreement: Assortment
) -> None:
    page = read(stina, card(agreement))
    assert "Datorer / Dockningsstationer ND-4012-GB Dockningsstation" in page.text
    form = page.forms[card(agreement, "items/")]
    assert form[f"price_{item(agreement, 'ND-4012-GB').pk}"].replace("\xa0", " ") == "1 111,00"
    assert "BJ-A480-K" not in read(stina, card(agreement, "?q=dock")).text


def test_a_new_contract_price_holds_at_once_and_blank_is_the_ordinary_price(
    world: World, stina: Client, agreement: Assortment
) -> None:
    dock, paper = item(agreement, "ND-4012-GB"), item(agreement, "BJ-A480-K")
    items_form(stina, agreement, **{f"price_{dock.pk}": "1 050,50", f"price_{paper.pk}": ""})
    book = price_book(world.actor(world.nora), [world.dock.pk, world.paper.pk])
    assert book.answer(world.dock.pk, 1).unit_net == Decimal("1050.50")
    assert book.answer(world.paper.pk, 1).unit_net == Decimal("289.00")
    items_form(stina, agreement, **{f"price_{dock.pk}": "0"})
    dock.refresh_from_db()
    assert (dock.contract_price_net, dock.is_free) == (None, False)
    assert price_book(world.actor(world.nora), [world.dock.pk]).answer(
        world.dock.pk, 1
    ).unit_net == Decimal("1590.00")


def test_only_the_tick_makes_an_item_free(
    world: World, stina: Client, agreement: Assortment
) -> None:
    dock = item(agreement, "ND-4012-GB")
    items_form(stina, agreement, **{f"price_{dock.pk}": "", f"free_{dock.pk}": "on"})
    book = price_book(world.actor(world.nora), [world.dock.pk])
    assert book.answer(world.dock.pk, 1).unit_net == Decimal(0)


def test_an_item_is_taken_out_and_its_earlier_price_is_still_known(
    world: World, stina: Client, agreement: Assortment
) -> None:
    dock = item(agreement, "ND-4012-GB")
    items_form(stina, agreement, **{f"out_{dock.pk}": "on"})
    assert [each.variant for each in agreement.items.all()] == [world.paper]
    history: Any = AssortmentItem.history  # type: ignore[attr-defined]
    events = history.rel.related_model.objects.filter(pgh_obj_id=dock.pk)
    assert Decimal("1111.00") in events.values_list("contract_price_net", flat=True)


def test_a_price_that_is_none_is_said_at_its_field_and_nothing_is_lost(
    world: World, stina: Client, agreement: Assortment
) -> None:
    dock, paper = item(agreement, "ND-4012-GB"), item(agreement, "BJ-A480-K")
    response = items_form(
        stina, agreement, **{f"price_{dock.pk}": "mycket", f"price_{paper.pk}": "250"}
    )
    page = page_of(response, 422)
    assert page.fields_in_error == [f"price_{dock.pk}"]
    form = page.forms[card(agreement, "items/")]
    assert form[f"price_{dock.pk}"] == "mycket"
    assert form[f"price_{paper.pk}"] == "250"
    paper.refresh_from_db()
    assert paper.contract_price_net == Decimal("1111.00")


def test_a_price_that_somebody_else_changed_meanwhile_is_not_written_over(
    world: World, stina: Client, agreement: Assortment
) -> None:
    dock = item(agreement, "ND-4012-GB")
    form = dict(read(stina, card(agreement)).forms[card(agreement, "items/")])
    AssortmentItem.objects.filter(pk=dock.pk).update(contract_price_net=900)
    form[f"price_{dock.pk}"] = "1000"
    page = page_of(stina.post(card(agreement, "items/"), form), 422)
    assert "ND-4012-GB has been changed meanwhile" in page.text
    dock.refresh_from_db()
    assert dock.contract_price_net == 900


def test_an_item_of_another_agreement_cannot_be_changed_through_this_one(
    world: World, stina: Client, agreement: Assortment
) -> None:
    other = Assortment.objects.create(name="Annat")
    theirs = AssortmentItem.objects.create(assortment=other, variant=world.headset)
    form = {f"was_{theirs.pk}": "|", f"price_{theirs.pk}": "1"}
    stina.post(card(agreement, "items/"), form)
    theirs.refresh_from_db()
    assert theirs.contract_price_net is None


def test_pasted_numbers_get_a_verdict_each_before_anything_is_saved(
    world: World, stina: Client, agreement: Assortment
) -> None:
    pasted = "\n".join(
        [
            "ly-0650-uc\t1 200,00",
            "ND-4012-GB;1000",
            "BJ-A480-K\t1111",
            "FINNS-INTE",
            "",
            "ly-0650-UC\t5",
            "X-1;mycket",
        ]
    )
    page = page_of(stina.post(card(agreement, "add/"), {"lines": pasted, "look": "1"}))
    assert "2 to save, 3 refused, 1 as before" in page.text
    for words in (
        "LY-0650-UC Headset",
        "There is no such article",
        "already on line 1",
        "This is not a number",
    ):
        assert words in page.text, words
    assert agreement.items.count() == 2
    form = page.forms[card(agreement, "add/")]
    saved = page_of(stina.post(card(agreement, "add/"), form | {"save": "1"}))
    assert item(agreement, "LY-0650-UC").contract_price_net == Decimal(1200)
    assert item(agreement, "ND-4012-GB").contract_price_net == Decimal(1000)
    left = saved.forms[card(agreement, "add/")]["lines"].split("\n")
    assert [line.strip() for line in left] == ["FINNS-INTE", "ly-0650-UC\t5", "X-1;mycket"]


def test_lines_changed_after_the_verdicts_are_looked_at_again(
    world: World, stina: Client, agreement: Assortment
) -> None:
    page = page_of(stina.post(card(agreement, "add/"), {"lines": "LY-0650-UC", "look": "1"}))
    form = page.forms[card(agreement, "add/")] | {"lines": "LY-0650-UC;1", "save": "1"}
    again = page_of(stina.post(card(agreement, "add/"), form))
    assert "1 to save" in again.text
    assert agreement.items.count() == 2


def test_free_of_charge_can_be_pasted_in_words(
    world: World, stina: Client, agreement: Assortment
) -> None:
    page = page_of(stina.post(card(agreement, "add/"), {"lines": "LY-0650-UC\tgratis"}))
    stina.post(card(agreement, "add/"), page.forms[card(agreement, "add/")] | {"save": "1"})
    headset = item(agreement, "LY-0650-UC")
    assert (headset.is_free, headset.contract_price_net) == (True, None)


def test_the_agreement_is_connected_and_disconnected_by_search(
    world: World, stina: Client, agreement: Assortment
) -> None:
    # Not "Skolor": a customer is found by its delivery address too, and one is of a school.
    segment = Segment.objects.create(name="Bibliotek")
    for find, holder, names in (
        ("vestby", f"customer:{world.vestby.pk}", agreement.customers),
        ("retail", f"group:{world.retail.pk}", agreement.groups),
        ("bibl", f"segment:{segment.pk}", agreement.segments),
    ):
        page = read(stina, card(agreement, f"for/?find={find}"))
        assert holder in {button.get("value") for button in page.buttons}
        stina.post(card(agreement, "connect/"), {"holder": holder})
        held = names.count()
        page = read(stina, card(agreement, f"for/?find={find}"))
        assert "Nobody fits" in page.text
        stina.post(card(agreement, "disconnect/"), {"holder": holder})
        assert names.count() == held - 1


def test_a_holder_that_is_none_is_404(world: World, stina: Client, agreement: Assortment) -> None:
    for holder in ("", "customer:x", "customer:999999", "team:1", "group:-1"):
        response = stina.post(card(agreement, "connect/"), {"holder": holder})
        assert response.status_code == 404, holder


def test_what_it_gives_is_explained_with_its_own_discount_rule(
    world: World, stina: Client, agreement: Assortment
) -> None:
    assert "A contract price is final" in read(stina, card(agreement, "gives/")).text
    agreement.percentages_apply = True
    agreement.save()
    assert "taken off the contract price too" in read(stina, card(agreement, "gives/")).text


def test_excel_goes_out_and_comes_in_from_the_card(
    world: World, stina: Client, agreement: Assortment
) -> None:
    page = read(stina, card(agreement))
    assert page.forms["/staff/exports/new/assortments/"]["asked"] == (
        "assortment=Norrvik+2024%E2%80%932027"
    )
    assert "/staff/imports/new/?kind=assortments" in page.links


def test_sam_sees_agreements_and_changes_nothing(world: World, agreement: Assortment) -> None:
    sam = world.client(world.sam)
    for address in (LIST, card(agreement), card(agreement, "for/"), card(agreement, "gives/")):
        page = read(sam, address)
        assert not [form for form in page.forms if form.endswith(("items/connect/", "add/"))]
        assert card(agreement, "add/") not in page.links
    assert "1 111,00" in read(sam, card(agreement)).text
    for what in ("items/", "add/", "connect/", "disconnect/", "validity/"):
        response = sam.post(card(agreement, what), {"holder": f"customer:{world.vestby.pk}"})
        assert response.status_code == 403, what
    assert not agreement.customers.exists()


def test_what_is_not_there_is_404(world: World, stina: Client) -> None:
    for what in ("", "add/", "for/", "validity/", "gives/"):
        assert stina.get(f"{LIST}999999/{what}").status_code == 404
    assert stina.post(f"{LIST}999999/items/").status_code == 404
