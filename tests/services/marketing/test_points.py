"""Points: earned on completed orders, used once, given back, taken back; the ledger sums."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from core.models import OutgoingEmail
from customers.add_ons import AddOn
from customers.periods import months_after
from marketing.errors import MarketingRefused
from marketing.loyalty_rules import RuleTerms, SpendingTerms, earned_points, may_use
from marketing.models import (
    LoyaltyAccount,
    LoyaltyEntry,
    LoyaltyKind,
    LoyaltyLot,
    LoyaltyProgramme,
)
from marketing.services.loyalty_accounts import adjust_points, heed_expiry
from orders.errors import OrderRefused
from orders.models import CartLine
from orders.selectors.limits import outstanding_of
from orders.services.changing import OrderChange, change_order
from orders.services.crediting import credit_order
from orders.services.deciding import reject_order
from orders.services.handling import cancel_order, withdraw_order
from tests.orders import place
from tests.points import (
    approved,
    balance,
    books_hold,
    complete,
    completed,
    give,
    owed,
    pay_with,
    set_up,
)
from tests.world import World

pytestmark = pytest.mark.django_db


def test_a_completed_order_earns_and_one_that_is_not_does_not(world: World) -> None:
    set_up()
    order = place(world, world.otto, (world.dock, 2))
    assert balance(world.vestby) == 0
    complete(world, order)
    assert balance(world.vestby) == 31  # 1 for each 100 of 3 180,00, rounded down
    (entry,) = LoyaltyEntry.objects.all()
    assert (entry.order_number, entry.user_id) == (order.number, world.otto.user_id)
    books_hold(world.vestby)


def test_points_pay_a_part_of_the_total_and_change_nothing_else(world: World) -> None:
    set_up()
    give(world, world.school, 500)
    plain = place(world, world.nora, (world.paper, 2))
    paid = pay_with(world, world.nora, 300, (world.paper, 2)).order
    for figure in ("value_net", "vat_total", "gross", "status", "goods_net"):
        assert getattr(paid, figure) == getattr(plain, figure)
    assert (paid.points_used, paid.points_amount) == (300, Decimal("300.00"))
    assert paid.payable == paid.gross - 300
    assert balance(world.school) == 200
    books_hold(world.school)


def test_what_was_paid_with_points_earns_none(world: World) -> None:
    set_up(largest_percent=100)
    give(world, world.vestby, 5000)
    gross = Decimal("3975.00")  # 2 docks
    order = pay_with(world, world.otto, 1987, (world.dock, 2)).order
    assert order.gross == gross
    complete(world, order)
    earned = LoyaltyEntry.objects.get(kind=LoyaltyKind.EARN)
    assert earned.points == 15  # 1 590,40 of 3 180,00 was paid with money


def test_points_never_make_an_order_pass_the_approver(world: World) -> None:
    """The break point asks for the order's value, whatever pays for it."""
    set_up()
    give(world, world.school, 9000)
    order = pay_with(world, world.nora, 7000, (world.dock, 4)).order
    assert order.status == "awaiting_approval"
    assert balance(world.school) == 2000


@pytest.mark.parametrize("end", ["withdrawn", "rejected", "cancelled"])
def test_an_order_that_comes_to_nothing_gives_its_points_back(world: World, end: str) -> None:
    set_up()
    give(world, world.school, 9000)
    order = pay_with(world, world.nora, 7000, (world.dock, 4)).order
    if end == "withdrawn":
        withdraw_order(actor=world.actor(world.nora), order_id=order.pk)
    elif end == "rejected":
        reject_order(actor=world.actor(world.ali), order_id=order.pk, version=order.version)
    else:
        cancel_order(actor=world.actor(world.stina), order_id=approved(world, order).pk)
    assert balance(world.school) == 9000
    books_hold(world.school)


def test_a_smaller_order_gives_back_the_points_that_no_longer_fit(world: World) -> None:
    set_up(largest_percent=50)
    give(world, world.school, 9000)
    order = pay_with(world, world.nora, 3975, (world.dock, 4)).order  # half of 7 950,00
    line = order.lines.get()
    change_order(
        actor=world.actor(world.ali),
        order_id=order.pk,
        version=order.version,
        change=OrderChange(quantities={line.pk: 1}),
    )
    order.refresh_from_db()
    assert order.gross == Decimal("1987.50")
    assert (order.points_used, order.points_amount) == (993, Decimal("993.00"))
    assert balance(world.school) == 9000 - 993
    withdraw_order(actor=world.actor(world.nora), order_id=order.pk)
    assert balance(world.school) == 9000
    books_hold(world.school)


