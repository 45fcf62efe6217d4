"""Stina changes a price list: row by row, by pasted lines, by a percentage; and publishes it."""

from decimal import Decimal

import pytest

from catalogue.models import PriceList, PriceRow, StagedPrice
from catalogue.services.prices import PriceDraft, set_prices
from tests.pages.reading import Page, page_of, read
from tests.prices import list_in_force, pays, some_days
from tests.world import World


@pytest.fixture
def kommun(world: World) -> PriceList:
    rows = [(world.dock, 1, "1500"), (world.dock, 10, "1400"), (world.paper, 1, "250")]
    return list_in_force(world, "Norrvik 2026", world.norrvik, rows=rows)


def address(price_list: PriceList, rest: str = "") -> str:
    return f"/staff/price-lists/{price_list.pk}/{rest}"


def staged(price_list: PriceList) -> list[tuple[str, int, str]]:
    rows = StagedPrice.objects.filter(price_list=price_list).order_by(
        "variant__sku", "from_quantity"
    )
    return [
        (row.variant.sku, row.from_quantity, "ends" if row.ends else str(row.unit_net))
        for row in rows.select_related("variant")
    ]


def row_form(page: Page) -> dict[str, str]:
    """The quantity prices as the form would send them untouched."""
    return {name: page.inputs[name] for name in page.inputs if name[:1] in "qpw" and name != "q"}


# -- row by row


def test_stina_finds_an_article_and_prepares_its_prices(world: World, kommun: PriceList) -> None:
    stina = world.client(world.stina)
    found = stina.get(f"{address(kommun, 'find/')}?article=nd-4012-gb")
    where = address(kommun, f"rows/{world.dock.pk}/")
    assert found.headers["Location"] == where
    sent = row_form(read(stina, where))
    assert (sent["q0"], sent["p0"], sent["q1"], sent["p1"]) == (
        "1",
        "1\u00a0500,00",
        "10",
        "1\u00a0400,00",
    )
    sent |= {"p1": "", "q2": "25", "p2": "1 350,50"}
    response = stina.post(where, sent)
    assert response.headers["Location"] == address(kommun, "changes/")
    assert staged(kommun) == [("ND-4012-GB", 10, "ends"), ("ND-4012-GB", 25, "1350.50")]
    assert pays(world, world.nora, world.dock, 25) == "1400.00"


def test_a_form_sent_untouched_prepares_nothing_also_with_a_price_to_come(
    world: World, kommun: PriceList
) -> None:
    drafts = [PriceDraft(world.dock, Decimal("1450"))]
    stina = world.actor(world.stina)
    set_prices(actor=stina, price_list=kommun, prices=drafts, valid_from=some_days(9))
    where = address(kommun, f"rows/{world.dock.pk}/")
    client = world.client(world.stina)
    page = page_of(client.post(where, row_form(read(client, where)), follow=True))
    assert "Nothing changes: these prices hold already." in page.text
    assert staged(kommun) == []


def test_the_form_goes_on_from_what_is_prepared(world: World, kommun: PriceList) -> None:
    where = address(kommun, f"rows/{world.dock.pk}/")
    stina = world.client(world.stina)
    stina.post(where, {"was0": "1", "q0": "1", "p0": "1450", "was1": "10", "q1": "10", "p1": ""})
    sent = row_form(read(stina, where))
    assert (sent["q0"], sent["p0"], sent["q1"]) == ("1", "1\u00a0450,00", "")
    stina.post(where, sent | {"p0": "1500"})  # back to what holds
    assert staged(kommun) == [("ND-4012-GB", 10, "ends")]


@pytest.mark.parametrize(
    ("sent", "field", "words"),
    [
        ({"q0": "", "p0": "5"}, "q0", "Write from which quantity."),
        ({"q0": "0", "p0": "5"}, "q0", "greater than or equal to 1"),
        ({"q0": "99999999999", "p0": "5"}, "q0", "less than or equal to"),
        ({"q0": "1", "p0": "gratis"}, "p0", "This is not a number."),
        ({"q0": "1", "p0": "-5"}, "p0", "may not be below 0"),
        ({"q0": "1", "p0": "5", "q1": "1", "p1": "6"}, "q1", "already above"),
    ],
)
def test_bad_quantities_and_prices_are_said_at_the_field_and_kept(
    world: World, kommun: PriceList, sent: dict[str, str], field: str, words: str
) -> None:
    where = address(kommun, f"rows/{world.dock.pk}/")
    page = page_of(world.client(world.stina).post(where, sent))
    assert page.fields_in_error == [field]
    assert words in page.text
    assert page.inputs["p0"] == sent["p0"]
    assert staged(kommun) == []


def test_an_article_that_is_not_there_is_said(world: World, kommun: PriceList) -> None:
    stina = world.client(world.stina)
    page = page_of(stina.get(f"{address(kommun, 'find/')}?article=NOPE", follow=True))
    assert "There is no article NOPE." in page.text
    assert stina.get(address(kommun, "rows/999999/")).status_code == 404


