"""The history of looks, own shops, rules of fields and small orders, and of the shop's words."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from catalogue.models import VatRate
from core.audit import doing
from core.email_templates import kind_or_404
from core.email_words import Words
from customers.models import Customer, CustomerGroup, ExtraField, TextKind
from customers.selectors.history_kinds import RECORDS
from customers.services.email_templates import publish_words, reset_words
from customers.services.extra_fields import Scope, delete_extra_field
from customers.services.profiles import ProfileDetails
from customers.services.shop_texts import (
    TextDetails,
    delete_shop_text,
    delete_terms,
    save_shop_text,
    save_terms,
)
from orders.list_specs_history import HISTORY_KINDS
from orders.services.small_orders import (
    SmallOrderDetails,
    delete_small_order_rule,
    save_small_order_rule,
)
from tests.pages.reading import page_of
from tests.questions import ask
from tests.rules import say_of
from tests.services.customers.test_profiles import published
from tests.sites import open_site
from tests.teams import make_teams
from tests.world import World

Counting = Callable[[int], AbstractContextManager[object]]
URL = "/staff/history/"
# Staff administrators' own; told in test_affiliates and test_loyalty.
OF_ADMINISTRATORS = {"affiliates", "points", "points-rules"}
KINDS = [name for name in HISTORY_KINDS if name not in {*RECORDS, *OF_ADMINISTRATORS}]
OF_THE_SHOP = {"texts", "terms", "mails"}


def read(client: Client, **asked: Any) -> str:
    return page_of(client.get(URL, asked)).text


def rows(world: World, kind: str) -> list[Any]:
    """As Stina is shown them, the newest first."""
    return list(world.client(world.stina).get(URL, {"view": kind}).context["rows"])


def rules_and_words(world: World) -> None:
    """Everything once for Norrvik's, Vestby and the shop, and then once more, by Stina."""
    stina = world.actor(world.stina)
    owners: tuple[Customer | CustomerGroup, ...] = (world.norrvik, world.school, world.vestby)
    for number, owner in enumerate(owners):
        whose: dict[str, Any] = {
            "customer" if isinstance(owner, Customer) else "group": owner,
        }
        for colour in ("#112233", "#445566"):
            published(stina, owner, ProfileDetails(colour))
        open_site(world, owner, f"plats-{number}")
        open_site(world, owner, f"plats-{number}-ny")
        for most in (12, 30):
            say_of(
                world, "checkout", "cost_centre",
                max_length=most, is_required=True, labels={"en": "Project"}, **whose,
            )  # fmt: skip
        field = ask(world, f"Fråga {number}", **whose)
        with doing("test", stina):
            ExtraField.objects.filter(pk=field.pk).update(is_required=True)
        small(world, owner, "100")
    say_of(world, "checkout", "goods_marking", is_hidden=True)
    ask(world, "Till alla")
    small(world, None, "500")
    words(world)


def small(world: World, of: Customer | CustomerGroup | None, value: str) -> None:
    stina, rate = world.actor(world.stina), VatRate.objects.get(is_default=True)
    rule = save_small_order_rule(
        actor=stina, details=SmallOrderDetails(Decimal(value), None, None, of)
    )
    changed = SmallOrderDetails(Decimal(value) + 50, Decimal(25), rate, of)
    save_small_order_rule(actor=stina, details=changed, rule=rule)


def words(world: World) -> None:
    stina, today = world.actor(world.stina), timezone.localdate()
    text = None
    for title in ("Jul <b>stängt", "Stängt i jul"):
        details = TextDetails({"sv": title}, {"sv": "Vi ses."}, today)
        text = save_shop_text(actor=stina, kind=TextKind.NEWS, details=details, text=text)
    terms = None
    for body in ("Villkor ett", "Villkor två"):
        terms = save_terms(
            actor=stina, bodies={"sv": body}, valid_from=today + timedelta(days=9), terms=terms
        )
    mail: dict[str, Any] = {"kind": kind_or_404("orders/confirmed", "en"), "language": "en"}
    publish_words(actor=stina, words=Words(subject="Thanks!"), seen=0, **mail)
    publish_words(actor=stina, words=Words(subject="Many thanks!"), seen=1, **mail)
    reset_words(actor=stina, seen=2, **mail)


