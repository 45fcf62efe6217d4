"""Affiliates: whose link an order came by, what is earned by it, and what is paid."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.models import OutgoingEmail
from customers.actors import Actor
from customers.add_ons import AddOn
from customers.models import Membership, ShopSettings, User
from marketing.errors import MarketingRefused
from marketing.models import (
    Affiliate,
    Attribution,
    CommissionEntry,
    CommissionEntryKind,
    PaidEntry,
    Payout,
)
from marketing.selectors.affiliates import owed_to, paid_to, recommending
from marketing.services.affiliates import (
    Terms,
    change_affiliate,
    create_affiliate,
    earn_commission,
    end_affiliate,
    mark_paid_out,
)
from orders.models import Order
from orders.selectors.affiliates import attributed_orders, attributed_sums
from orders.services.crediting import credit_order
from orders.services.handling import cancel_order, handle_order
from orders.states import OrderEventKind
from tests.orders import place
from tests.world import World


def terms(**changes: object) -> Terms:
    given: dict[str, object] = {
        "shown_as": "Ullas kontorstips",
        "commission": "percent",
        "rate": Decimal("5.00"),
        "starts_on": timezone.localdate(),
    }
    return Terms(**{**given, **changes})  # type: ignore[arg-type]


def make_affiliate(
    world: World, user: User | None = None, code: str = "ulla", **changes: object
) -> Affiliate:
    who = user or world.ulla
    stina = world.actor(world.stina)
    return create_affiliate(actor=stina, email=who.email, code=code, terms=terms(**changes))


def place_by(
    world: World,
    who: Membership,
    code: str,
    *wishes: tuple[object, int],
    acted_by: User | None = None,
) -> Order:
    """An order of a visitor who came by the link with that code."""
    wishes = wishes or ((world.dock, 1),)
    return place(world, who, *wishes, acted_by=acted_by, affiliate_code=code)


def complete(world: World, order: Order) -> None:
    kinds = OrderEventKind
    for event in (kinds.PROCESSING_STARTED, kinds.SHIPPED, kinds.COMPLETED):
        handle_order(actor=world.actor(world.stina), order_id=order.pk, event=event)


def switch_off(world: World) -> None:
    ShopSettings.objects.filter(pk=1).update(closed_add_ons=[AddOn.AFFILIATES])


def pay(world: World, affiliate: Affiliate, expected: str, **changes: object) -> Payout:
    given: dict[str, object] = {"until": timezone.localdate(), "reference": "BG 1"}
    return mark_paid_out(
        actor=world.actor(world.stina),
        affiliate_id=affiliate.pk,
        expected=Decimal(expected),
        **{**given, **changes},  # type: ignore[arg-type]
    )


def test_an_order_by_ullas_link_earns_her_commission_when_it_is_completed(world: World) -> None:
    ulla = make_affiliate(world)
    order = place_by(world, world.nora, "ULLA", (world.dock, 2))
    assert order.affiliate == ulla
    assert not CommissionEntry.objects.exists()
    complete(world, order)
    (entry,) = CommissionEntry.objects.all()
    assert (entry.kind, entry.goods_net, entry.amount) == (
        "earned",
        Decimal("3180"),
        Decimal("159"),
    )
    assert entry.attribution.order_number == order.number
    assert owed_to(ulla.pk).amount == Decimal("159.00")
    assert attributed_sums(ulla.pk).goods_net == Decimal("3180.00")


def test_commission_is_on_goods_only_and_rounded_half_up(world: World) -> None:
    make_affiliate(world, rate=Decimal("2.50"))
    order = place_by(world, world.nora, "ulla", (world.paper, 1))  # 289,00 → 7,225
    complete(world, order)
    assert CommissionEntry.objects.get().amount == Decimal("7.23")


def test_a_fixed_amount_is_the_same_on_every_order(world: World) -> None:
    make_affiliate(world, commission="fixed", rate=Decimal("150.00"))
    complete(world, place_by(world, world.nora, "ulla", (world.paper, 1)))
    assert CommissionEntry.objects.get().amount == Decimal("150.00")


def test_an_order_keeps_the_terms_of_the_day_it_was_placed(world: World) -> None:
    ulla = make_affiliate(world)
    order = place_by(world, world.nora, "ulla")
    stina = world.actor(world.stina)
    change_affiliate(actor=stina, affiliate_id=ulla.pk, terms=terms(rate=Decimal("50")))
    end_affiliate(actor=stina, affiliate_id=ulla.pk, is_active=False)
    complete(world, order)
    assert CommissionEntry.objects.get().amount == Decimal("79.50")  # 5 % of 1 590,00


@pytest.mark.parametrize("code", ["", "nobody", "ul", "ulla'--", "ul la", "ULLA-", "x" * 40])
def test_a_code_that_is_nobodys_changes_nothing(world: World, code: str) -> None:
    make_affiliate(world)
    assert place_by(world, world.nora, code).affiliate is None
    assert not Attribution.objects.exists()


def test_nobody_has_commission_on_their_own_orders(world: World) -> None:
    make_affiliate(world, world.nora.user, "nora")
    assert place_by(world, world.nora, "nora").affiliate is None


def test_nor_on_those_of_their_own_organisation(world: World) -> None:
    """Greta is at another customer of the same municipality; Otto is elsewhere."""
    make_affiliate(world, world.greta.user, "greta")
    assert place_by(world, world.nora, "greta").affiliate is None
    assert place_by(world, world.otto, "greta").affiliate is not None


def test_nor_on_what_they_place_for_another(world: World) -> None:
    make_affiliate(world, world.sam, "sam")
    assert place_by(world, world.nora, "sam", acted_by=world.sam).affiliate is None
    assert place_by(world, world.nora, "sam").affiliate is not None


@pytest.mark.parametrize("end", ["ended", "past", "to come", "inactive person"])
def test_a_link_that_does_not_hold_counts_for_nothing(world: World, end: str) -> None:
    ulla = make_affiliate(world)
    day = timezone.localdate()
    if end == "ended":
        end_affiliate(actor=world.actor(world.stina), affiliate_id=ulla.pk, is_active=False)
    elif end == "past":
        span = {"starts_on": day - timedelta(days=9), "ends_on": day - timedelta(days=1)}
        Affiliate.objects.filter(pk=ulla.pk).update(**span)
    elif end == "to come":
        Affiliate.objects.filter(pk=ulla.pk).update(starts_on=day + timedelta(days=1))
    else:
        User.objects.filter(pk=world.ulla.pk).update(is_active=False)
    assert recommending("ulla") is None
    assert place_by(world, world.nora, "ulla").affiliate is None


def test_the_last_day_still_counts(world: World) -> None:
    make_affiliate(world, ends_on=timezone.localdate())
    assert place_by(world, world.nora, "ulla").affiliate is not None


def test_while_the_part_is_off_nothing_is_attributed_or_earned_and_all_is_kept(
    world: World,
) -> None:
    ulla = make_affiliate(world)
    before = place_by(world, world.nora, "ulla")
    switch_off(world)
    assert place_by(world, world.otto, "ulla").affiliate is None
    complete(world, before)
    assert not CommissionEntry.objects.exists()
    assert Affiliate.objects.get() == ulla
    assert Attribution.objects.count() == 1


def test_a_cancelled_order_earns_nothing_and_leaves_the_sums(world: World) -> None:
    ulla = make_affiliate(world)
    order = place_by(world, world.nora, "ulla")
    cancel_order(actor=world.actor(world.nora), order_id=order.pk)
    assert not CommissionEntry.objects.exists()
    assert attributed_sums(ulla.pk).orders == 0
    assert [each.pk for each in attributed_orders(ulla.pk)] == [order.pk]


def credit(world: World, order: Order, net: str) -> None:
    stina = world.actor(world.stina)
    credit_order(actor=stina, order_id=order.pk, net=Decimal(net), reason="Returned")


def test_a_credit_takes_back_what_was_earned_in_proportion_and_no_more(world: World) -> None:
    ulla = make_affiliate(world)
    order = place_by(world, world.nora, "ulla")  # 1 590,00, which earns 79,50
    complete(world, order)
    credit(world, order, "530.00")
    assert owed_to(ulla.pk).amount == Decimal("53.00")
    credit(world, order, "530.00")
    credit(world, order, "530.00")
    assert owed_to(ulla.pk).amount == 0
    assert sum(each.goods_net for each in CommissionEntry.objects.all()) == 0
    assert CommissionEntry.objects.filter(kind=CommissionEntryKind.REVERSED).count() == 3


def test_a_second_completing_earns_nothing_more(world: World) -> None:
    ulla = make_affiliate(world)
    order = place_by(world, world.nora, "ulla")
    complete(world, order)
    earn_commission(order_number=order.number, goods_net=Decimal(10), currency="SEK")
    assert owed_to(ulla.pk).amount == Decimal("79.50")


def test_a_payout_takes_everything_until_its_day_and_is_told(world: World) -> None:
    ulla = make_affiliate(world)
    complete(world, place_by(world, world.nora, "ulla"))
    complete(world, place_by(world, world.otto, "ulla"))
    payout = pay(world, ulla, "159.00")
    assert (payout.amount, payout.paid_by) == (Decimal("159.00"), world.stina)
    assert PaidEntry.objects.count() == 2
    assert owed_to(ulla.pk).amount == 0
    assert paid_to(ulla.pk) == Decimal("159.00")
    mail = OutgoingEmail.objects.get(template="marketing/affiliate_payout")
    assert mail.to_user == world.ulla
    assert "BG 1" in mail.body_text
    with pytest.raises(MarketingRefused, match="until"):
        pay(world, ulla, "0")


def test_a_payout_of_another_sum_than_was_shown_is_refused(world: World) -> None:
    ulla = make_affiliate(world)
    complete(world, place_by(world, world.nora, "ulla"))
    with pytest.raises(MarketingRefused, match="changed"):
        pay(world, ulla, "79.49")
    with pytest.raises(MarketingRefused, match="until"):
        pay(world, ulla, "79.50", until=timezone.localdate() + timedelta(days=1))
    with pytest.raises(MarketingRefused, match="until"):
        pay(world, ulla, "79.50", until=timezone.localdate() - timedelta(days=1))
    assert not Payout.objects.exists()


def test_what_is_taken_back_after_a_payout_is_drawn_from_the_next(world: World) -> None:
    ulla = make_affiliate(world)
    first, second = (place_by(world, who, "ulla") for who in (world.nora, world.otto))
    complete(world, first)
    pay(world, ulla, "79.50")
    credit(world, first, "1590.00")
    assert owed_to(ulla.pk).amount == Decimal("-79.50")
    with pytest.raises(MarketingRefused, match="until"):
        pay(world, ulla, "-79.50")
    complete(world, second)
    assert owed_to(ulla.pk).amount == 0


def test_an_entry_cannot_be_in_two_payouts(world: World) -> None:
    ulla = make_affiliate(world)
    complete(world, place_by(world, world.nora, "ulla"))
    payout = pay(world, ulla, "79.50")
    with pytest.raises(IntegrityError), transaction.atomic():
        PaidEntry.objects.create(entry=CommissionEntry.objects.get(), payout=payout)


def test_becoming_an_affiliate_is_told_with_the_link(world: World) -> None:
    make_affiliate(world)
    mail = OutgoingEmail.objects.get(template="marketing/affiliate_welcome")
    assert mail.to_user == world.ulla
    assert "/a/ulla/" in mail.body_text
    assert "/a/ulla/" in mail.body_html


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("code", {"code": "ab"}),
        ("code", {"code": "två-ord"}),
        ("code", {"code": "erased-7"}),
        ("email", {"email": "nobody@example.com"}),
        ("rate", {"rate": Decimal("100.01")}),
        ("rate", {"rate": Decimal("0")}),
        ("ends_on", {"ends_on": timezone.localdate() - timedelta(days=9)}),
        ("shown_as", {"shown_as": "  "}),
        ("commission", {"commission": "points"}),
    ],
)
def test_bad_terms_are_refused_at_their_field(
    world: World, field: str, changes: dict[str, object]
) -> None:
    email = str(changes.pop("email", world.ulla.email))
    code = str(changes.pop("code", "ulla"))
    with pytest.raises(MarketingRefused, match=field):
        create_affiliate(
            actor=world.actor(world.stina), email=email, code=code, terms=terms(**changes)
        )
    assert not Affiliate.objects.exists()


def test_a_code_is_never_given_to_two(world: World) -> None:
    ulla = make_affiliate(world)
    end_affiliate(actor=world.actor(world.stina), affiliate_id=ulla.pk, is_active=False)
    with pytest.raises(MarketingRefused, match="code"):
        make_affiliate(world, world.sam, "Ulla")
    with pytest.raises(MarketingRefused, match="email"):
        make_affiliate(world, world.ulla, "ulla-2")


def test_only_staff_administrators_make_and_pay_affiliates(world: World) -> None:
    ulla = make_affiliate(world)
    for who in (world.sam, world.nora):
        actor: Actor = world.actor(who)
        with pytest.raises(MarketingRefused, match="no_right"):
            create_affiliate(actor=actor, email=world.sam.email, code="sam", terms=terms())
        with pytest.raises(MarketingRefused, match="no_right"):
            change_affiliate(actor=actor, affiliate_id=ulla.pk, terms=terms())
        with pytest.raises(MarketingRefused, match="no_right"):
            end_affiliate(actor=actor, affiliate_id=ulla.pk, is_active=False)
        with pytest.raises(MarketingRefused, match="no_right"):
            mark_paid_out(
                actor=actor,
                affiliate_id=ulla.pk,
                until=timezone.localdate(),
                expected=Decimal(1),
                reference="",
            )


def test_an_order_without_a_link_asks_nothing_of_affiliates(world: World) -> None:
    """And one with a link asks two statements: whose it is, and the attribution."""
    make_affiliate(world)
    counts = []
    for code in ("", "ulla"):
        with CaptureQueriesContext(connection) as asked:
            place_by(world, world.otto, code)
        tables = ('FROM "marketing_affiliate"', 'INTO "marketing_attribution"')
        counts.append([q for q in asked.captured_queries if any(t in q["sql"] for t in tables)])
    assert [len(each) for each in counts] == [0, 2]