def test_credit_counts_what_is_left_to_pay(world: World) -> None:
    set_up()
    give(world, world.vestby, 5000)
    world.vestby.allowed_outstanding = Decimal("1000.00")
    world.vestby.save()
    with pytest.raises(OrderRefused, match="credit"):
        pay_with(world, world.otto, 900, (world.dock, 1))  # 1 987,50, of which 1 087,50 is left
    CartLine.objects.all().delete()
    order = pay_with(world, world.otto, 1000, (world.dock, 1)).order
    assert outstanding_of(world.vestby) == order.payable == Decimal("987.50")


def test_a_credit_takes_back_in_proportion_and_never_more_than_the_order(world: World) -> None:
    set_up()
    give(world, world.vestby, 1000)
    order = complete(world, pay_with(world, world.otto, 1000, (world.dock, 2)).order)
    earned = balance(world.vestby)
    stina = world.actor(world.stina)
    with pytest.raises(OrderRefused, match="net"):
        credit_order(actor=stina, order_id=order.pk, net=Decimal("3180.01"), reason="Broken")
    half = credit_order(actor=stina, order_id=order.pk, net=Decimal("1590.00"), reason="Broken")
    assert (half.vat, half.points, half.money) == (Decimal("397.50"), 500, Decimal("1487.50"))
    assert half.earned_back == 12  # half of 23, half up
    assert balance(world.vestby) == 500 + earned - 12
    rest = credit_order(actor=stina, order_id=order.pk, net=Decimal("1590.00"), reason="Broken")
    assert (rest.points, rest.earned_back) == (500, earned - 12)
    order.refresh_from_db()
    assert order.credited_gross == order.gross
    assert order.credited_money == order.payable
    assert balance(world.vestby) == 1000
    with pytest.raises(OrderRefused):
        credit_order(actor=stina, order_id=order.pk, net=Decimal("0.01"), reason="Once more")
    assert outstanding_of(world.vestby) == 0
    books_hold(world.vestby)


def test_credits_give_back_no_more_money_than_was_paid(world: World) -> None:
    """Whole points never fit exactly in a part: what is left over of one is no money."""
    set_up()
    give(world, world.vestby, 1987)
    order = complete(world, pay_with(world, world.otto, 1987, (world.dock, 1)).order)
    assert order.payable == Decimal("0.50")
    stina = world.actor(world.stina)
    for net, points, money in (
        ("333.33", 417, "0.10"),  # 416,66 inc VAT, of which points had paid 416,56
        ("0.33", 0, "0.00"),
        ("0.43", 1, "0.01"),
        ("1255.91", 1569, "0.39"),
    ):
        credit = credit_order(actor=stina, order_id=order.pk, net=Decimal(net), reason="Broken")
        assert (credit.points, credit.money) == (points, Decimal(money))
    order.refresh_from_db()
    assert (order.credited_gross, order.credited_money) == (order.gross, order.payable)
    assert balance(world.vestby) == 1987
    books_hold(world.vestby)


def test_points_that_staff_give_pay_what_is_owed(world: World) -> None:
    set_up()
    order = completed(world, world.otto, (world.dock, 4))  # 63 points
    pay_with(world, world.otto, 63, (world.paper, 1))
    credit_order(
        actor=world.actor(world.stina), order_id=order.pk, net=order.value_net, reason="Broken"
    )
    give(world, world.vestby, 40)
    assert (balance(world.vestby), owed(world.vestby)) == (0, 23)
    give(world, world.vestby, 40)
    assert (balance(world.vestby), owed(world.vestby)) == (17, 0)
    books_hold(world.vestby)


def test_spent_points_are_owed_and_the_next_ones_pay(world: World) -> None:
    set_up(point_value=Decimal(1))
    order = completed(world, world.otto, (world.dock, 4))  # 63 points
    pay_with(world, world.otto, 60, (world.paper, 1))
    credit_order(
        actor=world.actor(world.stina), order_id=order.pk, net=order.value_net, reason="Broken"
    )
    assert (balance(world.vestby), owed(world.vestby)) == (0, 60)
    completed(world, world.otto, (world.dock, 5))  # 79
    assert (balance(world.vestby), owed(world.vestby)) == (19, 0)
    books_hold(world.vestby)