# -- pasted


LINES = """ND-4012-GB;1;1 450,00
ND-4012-GB\t10\t1400

BJ-A480-K;240
NOPE;1;5
LY-0650-UC;0;5
LY-0650-UC;1;
LY-0650-UC;1;1,234
ND-4012-GB;1;1460
some words"""


def test_every_pasted_line_gets_a_verdict_and_nothing_is_prepared_yet(
    world: World, kommun: PriceList
) -> None:
    where = address(kommun, "changes/paste/")
    page = page_of(world.client(world.stina).post(where, {"lines": LINES, "check": "1"}))
    for words in (
        "1 Update ND-4012-GB Dockningsstation Nordock Pro 14 1 1 500,00 1 450,00 −3,3 %",
        "2 Unchanged ND-4012-GB Dockningsstation Nordock Pro 14 10 1 400,00 1 400,00",
        "4 Update BJ-A480-K Kopieringspapper Björk A4 1 250,00 240,00 −4 %",
        "5 Refused There is no such article. NOPE;1;5",
        "6 Refused A quantity begins at 1.",
        "7 Refused The price is missing. Write 0 for the normal price.",
        "8 Refused 1,234 can be read in two ways.",
        "9 Refused The same is already in row 1. ND-4012-GB;1;1460",
        "10 Refused Write article number; quantity; price. some words",
        "Prepare 2 changes",
        "6 lines cannot be used and stay here",
    ):
        assert words in page.text
    assert staged(kommun) == []


def test_the_good_lines_are_prepared_and_the_others_stay_on_the_page(
    world: World, kommun: PriceList
) -> None:
    where = address(kommun, "changes/paste/")
    page = page_of(world.client(world.stina).post(where, {"lines": LINES, "prepare": "1"}))
    assert staged(kommun) == [("BJ-A480-K", 1, "240.00"), ("ND-4012-GB", 1, "1450.00")]
    left = page.forms[""]["lines"].splitlines()
    assert left[0] == "NOPE;1;5"
    assert left[-1] == "some words"
    assert len(left) == 6


def test_good_lines_alone_lead_to_what_is_prepared(world: World, kommun: PriceList) -> None:
    where = address(kommun, "changes/paste/")
    sent = {"lines": "BJ-A480-K;5;0", "prepare": "1"}
    response = world.client(world.stina).post(where, sent)
    assert response.headers["Location"] == address(kommun, "changes/")
    assert staged(kommun) == [("BJ-A480-K", 5, "0.00")]


def test_too_many_lines_are_a_files(world: World, kommun: PriceList) -> None:
    where = address(kommun, "changes/paste/")
    sent = {"lines": "A;1;1\n" * 2001, "prepare": "1"}
    page = page_of(world.client(world.stina).post(where, sent))
    assert "At most 2000 lines can be pasted. Import a file instead." in page.text
    assert page.fields_in_error == ["lines"]


# -- raised and lowered


def test_all_prices_are_lowered_to_whole_kronor(world: World, kommun: PriceList) -> None:
    sent = {"way": "lower", "percent": "2,5", "step": "1", "brand": "", "category": ""}
    response = world.client(world.stina).post(address(kommun, "changes/adjust/"), sent)
    assert response.headers["Location"] == address(kommun, "changes/")
    assert staged(kommun) == [
        ("BJ-A480-K", 1, "244.00"),  # 243,75
        ("ND-4012-GB", 1, "1463.00"),  # 1 462,50
        ("ND-4012-GB", 10, "1365.00"),
    ]


def test_only_a_category_by_its_name_or_address(world: World, kommun: PriceList) -> None:
    sent = {"way": "raise", "percent": "10", "step": "0.01", "brand": "", "category": "Datorer"}
    stina = world.client(world.stina)
    stina.post(address(kommun, "changes/adjust/"), sent)
    assert {sku for sku, _quantity, _price in staged(kommun)} == {"ND-4012-GB"}
    stina.post(address(kommun, "changes/adjust/"), sent | {"category": "/kontorsmaterial/"})
    assert len(staged(kommun)) == 3


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"percent": ""}, "percent"),
        ({"percent": "0"}, "percent"),
        ({"percent": "101"}, "percent"),
        ({"way": "lower", "percent": "95"}, "percent"),
        ({"step": "7"}, "step"),
        ({"category": "Nowhere"}, "category"),
    ],
)
def test_a_change_that_makes_no_sense_is_said_at_the_field(
    world: World, kommun: PriceList, changed: dict[str, str], field: str
) -> None:
    sent = {"way": "raise", "percent": "5", "step": "0.01", "brand": "", "category": ""} | changed
    response = world.client(world.stina).post(address(kommun, "changes/adjust/"), sent)
    assert response.status_code == 200
    assert list(response.context["form"].errors) == [field]
    assert staged(kommun) == []


