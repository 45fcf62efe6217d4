"""The back office's price lists: found, made, opened, connected, and what happened to them."""

from decimal import Decimal

import pytest
from pytest_django import DjangoAssertNumQueries

from catalogue.models import PriceList, PriceRow
from catalogue.services.prices import PriceDraft, connect_price_list, create_price_list, set_prices
from customers.models import Customer, PricingTier, Segment
from tests.pages.reading import page_of, read
from tests.prices import list_in_force, pays, some_days
from tests.world import World, make_product

LIST = "/staff/price-lists/"


@pytest.fixture
def kommun(world: World) -> PriceList:
    rows = [(world.dock, 1, "1500"), (world.dock, 10, "1400"), (world.paper, 1, "250")]
    return list_in_force(world, "Norrvik 2026", world.norrvik, rows=rows)


def address(price_list: PriceList, rest: str = "") -> str:
    return f"{LIST}{price_list.pk}/{rest}"


def test_sam_finds_a_list_by_part_of_its_name_and_by_when_it_holds(
    world: World, kommun: PriceList
) -> None:
    stina = world.actor(world.stina)
    create_price_list(actor=stina, name="Höst", valid_from=some_days(10))
    create_price_list(
        actor=stina, name="Förra året", valid_from=some_days(-400), valid_until=some_days(-1)
    )
    sam = world.client(world.sam)
    shown = read(sam, LIST).text
    for words in ("Norrvik 2026 Norrviks kommun", "Höst nobody yet", "Valid later", "Ended"):
        assert words in shown
    assert "Höst" not in read(sam, f"{LIST}?q=rrvik 2").text
    for state, name in (("now", "Norrvik 2026"), ("later", "Höst"), ("ended", "Förra året")):
        names = [row.name for row in sam.get(f"{LIST}?state={state}").context["rows"]]
        assert names == [name]
    assert "No price list fits" in read(sam, f"{LIST}?q=zzz").text


def test_a_list_shows_the_first_four_it_is_for(world: World) -> None:
    made = create_price_list(actor=world.actor(world.stina), name="Många")
    for number in range(6):
        buyer = Segment.objects.create(name=f"Segment {number}")
        connect_price_list(actor=world.actor(world.stina), price_list=made, buyer=buyer)
    shown = read(world.client(world.sam), LIST).text
    assert "Segment 0 · Segment 1 · Segment 2 · Segment 3 · and more" in shown
    assert "Segment 4" not in shown


def test_stina_makes_a_list_and_is_asked_whom_it_is_for(world: World) -> None:
    stina = world.client(world.stina)
    form = read(stina, f"{LIST}new/")
    assert form.inputs["valid_from"] == some_days(0).isoformat()
    sent = {"name": "Vår", "valid_from": "2026-03-01", "valid_until": "2026-05-31"}
    response = stina.post(f"{LIST}new/", sent)
    made = PriceList.objects.get(name="Vår")
    assert response.headers["Location"] == address(made, "for-whom/")
    assert str(made.valid_until) == "2026-05-31"


def test_a_taken_name_and_days_in_the_wrong_order_are_said_at_the_field(
    world: World, kommun: PriceList
) -> None:
    stina = world.client(world.stina)
    sent = {"name": "Norrvik 2026", "valid_from": "2026-03-01"}
    page = page_of(stina.post(f"{LIST}new/", sent))
    assert "Another price list has this name." in page.text
    assert page.fields_in_error == ["name"]
    sent |= {"name": "Ny", "valid_until": "2026-02-28"}
    page = page_of(stina.post(f"{LIST}new/", sent))
    assert page.fields_in_error == ["valid_until"]
    assert page.inputs["name"] == "Ny"
    page = page_of(stina.post(address(kommun, "validity/"), sent))
    assert page.fields_in_error == ["valid_until"]
    assert not PriceList.objects.filter(name="Ny").exists()