def test_only_staff_of_the_shop_credit_and_only_what_is_completed(world: World) -> None:
    order = place(world, world.otto, (world.dock, 1))
    stina, otto = world.actor(world.stina), world.actor(world.otto)
    with pytest.raises(OrderRefused, match="illegal_transition"):
        credit_order(actor=stina, order_id=order.pk, net=Decimal(1), reason="No")
    complete(world, order)
    with pytest.raises(OrderRefused, match="no-right"):
        credit_order(actor=otto, order_id=order.pk, net=Decimal(1), reason="No")
    with pytest.raises(OrderRefused, match="reason"):
        credit_order(actor=stina, order_id=order.pk, net=Decimal(1), reason=" ")
    credit_order(actor=stina, order_id=order.pk, net=Decimal("100"), reason="Two were dented")
    mail = OutgoingEmail.objects.get(event_key__contains="credited")
    assert mail.to_address == "otto@example.com"
    assert "Two were dented" in mail.body_text
    assert "100,00" in mail.body_text


def test_the_oldest_points_go_first_and_expire_after_one_notice(world: World) -> None:
    set_up(life_months=1, notice_days=10)
    completed(world, world.otto, (world.dock, 4))  # 63
    first = LoyaltyLot.objects.get()
    today = timezone.localdate()
    assert first.expires_on == months_after(today, 1)
    give(world, world.vestby, 100)
    LoyaltyLot.objects.exclude(pk=first.pk).update(expires_on=today + timedelta(days=90))
    pay_with(world, world.otto, 13, (world.paper, 1))
    first.refresh_from_db()
    assert first.points_left == 50
    assert heed_expiry(today=first.expires_on - timedelta(days=11)) == (0, 0)
    assert heed_expiry(today=first.expires_on - timedelta(days=10)) == (1, 0)
    assert heed_expiry(today=first.expires_on - timedelta(days=9)) == (0, 0)
    (mail,) = OutgoingEmail.objects.filter(template="loyalty/expiring")
    assert mail.to_address == "otto@example.com"
    assert "50 points" in mail.body_text.replace("\xa0", " ")
    assert heed_expiry(today=first.expires_on) == (0, 1)
    assert balance(world.vestby) == 100
    assert LoyaltyEntry.objects.get(kind=LoyaltyKind.EXPIRE).points == -50
    books_hold(world.vestby)


def test_a_credit_takes_the_orders_own_points_before_older_ones(world: World) -> None:
    set_up(life_months=12)
    completed(world, world.otto, (world.dock, 1))  # 15
    order = completed(world, world.otto, (world.dock, 4))  # 63
    credit_order(
        actor=world.actor(world.stina), order_id=order.pk, net=order.value_net, reason="Broken"
    )
    older, own = LoyaltyLot.objects.order_by("id")
    assert (older.points_left, own.points_left) == (15, 0)


def test_points_given_back_after_their_day_live_as_long_as_a_notice(world: World) -> None:
    set_up(life_months=1, notice_days=10)
    completed(world, world.otto, (world.dock, 4))  # 63
    order = pay_with(world, world.otto, 63, (world.paper, 1)).order
    today = timezone.localdate()
    entry = LoyaltyEntry.objects.get(kind=LoyaltyKind.REDEEM)
    assert entry.details["from"] == [[months_after(today, 1).isoformat(), 63]]
    LoyaltyProgramme.objects.update(notice_days=90)
    cancel_order(actor=world.actor(world.stina), order_id=order.pk)
    assert LoyaltyLot.objects.get(points_left=63).expires_on == today + timedelta(days=90)


def test_what_expired_unused_is_not_owed_when_its_order_is_credited(world: World) -> None:
    set_up(life_months=1, notice_days=10)
    order = completed(world, world.otto, (world.dock, 4))  # 63 points
    pay_with(world, world.otto, 13, (world.paper, 1))
    gone_on = months_after(timezone.localdate(), 1)
    heed_expiry(today=gone_on - timedelta(days=10))
    assert heed_expiry(today=gone_on) == (0, 1)
    stina = world.actor(world.stina)
    for net, still_owed in ((order.value_net / 2, 0), (order.value_net / 2, 13)):
        credit_order(actor=stina, order_id=order.pk, net=net, reason="Broken")
        assert (balance(world.vestby), owed(world.vestby)) == (0, still_owed)
    books_hold(world.vestby)