# -- looked at, discarded, published


def prepare(world: World, price_list: PriceList, lines: str) -> None:
    sent = {"lines": lines, "prepare": "1"}
    world.client(world.stina).post(address(price_list, "changes/paste/"), sent)


def test_what_is_not_published_shows_old_new_and_large_changes_bold(
    world: World, kommun: PriceList
) -> None:
    prepare(world, kommun, "ND-4012-GB;1;1450\nBJ-A480-K;1;200\nLY-0650-UC;1;1300")
    sam = world.client(world.sam)
    assert "3 changes not published." in read(sam, address(kommun)).text
    response = sam.get(address(kommun, "changes/"))
    shown = page_of(response).text
    assert "1 500,00 to 1 450,00 −3,3 % Stina Falk" in shown
    assert "250,00 to 200,00 −20 % Stina Falk" in shown
    assert "LY-0650-UC Headset Lyra 65 Flex UC 1 none to 1 300,00 Stina Falk" in shown
    big = [row.staged.variant.sku for row in response.context["rows"] if row.is_big]
    assert big == ["BJ-A480-K"]
    assert response.content.decode().count("big-change") == 1
    assert "Discard all" not in shown


def test_stina_discards_one_and_all(world: World, kommun: PriceList) -> None:
    prepare(world, kommun, "ND-4012-GB;1;1450\nBJ-A480-K;1;200\nLY-0650-UC;1;1300")
    stina = world.client(world.stina)
    one = StagedPrice.objects.get(variant=world.paper)
    page = page_of(
        stina.post(address(kommun, "changes/discard/"), {"staged": str(one.pk)}, follow=True)
    )
    assert "1 change is discarded." in page.text
    assert len(staged(kommun)) == 2
    for odd in ("x", "-1", "9" * 25):
        where = address(kommun, "changes/discard/")
        assert stina.post(where, {"staged": odd}).status_code == 404
    stina.post(address(kommun, "changes/discard/"))
    assert staged(kommun) == []


def test_stina_publishes_from_a_day_to_come(world: World, kommun: PriceList) -> None:
    prepare(world, kommun, "ND-4012-GB;1;1450\nBJ-A480-K;1;200")
    stina = world.client(world.stina)
    page = read(stina, address(kommun, "changes/publish/"))
    assert "Publish 2 changes" in page.text
    sent = {"first_day": some_days(3).isoformat(), "version": page.inputs["version"]}
    told = page_of(stina.post(address(kommun, "changes/publish/"), sent, follow=True))
    assert "2 changes are published, from" in told.text
    assert pays(world, world.nora, world.paper) == "250.00"
    assert pays(world, world.nora, world.paper, on=some_days(3)) == "200.00"
    assert PriceRow.objects.filter(variant=world.paper).count() == 2
    assert "Nothing to publish" in read(stina, address(kommun, "changes/publish/")).text


def test_yesterday_is_refused_at_the_field(world: World, kommun: PriceList) -> None:
    prepare(world, kommun, "BJ-A480-K;1;200")
    stina = world.client(world.stina)
    version = read(stina, address(kommun, "changes/publish/")).inputs["version"]
    sent = {"first_day": some_days(-1).isoformat(), "version": version}
    page = page_of(stina.post(address(kommun, "changes/publish/"), sent))
    assert page.fields_in_error == ["first_day"]
    assert pays(world, world.nora, world.paper) == "250.00"


def test_two_who_publish_the_same_page_publish_it_once(world: World, kommun: PriceList) -> None:
    prepare(world, kommun, "BJ-A480-K;1;200")
    first, second = world.client(world.stina), world.client(world.stina)
    version = read(first, address(kommun, "changes/publish/")).inputs["version"]
    sent = {"first_day": some_days(0).isoformat(), "version": version}
    assert first.post(address(kommun, "changes/publish/"), sent).status_code == 302
    page = page_of(second.post(address(kommun, "changes/publish/"), sent))
    assert "Nothing is left to publish" in page.text
    assert PriceRow.objects.filter(variant=world.paper).count() == 2


def test_a_change_since_the_page_was_opened_is_shown_before_the_next_yes(
    world: World, kommun: PriceList
) -> None:
    prepare(world, kommun, "BJ-A480-K;1;200")
    stina = world.client(world.stina)
    sent = {
        "first_day": some_days(0).isoformat(),
        "version": read(stina, address(kommun, "changes/publish/")).inputs["version"],
    }
    prepare(world, kommun, "BJ-A480-K;1;20")
    page = page_of(stina.post(address(kommun, "changes/publish/"), sent))
    assert "Somebody has changed these prices since you looked. Look once more." in page.text
    assert pays(world, world.nora, world.paper) == "250.00"
    sent["version"] = page.inputs["version"]
    assert stina.post(address(kommun, "changes/publish/"), sent).status_code == 302
    assert pays(world, world.nora, world.paper) == "20.00"