TOLD = {
    "profiles": (
        "Norrviks kommun · Published",
        "Vestby Elektro · Draft",
        "Brand colour from #112233 → #445566",
    ),
    "sites": ("Norrviks kommun · /s/plats-0/", "Added + /s/plats-2-ny/", "Closed"),
    "fields": (
        "Norrviks kommun · Checkout, Cost centre",
        "Maximum length from 12 → 30",
        "Required + Yes",
        "Label + en: Project",
        "The whole shop · Checkout, Goods marking",
        "Hidden + Yes",
    ),
    "extra": (
        "Barn och utbildning · Fråga 1",
        "The whole shop · Till alla",
        "Asked for + The order",
        "Required No → Yes",
    ),
    "texts": ("Heading in Swedish from Jul <b>stängt → Stängt i jul", "Kind + News"),
    "terms": ("Text in Swedish from Villkor ett → Villkor två",),
    "mails": (
        "English · Published",
        "Subject + Thanks!",
        "Subject from Thanks! → Many thanks!",
        "English · Reset to ours",
        "Subject − Many thanks!",
    ),
    "small-orders": (
        "Vestby Elektro",
        "The whole shop",
        "Goods value ex VAT 500,00 → 550,00",
        "Fee ex VAT none → 25,00",
        "VAT rate +",
    ),
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_tells_who_and_what_from_old_to_new(world: World, kind: str) -> None:
    rules_and_words(world)
    page = read(world.client(world.stina), view=kind)
    for told in ("Stina Falk", *TOLD[kind]):
        assert told in page, told
    assert read(world.client(world.stina), view=kind, by=world.stina.pk).count("Stina Falk") > 1
    assert "No change fits" in read(world.client(world.stina), view=kind, by=world.sam.pk)


@pytest.mark.parametrize("kind", KINDS)
def test_a_team_reads_only_of_its_own_customers_and_their_groups(world: World, kind: str) -> None:
    rules_and_words(world)
    make_teams(world)
    page = read(world.client(world.sam), view=kind)
    for word in ("Barn och utbildning", "Norrviks kommun", "The whole shop", "Fråga 0", "plats-0"):
        assert word not in page, word
    if kind in OF_THE_SHOP:
        assert "Nothing has changed yet" in page
    else:
        assert "Vestby Elektro" in page
    file = world.client(world.sam).post(
        "/staff/exports/new/history/", {"asked": f"view={kind}", "format": "csv"}
    )
    written = b"".join(file).decode()
    assert "Norrvik" not in written
    assert "The whole shop" not in written
    assert ("Stina Falk" in written) is (kind not in OF_THE_SHOP)


def test_the_shops_own_words_are_for_who_may_see_its_settings(world: World) -> None:
    rules_and_words(world)
    sam = world.client(world.sam)
    for kind in OF_THE_SHOP:
        assert "Nothing has changed yet" in read(sam, view=kind)
    assert "Norrviks kommun" in read(sam, view="fields"), "in no team, he sees every customer"
    assert "The whole shop" not in read(sam, view="fields")


@pytest.mark.parametrize("kind", KINDS)
def test_each_row_leads_to_where_it_is_set_and_the_page_is_there(world: World, kind: str) -> None:
    rules_and_words(world)
    client = world.client(world.stina)
    links = {told.url for told in client.get(URL, {"view": kind}).context["rows"]}
    assert links - {""}
    for link in links - {""}:
        assert client.get(link).status_code == 200, link


def test_what_is_told_of_one_customer_and_of_a_customer_that_is_gone(world: World) -> None:
    rules_and_words(world)
    client = world.client(world.stina)
    page = read(client, view="fields", of=world.vestby.pk)
    assert "Vestby Elektro · Checkout, Cost centre" in page
    assert "Norrviks kommun" not in page
    lone = Customer.objects.create(number="1", name="Ensam", main_group=world.retail)
    say_of(world, "checkout", "cost_centre", customer=lone, max_length=3)
    asked = f"{URL}?view=fields&of={lone.pk}"
    lone.delete()
    gone = client.get(asked)
    assert {told.url for told in gone.context["rows"]} == {""}
    assert "Checkout, Cost centre" in page_of(gone).text


@pytest.mark.parametrize("kind", KINDS)
def test_it_costs_the_same_for_few_and_for_many(
    world: World, kind: str, django_assert_max_num_queries: Counting
) -> None:
    rules_and_words(world)
    client = world.client(world.stina)
    client.get(URL)
    for _turn in range(2):
        with django_assert_max_num_queries(14):
            client.get(URL, {"view": kind})
        for number in range(8):
            owner = Customer.objects.create(
                number=f"M{number}{_turn}", name=f"Många {number}", main_group=world.retail
            )
            say_of(world, "checkout", "cost_centre", customer=owner, max_length=3)
            small(world, owner, "10")


def test_what_is_taken_away_is_told_with_who_did_it(world: World) -> None:
    stina, today = world.actor(world.stina), timezone.localdate()
    field = ask(world, "Fråga X", group=world.norrvik)
    delete_extra_field(actor=stina, scope=Scope(group=world.norrvik), field=field)
    rule = SmallOrderDetails(Decimal(100), None, None, world.school)
    delete_small_order_rule(
        actor=stina, rule_id=save_small_order_rule(actor=stina, details=rule).pk
    )
    details = TextDetails({"sv": "Stängt"}, {"sv": "Vi ses."}, today)
    text = save_shop_text(actor=stina, kind=TextKind.NEWS, details=details)
    delete_shop_text(actor=stina, text_id=text.pk)
    terms = save_terms(actor=stina, bodies={"sv": "Nej"}, valid_from=today + timedelta(days=9))
    delete_terms(actor=stina, terms_id=terms.pk)
    for kind, name in (
        ("extra", "Fråga X"),
        ("small-orders", "Barn och utbildning"),
        ("texts", "Stängt"),
        ("terms", str((today + timedelta(days=9)).year)),
    ):
        newest = rows(world, kind)[0].row
        assert newest.who == "Stina Falk"
        [change] = newest.changes
        assert str(change.label) == "Removed"
        assert name in change.old