def test_no_points_expire_before_somebody_was_told(world: World) -> None:
    """The worker was down, or the programme off, while the notice should have gone."""
    set_up(life_months=1, notice_days=10)
    completed(world, world.otto, (world.dock, 4))
    late = timezone.localdate() + timedelta(days=60)
    assert heed_expiry(today=late) == (1, 0)
    assert heed_expiry(today=late + timedelta(days=9)) == (0, 0)
    assert heed_expiry(today=late + timedelta(days=10)) == (0, 1)
    assert balance(world.vestby) == 0


def test_points_that_come_after_the_mail_about_their_day_have_one_too(world: World) -> None:
    set_up(life_months=1, notice_days=40)
    for _order in range(2):
        completed(world, world.otto, (world.dock, 4))
        assert heed_expiry() == (1, 0)
        assert heed_expiry() == (0, 0)
    assert OutgoingEmail.objects.filter(template="loyalty/expiring").count() == 2


def test_while_it_is_off_nothing_expires_and_nobody_is_mailed(world: World) -> None:
    set_up(life_months=1)
    completed(world, world.otto, (world.dock, 4))
    world.shop.closed_add_ons = [AddOn.LOYALTY]
    world.shop.save()
    assert heed_expiry(today=timezone.localdate() + timedelta(days=60)) == (0, 0)
    assert not OutgoingEmail.objects.filter(template="loyalty/expiring").exists()
    assert balance(world.vestby) == 63


def test_staff_adjust_with_a_reason_and_never_below_zero(world: World) -> None:
    set_up()
    stina, nora = world.actor(world.stina), world.actor(world.nora)
    give(world, world.school, 10)
    for actor, points, reason in (
        (stina, -11, "x"),
        (stina, 5, " "),
        (nora, 5, "x"),
        (stina, 0, "x"),
    ):
        with pytest.raises(MarketingRefused):
            adjust_points(actor=actor, customer_id=world.school.pk, points=points, reason=reason)
    adjust_points(actor=stina, customer_id=world.school.pk, points=-10, reason="A mistake")
    assert balance(world.school) == 0
    books_hold(world.school)


def test_the_database_refuses_to_change_the_ledger(world: World) -> None:
    set_up()
    give(world, world.school, 10)
    entry, account = LoyaltyEntry.objects.get(), LoyaltyAccount.objects.get()
    for change in (
        lambda: LoyaltyEntry.objects.update(points=99),
        lambda: LoyaltyEntry.objects.update(user=None),
        lambda: LoyaltyEntry.objects.filter(pk=entry.pk)._raw_delete("default"),
        lambda: LoyaltyAccount.objects.update(balance=99),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()  # type: ignore[no-untyped-call]
    LoyaltyEntry.objects.update(reason="")  # words may go: they can name somebody
    with pytest.raises(DatabaseError, match="never_below_zero"), transaction.atomic():
        LoyaltyEntry.objects.create(account=account, kind="adjust", points=-11)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(DatabaseError, match="not the balance"), transaction.atomic():
        LoyaltyLot.objects.update(points_left=3)


def test_a_groups_rule_goes_before_everybodys_and_the_most_generous_holds() -> None:
    day = date(2026, 11, 22)
    everybody = RuleTerms(1, Decimal(9))
    ours = RuleTerms(2, Decimal(2), group_id=7, name="Norrvik")
    double = RuleTerms(
        3, Decimal(2), Decimal(2), 7, "Norrvik", date(2026, 11, 1), date(2026, 11, 30)
    )
    rules = (everybody, ours, double)

    def earned(groups: set[int], on: date = day) -> int:
        return earned_points(rules, group_ids=groups, day=on, value_net=Decimal(250)).points

    assert earned({7}) == 10
    assert earned({7}, date(2026, 12, 1)) == 5
    assert earned({8}) == 22  # 22,5 rounded down
    assert earned_points((), group_ids={7}, day=day, value_net=Decimal(250)).points == 0


@given(
    gross=st.decimals("0", "99999", places=2),
    value=st.decimals("0.0001", "99", places=4).filter(lambda value: value > 0),
    percent=st.integers(1, 100),
)
@settings(max_examples=200, deadline=None)
def test_points_never_pay_more_than_the_order(gross: Decimal, value: Decimal, percent: int) -> None:
    terms = SpendingTerms(value, percent, 1, "points")
    most = terms.largest(gross)
    assert terms.worth(most) <= gross
    assert may_use(most, balance=most, gross=gross, terms=terms).allowed
    assert not may_use(most + 1, balance=most + 1, gross=gross, terms=terms).allowed
