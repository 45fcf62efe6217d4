"""Quick order: typed, pasted, sent; a verdict a line; the good ones to the cart, the rest stays."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalogue.models import OwnArticleNumber, Variant
from catalogue.search.words import fold_code
from catalogue.services.search_index import reindex_products
from catalogue.services.visibility import set_limit_groups
from customers.actors import SYSTEM
from orders.models import CartLine
from orders.pasting import AskedLine
from orders.selectors.quick_order import judge_lines
from tests.pages.reading import Page, page_of, read
from tests.prices import list_in_force
from tests.world import World, make_product

URL = "/quick-order/"
# The same for one line and for five hundred. A change of these numbers is looked at.
CHECK_QUERIES = 24
ADD_QUERIES = 40


def sent(client: Client, button: str, status: int = 200, **fields: object) -> Page:
    return page_of(client.post(URL, {button: "1", **fields}), status)


def pasted(client: Client, text: str, status: int = 200) -> Page:
    return sent(client, "check", status, pasted=text)


def in_cart() -> dict[str, int]:
    return dict(CartLine.objects.values_list("variant__sku", "quantity"))


def indexed(*variants: Variant) -> None:
    """As after any change of goods: numbers are found however they are typed."""
    reindex_products([variant.product_id for variant in variants])


def press(client: Client, page: Page, name: str, value: str = "1") -> Page:
    answer = client.post(URL, page.forms["quick-order"] | {name: value}, follow=True)
    return Page(answer.content.decode())


def test_the_page_has_ten_rows_and_gives_ten_more_without_script(world: World) -> None:
    client = world.client(world.nora)
    page = read(client, URL)
    assert URL in read(client, "/").links
    assert len([name for name in page.inputs if name.startswith("code-")]) == 10
    typed = page.forms["quick-order"] | {"code-3": "ND-4012-GB", "more": "1"}
    more = page_of(client.post(URL, typed), 200)
    assert len([name for name in more.inputs if name.startswith("code-")]) == 20
    assert more.inputs["code-3"] == "ND-4012-GB"


def test_a_line_that_says_no_quantity_leaves_the_other_lines_price(world: World) -> None:
    rows = [(world.dock, 1, "1500.00"), (world.dock, 10, "1400.00")]
    list_in_force(world, "NK", world.norrvik, rows=rows)
    asked = [AskedLine("ND-4012-GB", quantity) for quantity in ("10", "", "some", "1e9")]
    judged = judge_lines(world.actor(world.nora), asked)
    assert [str(line.unit_net) for line in judged.good] == ["1400.00"]


def test_nora_pastes_two_lines_and_has_them_in_the_cart(world: World) -> None:
    indexed(world.headset)
    client = world.client(world.nora)
    page = pasted(client, "Artikelnummer\tAntal\nND-4012-GB\t2 st\nly 0650 uc\t1 000")
    assert "Dockningsstation Nordock Pro 14" in page.text
    assert "3 180,00 kr" in page.text
    assert not in_cart()
    added = press(client, page, "add")
    assert "2 lines are in the cart" in added.text
    assert in_cart() == {"ND-4012-GB": 2, "LY-0650-UC": 1000}


@pytest.mark.parametrize(
    ("quantity", "reason"),
    [
        ("0", "Write how many, as a whole number from 1."),
        ("-3", "Write how many, as a whole number from 1."),
        ("", "Write how many, as a whole number from 1."),
        ("fem", "Write how many, as a whole number from 1."),
        ("2,5", "Only whole pieces can be ordered."),
        ("1.000", "can be read in two ways"),
        ("100000", "At most 99999 of one item"),
    ],
)
def test_a_quantity_that_cannot_be_is_refused_at_its_field(
    world: World, quantity: str, reason: str
) -> None:
    client = world.client(world.nora)
    page = sent(client, "add", 422, **{"code-0": "ND-4012-GB", "quantity-0": quantity})
    assert page.fields_in_error == ["quantity-0"]
    assert reason in page.text
    assert page.inputs["quantity-0"] == quantity
    assert not in_cart()


def test_the_good_lines_go_and_the_bad_ones_stay_with_their_reasons(world: World) -> None:
    world.paper.pack_size = 6
    world.paper.save()
    Variant.objects.filter(pk=world.headset.pk).update(no_backorder=True, stock_quantity=3)
    client = world.client(world.nora)
    page = pasted(client, "ND-4012-GB;2\nBJ-A480-K;7\nLY-0650-UC;5\nFINNS-EJ;1")
    assert "Sold in packs of 6: 12 is the next." in page.text
    assert "Sold only from stock, and 3 are left." in page.text
    assert "No item with this number is available to you." in page.text
    left = press(client, page, "add")
    assert in_cart() == {"ND-4012-GB": 2}
    assert left.inputs["code-0"] == "BJ-A480-K"
    assert left.fields_in_error == ["quantity-0", "quantity-1", "code-2"]
    taken = press(client, press(client, left, "take", "0 12"), "drop", "2")
    press(client, press(client, taken, "take", "1 3"), "add")
    assert in_cart() == {"ND-4012-GB": 2, "BJ-A480-K": 12, "LY-0650-UC": 3}


def test_lines_of_one_item_become_one_and_say_so(world: World) -> None:
    indexed(world.dock)
    client = world.client(world.nora)
    page = pasted(client, "ND-4012-GB 2\nnd4012gb 3")
    assert "2 lines of this item are one: 2 + 3." in page.text
    assert page.inputs["quantity-0"] == "5"
    press(client, page, "add")
    assert in_cart() == {"ND-4012-GB": 5}


def test_own_numbers_find_goods_for_their_customer_alone(world: World) -> None:
    OwnArticleNumber.objects.create(
        variant=world.dock, customer=world.school, number="BUN-7", folded=fold_code("BUN-7")
    )
    page = pasted(world.client(world.nora), "bun 7\t1")
    assert "Found by your own number bun 7." in page.text
    assert "Dockningsstation Nordock Pro 14" in page.text
    stranger = pasted(world.client(world.otto), "bun 7\t1", 422)
    assert "Dockningsstation" not in stranger.text


def test_a_slip_in_a_number_is_answered_with_what_it_may_have_been(world: World) -> None:
    indexed(world.dock, world.headset, world.paper)
    client = world.client(world.nora)
    page = pasted(client, "ND-4012-BG 2", 422)
    assert "Did you mean: ND-4012-GB" in page.text
    assert "Headset" not in page.text
    press(client, press(client, page, "mean", "0 ND-4012-GB"), "add")
    assert in_cart() == {"ND-4012-GB": 2}
    set_limit_groups(actor=SYSTEM, target=world.dock.product, groups=[world.retail])
    assert "ND-4012-GB" not in pasted(client, "ND-4012-BG 2", 422).text


def test_a_number_that_several_goods_bear_is_asked_about(world: World) -> None:
    Variant.objects.filter(pk__in=[world.dock.pk, world.paper.pk]).update(part_number="SAME")
    client = world.client(world.nora)
    page = pasted(client, "SAME 4", 422)
    assert "2 items have this number. Choose which you mean." in page.text
    chosen = press(client, page, "pick", f"0 {world.paper.pk}")
    assert "Kopieringspapper Björk A4" in chosen.text
    press(client, chosen, "add")
    assert in_cart() == {"BJ-A480-K": 4}


def test_what_is_limited_to_others_is_as_if_it_did_not_exist(world: World) -> None:
    set_limit_groups(actor=SYSTEM, target=world.dock.product, groups=[world.retail])
    client = world.client(world.nora)
    hidden = pasted(client, "ND-4012-GB 2", 422)
    missing = pasted(client, "ND-4012-XX 2", 422)
    assert hidden.text.replace("ND-4012-GB", "") == missing.text.replace("ND-4012-XX", "")
    sent(client, "add", 422, **{"code-0": "ND-4012-GB", "quantity-0": "2"})
    sent(client, "mean", 422, **{"code-0": "x", "quantity-0": "1", "mean": "0 ND-4012-GB"})
    assert not in_cart()
    assert "Dockningsstation" in pasted(world.client(world.otto), "ND-4012-GB 2").text


def test_what_is_no_longer_sold_offers_its_successor(world: World) -> None:
    Variant.objects.filter(pk=world.dock.pk).update(is_active=False, replaced_by=world.headset)
    client = world.client(world.nora)
    page = pasted(client, "ND-4012-GB 2", 422)
    assert "No longer sold. Headset Lyra 65 Flex UC took its place." in page.text
    press(client, press(client, page, "mean", "0 LY-0650-UC"), "add")
    assert in_cart() == {"LY-0650-UC": 2}


def test_a_successor_that_is_limited_to_others_is_not_named(world: World) -> None:
    Variant.objects.filter(pk=world.dock.pk).update(is_active=False, replaced_by=world.headset)
    set_limit_groups(actor=SYSTEM, target=world.headset.product, groups=[world.retail])
    page = pasted(world.client(world.nora), "ND-4012-GB 2", 422)
    assert "Headset" not in page.text


def test_sold_out_and_unpriced_goods_say_why(world: World) -> None:
    Variant.objects.filter(pk=world.dock.pk).update(no_backorder=True, stock_quantity=0)
    Variant.objects.filter(pk=world.paper.pk).update(list_price_net=None)
    page = pasted(world.client(world.nora), "ND-4012-GB 2\nBJ-A480-K 1", 422)
    assert "Sold out." in page.text
    assert "It has no price. Ask the shop." in page.text


def test_pressed_twice_or_sent_again_from_an_old_page_adds_once(world: World) -> None:
    client = world.client(world.nora)
    form = pasted(client, "ND-4012-GB 2").forms["quick-order"] | {"add": "1"}
    client.post(URL, form)
    again = client.post(URL, form, follow=True).content.decode()
    assert "Nothing was added a second time." in again
    assert in_cart() == {"ND-4012-GB": 2}


def test_a_file_is_read_and_rows_without_a_quantity_are_counted(world: World) -> None:
    client = world.client(world.nora)
    text = "Art.nr;Benämning;Antal\nND-4012-GB;Docka;2\nLY-0650-UC;Headset;\nBJ-A480-K;Papper;3\n"
    file = SimpleUploadedFile("order.csv", text.encode("cp1252"))
    page = sent(client, "check", file=file)
    assert "1 row without a quantity was left out." in page.text
    press(client, page, "add")
    assert in_cart() == {"ND-4012-GB": 2, "BJ-A480-K": 3}


def test_a_file_that_cannot_be_read_is_refused_at_its_field_and_nothing_typed_is_lost(
    world: World,
) -> None:
    file = SimpleUploadedFile("order.xlsx", b"%PDF-1.7 not a sheet")
    page = sent(world.client(world.nora), "check", 422, file=file, **{"code-0": "ND-4012-GB"})
    assert "This is a PDF, not a spreadsheet." in page.text
    assert page.fields_in_error == ["file"]
    assert page.inputs["code-0"] == "ND-4012-GB"


def test_more_than_a_thousand_lines_are_refused_whole(world: World) -> None:
    text = "\n".join(f"X-{n} 1" for n in range(1_001))
    page = pasted(world.client(world.nora), text, 422)
    assert "At most 1000 lines at a time, and these would be 1001." in page.text
    assert page.fields_in_error == ["pasted"]


def test_a_stranger_orders_by_list_price_and_sends_no_file(world: World) -> None:
    client = Client()
    assert "Log in to send a file." in read(client, URL).text
    press(client, pasted(client, "ND-4012-GB 2"), "add")
    assert in_cart() == {"ND-4012-GB": 2}
    CartLine.objects.all().delete()
    world.shop.anonymous_sees_prices = False
    world.shop.save()
    hidden = pasted(Client(), "ND-4012-GB 2", 422)
    assert "Log in to see its price." in hidden.text
    assert "1 590" not in hidden.text


def test_five_hundred_lines_cost_the_queries_of_one(world: World) -> None:
    goods = [
        make_product(f"Penna {n}", f"PE-{n:03}", "9.00", category=world.office, vat=world.vat)
        for n in range(500)
    ]
    for some, lines in ((goods[:1], 1), (goods, 500)):
        CartLine.objects.all().delete()
        client = world.client(world.nora)
        read(client, "/cart/")
        text = "\n".join(f"{each.sku}\t2" for each in some) + "\nFINNS-EJ 1"
        with CaptureQueriesContext(
            connection,
        ) as queries:
            page = pasted(client, text)
        assert len(queries) <= CHECK_QUERIES, len(queries)
        form = page.forms["quick-order"] | {"add": "1"}
        with CaptureQueriesContext(connection) as queries:
            client.post(URL, form)
        assert len(queries) <= ADD_QUERIES, len(queries)
        assert CartLine.objects.count() == lines
