"""The approver changes an order before the yes: what may be changed, and what is refused."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.test import Client

from approvals.models import ApprovalDecision
from catalogue.services.visibility import set_limit_groups
from customers.actors import SYSTEM
from customers.models import PurchaseLimit
from customers.periods import Recurrence
from orders.models import Order
from orders.states import OrderStatus
from tests.orders import place
from tests.pages.my.approving import status, url_of
from tests.pages.reading import Page, page_of, read
from tests.rules import say_of
from tests.world import World


def change_form(client: Client, order: Order) -> dict[str, str]:
    return read(client, url_of(order, "change/")).forms[""]


def change(client: Client, order: Order, **changed: str) -> Any:
    return client.post(url_of(order, "change/"), change_form(client, order) | changed)


def test_ali_changes_everything_he_may_and_still_decides(world: World) -> None:
    order = place(world, world.nora, (world.dock, 4), (world.headset, 1))
    dock, headset = order.lines.all()
    client = world.client(world.ali)
    changed = {
        f"quantity-{dock.pk}": "5",
        f"quantity-{headset.pk}": "0",
        "added_sku": "bj-a480-k",
        "added_quantity": "2",
        "delivery_street": "Ågatan 1",
        "cost_centre": "4100",
        "order_comment": "Till Ågatan",
        "comment": "Fem räcker",
    }
    response = change(client, order, **changed)
    assert response["Location"] == url_of(order)
    page = read(client, url_of(order))
    assert "The change is saved. The order still waits for your yes." in page.text
    assert "Approve 8 528,00 kr" in page.text
    assert "Headset Lyra 65 Flex UC: 1 → 0." in page.text
    assert "Kopieringspapper Björk A4: 0 → 2." in page.text
    order.refresh_from_db()
    assert [(line.sku, line.quantity) for line in order.lines.all()] == [
        ("ND-4012-GB", 5),
        ("BJ-A480-K", 2),
    ]
    assert (order.delivery_street, order.cost_centre) == ("Ågatan 1", "4100")
    assert order.comment == "Till Ågatan"
    assert status(order) == OrderStatus.AWAITING_APPROVAL


def refused(world: World, order: Order, expected: int, **changed: str) -> Page:
    """A change that is not saved: the page again, with everything as it was written."""
    client = world.client(world.ali)
    written = change_form(client, order) | changed
    page = page_of(client.post(url_of(order, "change/"), written), expected)
    kept = page.forms[""]
    for name, value in written.items():
        if name != "csrfmiddlewaretoken":
            assert kept[name] == value, name
    assert not ApprovalDecision.objects.exists()
    return page


def test_a_field_that_the_rules_hide_is_not_the_approvers_to_write(world: World) -> None:
    say_of(world, "checkout", "cost_centre", group=world.norrvik, is_hidden=True, default="4400")
    order = place(world, world.nora, (world.dock, 4))
    client = world.client(world.ali)
    form = change_form(client, order)
    assert "cost_centre" not in form
    assert "goods_marking" in form
    change(client, order, goods_marking="Sal 3", cost_centre="evil", comment="Sal 3")
    order.refresh_from_db()
    assert (order.cost_centre, order.goods_marking) == ("4400", "Sal 3")


def test_errors_stand_at_their_fields_and_nothing_is_lost(world: World) -> None:
    order = place(world, world.nora, (world.dock, 4))
    name = f"quantity-{order.lines.get().pk}"
    page = refused(world, order, 422, **{name: "många", "delivery_city": "", "comment": "Hej"})
    assert set(page.fields_in_error) == {name, "delivery_city"}
    page = refused(world, order, 422, added_sku="NO-SUCH", cost_centre="4100")
    assert page.fields_in_error == ["added_sku"]


def test_an_item_that_nora_may_not_buy_cannot_be_added(world: World) -> None:
    order = place(world, world.nora, (world.dock, 4))
    set_limit_groups(actor=SYSTEM, target=world.paper.product, groups=[world.retail])
    page = refused(world, order, 422, added_sku="BJ-A480-K")
    assert "The orderer may not buy this item, or it does not exist." in page.text


def test_a_change_of_nothing_or_of_everything_away_is_refused(world: World) -> None:
    order = place(world, world.nora, (world.dock, 4))
    assert "Nothing was changed." in refused(world, order, 409).text
    everything = {f"quantity-{order.lines.get().pk}": "0"}
    assert "Reject it instead." in refused(world, order, 409, **everything).text


def test_a_change_beyond_noras_limit_is_refused_at_save(world: World) -> None:
    order = place(world, world.nora, (world.dock, 4))
    PurchaseLimit.objects.create(
        membership=world.nora,
        amount=Decimal(7_000),
        starts_on=date(2020, 1, 1),
        recurrence=Recurrence.MONTHLY,
    )
    more = {f"quantity-{order.lines.get().pk}": "5"}
    assert "purchase limit" in refused(world, order, 409, **more).text


def test_a_change_without_words_is_refused_where_they_are_wanted(world: World) -> None:
    world.norrvik.comment_required = True
    world.norrvik.save()
    order = place(world, world.nora, (world.dock, 4))
    page = refused(world, order, 422, cost_centre="4100")
    assert page.fields_in_error == ["comment"]


def test_the_change_page_says_why_it_is_not_ones_turn(world: World) -> None:
    order = place(world, world.nora, (world.dock, 4))
    page = read(world.client(world.greta), url_of(order, "change/"))
    assert "The order waits for Ali Haddad." in page.text
    assert "" not in page.forms