def test_the_rows_show_quantities_side_by_side_against_the_list_price(
    world: World, kommun: PriceList
) -> None:
    shown = read(world.client(world.sam), address(kommun)).text
    assert "1 590,00 1+ 1 500,00 −5,7 % 10+ 1 400,00 −11,9 %" in shown
    assert "289,00 1+ 250,00 −13,5 %" in shown


def test_coming_and_ended_prices_are_told_apart(world: World, kommun: PriceList) -> None:
    stina = world.actor(world.stina)
    drafts = [PriceDraft(world.paper, Decimal("240"))]
    set_prices(actor=stina, price_list=kommun, prices=drafts, valid_from=some_days(0))
    drafts = [PriceDraft(world.paper, Decimal("230"))]
    set_prices(actor=stina, price_list=kommun, prices=drafts, valid_from=some_days(9))
    sam = world.client(world.sam)
    shown = read(sam, address(kommun)).text
    assert "1+ 240,00" in shown
    assert "230,00 from " in shown
    assert "250,00" not in shown
    assert "250,00 " in read(sam, f"{address(kommun)}?ended=1").text


def test_rows_are_found_by_number_or_name_and_paged_by_article_number(
    world: World, kommun: PriceList
) -> None:
    drafts = []
    for number in range(35):
        variant = make_product(
            f"Penna {number:02}", f"PE-{number:02}", "10", category=world.office, vat=world.vat
        )
        drafts.append(PriceDraft(variant, Decimal(9)))
    set_prices(actor=world.actor(world.stina), price_list=kommun, prices=drafts)
    sam = world.client(world.sam)
    first = sam.get(address(kommun))
    numbers = [row.variant.sku for row in first.context["rows"]]
    assert numbers == sorted(numbers)
    assert len(numbers) == 30
    second = sam.get(first.context["older_url"])
    assert [row.variant.sku for row in second.context["rows"]][-1] == "PE-34"
    for text, sku in (("pe-07", "PE-07"), ("penna 07", "PE-07"), ("nd-40", "ND-4012-GB")):
        found = sam.get(f"{address(kommun)}?q={text}").context["rows"]
        assert [row.variant.sku for row in found] == [sku]


