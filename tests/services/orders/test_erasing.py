"""A person is erased and the books stay: nobody finds who it was, orders are as agreed (C11)."""

from decimal import Decimal
from pathlib import Path

import pytest
from django.utils import timezone

from core.history import events_of
from customers.models import (
    AccountEvent,
    AccountEventKind,
    Address,
    Consent,
    Document,
    EmailChange,
    Membership,
)
from marketing.errors import MarketingRefused
from marketing.models import Affiliate, LoyaltyEntry, Payout
from marketing.services.affiliates import Terms, create_affiliate
from orders.models import Order, OrderLine, SavedCart, WishList
from tests.everything import where
from tests.points import balance, books_hold, give, pay_with, set_up
from tests.traces import REASON, WORDS, erase, live
from tests.world import World


def test_nobody_finds_who_it_was_anywhere(world: World, tmp_path: Path) -> None:
    live(world, tmp_path)
    before = {line.partition(":")[0] for line in where(WORDS)}
    assert {
        "customers_user",
        "customers_userevent",
        "core_outgoingemail",
        "core_importrow",
        "customers_accountevent",
        "customers_address",
        "customers_customer",
        "customers_customerevent",
        "customers_resetrequest",
    } <= before, before
    assert any(each.startswith("private/") for each in before), before
    erase(world)
    left = where(WORDS)
    assert not left, "\n".join(left)


def test_the_books_stay_as_they_were(world: World, tmp_path: Path) -> None:
    order = live(world, tmp_path)
    lines = list(OrderLine.objects.filter(order=order).values())
    before = Order.objects.filter(pk=order.pk).values().get()
    documents = Document.objects.count()
    erased = erase(world)
    assert Order.objects.filter(pk=order.pk).values().get() == before
    assert list(OrderLine.objects.filter(order=order).values()) == lines
    assert Order.objects.get(pk=order.pk).orderer == erased
    assert erased.full_name == f"Erased person {erased.pk}"
    assert Document.objects.count() == documents > 0, "they belong to the customers"
    page = world.client(world.sam).get(f"/staff/orders/{order.number}/").content.decode()
    assert f"Erased person {erased.pk}" in page


def test_what_was_the_persons_own_goes(world: World, tmp_path: Path) -> None:
    live(world, tmp_path)
    erased = erase(world)
    for model in (WishList, SavedCart, EmailChange, Consent):
        assert not model.objects.filter(user=erased).exists(), model
    assert not Address.objects.filter(membership__user=erased).exists()
    assert not Membership.objects.filter(user=erased, is_active=True).exists()
    assert not erased.has_usable_password()
    [event] = AccountEvent.objects.filter(user=erased)
    assert (event.kind, event.done_by, event.reason) == (
        AccountEventKind.ERASED,
        world.stina,
        REASON,
    )


def test_an_erased_affiliates_books_stay_and_the_code_is_never_given_again(
    world: World, tmp_path: Path
) -> None:
    live(world, tmp_path)
    erase(world)
    affiliate = Affiliate.objects.get()
    assert (affiliate.code, affiliate.is_active) == (f"erased-{affiliate.pk}", False)
    assert not events_of(Affiliate).filter(code__startswith="nora").exists()
    payout = Payout.objects.get()
    assert (payout.amount, payout.reference) == (Decimal(50), "")
    agreed = Terms("Otto", "fixed", Decimal(50), timezone.localdate())
    with pytest.raises(MarketingRefused, match="code"):
        create_affiliate(
            actor=world.actor(world.stina),
            email=world.otto.user.email,
            code="Nora-Ek-Lindqvist",
            terms=agreed,
        )


def test_the_points_stay_with_their_sums_and_without_the_name(world: World, tmp_path: Path) -> None:
    set_up()
    give(world, world.school, 900)
    order = pay_with(world, world.nora, 300, (world.paper, 2)).order
    give(world, world.school, 40, reason="Nora Lindqvist called")
    erase(world)
    assert balance(world.school) == 640
    books_hold(world.school)
    used = LoyaltyEntry.objects.get(order_number=order.number)
    assert used.user is not None
    assert used.user.last_name == str(world.nora.user_id)
    assert "Lindqvist" not in "".join(LoyaltyEntry.objects.values_list("reason", flat=True))