def test_a_page_of_rows_costs_the_same_for_two_goods_and_for_thirty(
    world: World, kommun: PriceList, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    drafts = []
    for number in range(40):
        variant = make_product(
            f"Penna {number}", f"PE-{number}", "10", category=world.office, vat=world.vat
        )
        drafts += [PriceDraft(variant, Decimal(9)), PriceDraft(variant, Decimal(8), 10)]
    set_prices(actor=world.actor(world.stina), price_list=kommun, prices=drafts)
    sam = world.client(world.sam)
    for rest, queries in (("", 10), ("for-whom/", 8), ("history/", 11), ("changes/", 8)):
        sam.get(address(kommun, rest))
        with django_assert_num_queries(queries):
            sam.get(address(kommun, rest))
    with django_assert_num_queries(7):
        sam.get(LIST)


def test_stina_connects_whom_she_finds_and_disconnects_them(
    world: World, kommun: PriceList
) -> None:
    tier = PricingTier.objects.create(name="Vestby-nivå")
    segment = Segment.objects.create(name="Vestby och andra")
    stina = world.client(world.stina)
    page = read(stina, f"{address(kommun, 'for-whom/')}?q=vestby")
    for each in (world.vestby, tier, segment):
        assert each.name in page.text
    assert pays(world, world.otto, world.paper) == "289.00"
    where = address(kommun, f"for-whom/customer/{world.vestby.pk}/")
    assert f"{where}connect/" in page.forms
    assert stina.post(f"{where}connect/").status_code == 302
    stina.post(f"{where}connect/")  # pressed twice: once connected
    assert kommun.connections.filter(customer=world.vestby).count() == 1
    assert pays(world, world.otto, world.paper) == "250.00"
    assert f"{where}disconnect/" in read(stina, address(kommun, "for-whom/")).forms
    assert stina.post(f"{where}disconnect/").status_code == 302
    assert pays(world, world.otto, world.paper) == "289.00"


@pytest.mark.parametrize("kind", ["customer", "group", "segment", "tier", "user"])
def test_nobody_who_does_not_exist_is_connected(world: World, kommun: PriceList, kind: str) -> None:
    stina = world.client(world.stina)
    for pk in (0, 999_999, 10**25):
        where = address(kommun, f"for-whom/{kind}/{pk}/connect/")
        assert stina.post(where).status_code == 404
    assert kommun.connections.count() == 1


def test_a_list_holds_between_its_days_only(world: World, kommun: PriceList) -> None:
    stina = world.client(world.stina)
    sent = {
        "name": "Norrvik",
        "valid_from": some_days(-365).isoformat(),
        "valid_until": some_days(-1).isoformat(),
    }
    assert stina.post(address(kommun, "validity/"), sent).status_code == 302
    assert pays(world, world.nora, world.paper) == "289.00"
    assert pays(world, world.nora, world.paper, on=some_days(-1)) == "250.00"
    assert PriceRow.objects.filter(price_list=kommun, valid_until=None).exists()


def test_the_history_tells_who_set_ended_and_corrected(world: World, kommun: PriceList) -> None:
    stina = world.actor(world.stina)
    for price in ("240", "241"):
        drafts = [PriceDraft(world.paper, Decimal(price))]
        set_prices(actor=stina, price_list=kommun, prices=drafts)
    shown = read(world.client(world.sam), address(kommun, "history/")).text
    assert "Stina Falk BJ-A480-K 1 Corrected the same day 240,00 241,00" in shown
    assert "Stina Falk BJ-A480-K 1 Set 240,00" in shown
    assert "Stina Falk BJ-A480-K 1 End changed 250,00" in shown


def test_the_export_asks_for_this_list_only(world: World, kommun: PriceList) -> None:
    forms = read(world.client(world.sam), address(kommun)).forms
    asked = forms["/staff/exports/new/prices/"]["asked"]
    assert "list=Norrvik+2026" in asked


def test_sam_looks_and_changes_nothing(world: World, kommun: PriceList) -> None:
    sam = world.client(world.sam)
    shown = read(sam, address(kommun)).text
    for words in ("Paste lines", "Raise or lower", "Set a price", "Edit"):
        assert words not in shown
    assert "Disconnect" not in read(sam, address(kommun, "for-whom/")).text
    for rest in ("validity/", "changes/paste/", "changes/adjust/", "changes/publish/"):
        assert sam.get(address(kommun, rest)).status_code == 403
    assert sam.post(address(kommun, "changes/discard/")).status_code == 403
    group = address(kommun, f"for-whom/group/{world.norrvik.pk}/disconnect/")
    assert sam.post(group).status_code == 403
    assert pays(world, world.nora, world.paper) == "250.00"


def test_a_list_that_is_not_there_is_404(world: World) -> None:
    stina = world.client(world.stina)
    for rest in ("", "for-whom/", "validity/", "history/", "changes/", "changes/publish/"):
        assert stina.get(f"{LIST}999999/{rest}").status_code == 404


def test_customers_of_others_are_no_bulk_of_queries(
    world: World, kommun: PriceList, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """A list for hundreds of customers shows a page of them."""
    stina = world.actor(world.stina)
    for number in range(40):
        buyer = Customer.objects.create(
            name=f"Kund {number}", number=f"K{number}", main_group=world.retail
        )
        connect_price_list(actor=stina, price_list=kommun, buyer=buyer)
    sam = world.client(world.sam)
    with django_assert_num_queries(9):
        first = sam.get(address(kommun, "for-whom/"))
    assert len(first.context["rows"]) == 30
    assert len(sam.get(first.context["older_url"]).context["rows"]) == 11
