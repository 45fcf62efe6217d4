"""The demo world: what a newcomer finds, that its sums are right, and where it is refused."""

import random
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.core.checks import Tags, run_checks
from django.core.management import call_command
from django.db import transaction
from django.db.models import Count, F, Q, Sum
from django.test import Client
from django.utils import timezone
from PIL import Image
from pytest_django import DjangoDbBlocker

from approvals.models import Answer, ApprovalRequest, RequestState
from approvals.selectors.routes import route_of_request
from catalogue.models import Category, ListingRow, Product, ProductImage, ProductSearch, Variant
from catalogue.selectors.prices import quote
from catalogue.selectors.visibility import visible_products, visible_variants
from config.checks import DEMO_WORLD_IN_PRODUCTION
from config.demo_logins import DEMO_LOGINS, DEMO_PASSWORD
from config.demo_world.goods import check_digit
from config.demo_world.world import build
from core.models import EmailState, OutgoingEmail
from core.templatetags.look import PICTOGRAMS
from customers.actors import ANONYMOUS, Actor
from customers.limits import limit_period
from customers.models import Customer, Membership, PurchaseLimit, User
from customers.selectors.shop import shop_settings
from orders.models import LimitEntry, Order, OrderEvent, OrderLine
from orders.selectors.filling import suggested
from orders.selectors.limits import outstanding_of, spent_on
from orders.states import SALE_STATUSES, OrderEventKind, OrderStatus, first_status, next_status

GIVEN_BACK = {OrderStatus.REJECTED, OrderStatus.WITHDRAWN, OrderStatus.CANCELLED}


@pytest.fixture(scope="module")
def _seeded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """One world for the whole file, taken back at its end: making it is the slow part."""
    with django_db_blocker.unblock(), transaction.atomic():
        assert build()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def demo(_seeded: None, db: None) -> None:
    """The demo world; each test takes back what it does."""


def member(name: str) -> Membership:
    found: Membership = Membership.objects.with_people().get(user__email=f"{name}@example.com")
    return found


def actor_of(name: str) -> Actor:
    membership = member(name)
    return Actor(user=membership.user, membership=membership)


def test_every_announced_person_logs_in(demo: None) -> None:
    for email, _role in DEMO_LOGINS:
        client = Client()
        answer = client.post(
            "/account/login/", {"username": email.upper(), "password": DEMO_PASSWORD}
        )
        assert answer.status_code == 302, email
        assert client.session["_auth_user_id"] == str(User.objects.get(email=email).pk)


def test_people_without_the_password_cannot_log_in(demo: None) -> None:
    assert not User.objects.get(email="hanna.rosen@example.com").check_password(DEMO_PASSWORD)
    answer = Client().post(
        "/account/login/", {"username": "hanna.rosen@example.com", "password": DEMO_PASSWORD}
    )
    assert answer.status_code != 302


def test_roles_are_those_that_the_demo_announces(demo: None) -> None:
    assert User.objects.get(email="sam@example.com").staff_role == "sales"
    assert User.objects.get(email="stina@example.com").staff_role == "administrator"
    assert member("greta").is_group_admin
    assert User.objects.count() >= 45


def test_nora_asks_ali_over_5000_and_ali_asks_greta_over_20000(demo: None) -> None:
    nora, ali, greta = (member(name) for name in ("nora", "ali", "greta"))
    assert (nora.next_approver, nora.break_point) == (ali, Decimal(5000))
    assert (ali.next_approver, ali.break_point) == (greta, Decimal(20000))
    assert (greta.next_approver, greta.break_point) == (None, None)
    limit = PurchaseLimit.objects.get(membership=nora)
    assert (limit.amount, limit.recurrence, limit.starts_on.day) == (Decimal(60000), "monthly", 1)


def test_otto_buys_in_norwegian_without_swedish_vat(demo: None) -> None:
    otto = actor_of("otto")
    assert otto.user is not None
    assert otto.user.language == "nb"
    orders = Order.objects.filter(orderer=otto.user)
    assert orders.count() >= 5
    assert not orders.exclude(vat_total=0).exists()
    assert not orders.exclude(vat_treatment="export").exists()


def test_there_are_about_300_goods_in_a_tree_of_three_levels(demo: None) -> None:
    assert 280 <= Product.objects.count() <= 340
    depths = {path.count("/") + 1 for path in Category.objects.values_list("path", flat=True)}
    assert depths == {1, 2, 3}
    several = Product.objects.annotate(n=Count("variants")).filter(n__gt=1)
    assert several.count() >= 40
    assert set(Category.objects.values_list("pictogram", flat=True)) <= set(PICTOGRAMS)
    assert ProductSearch.objects.count() == Product.objects.count()
    assert ListingRow.objects.values("product").distinct().count() == Product.objects.count()


def test_every_ean_has_a_right_check_digit_and_is_its_own(demo: None) -> None:
    assert check_digit("400638133393") == 1  # GS1's own example
    eans = list(Variant.objects.values_list("ean", flat=True))
    assert len(set(eans)) == len(eans)
    assert all(len(ean) == 13 and check_digit(ean[:12]) == int(ean[12]) for ean in eans)


def test_some_goods_have_a_drawn_picture_and_some_a_pictogram(demo: None) -> None:
    drawn = Product.objects.filter(images__isnull=False).distinct().count()
    assert Product.objects.count() * 0.4 < drawn < Product.objects.count() * 0.8
    image = ProductImage.objects.select_related("product").filter(variant=None)[0]
    with image.file.open() as file, Image.open(file) as picture:
        assert picture.size == (1200, 800)
    answer = Client().get(f"/pictures/{image.pk}/card/")
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content)  # type: ignore[attr-defined]


def test_versions_in_colours_have_pictures_of_their_own(demo: None) -> None:
    files = ProductImage.objects.filter(variant__sku__startswith="ND-4012").values_list("file")
    assert len(set(files)) == 2


def test_school_furniture_is_for_norrvik_only(demo: None) -> None:
    furniture = Product.objects.filter(categories__path__startswith="mobler/skolmobler")
    assert furniture.exists()
    assert visible_products(actor_of("nora")).filter(pk__in=furniture).count() == furniture.count()
    for stranger in (ANONYMOUS, actor_of("otto"), actor_of("anna.frid")):
        assert not visible_products(stranger).filter(pk__in=furniture).exists()


def test_a_book_and_one_colour_of_a_chair_are_for_norrvik_only(demo: None) -> None:
    limited = ["TF-0102", "SI-0201-GR"]
    assert visible_variants(actor_of("nora")).filter(sku__in=limited).count() == 2
    assert not visible_variants(actor_of("otto")).filter(sku__in=limited).exists()
    assert visible_variants(actor_of("otto")).filter(sku="SI-0201-SV").exists()


def test_elin_sees_only_the_agreement(demo: None) -> None:
    seen = visible_products(actor_of("elin.strom")).count()
    assert 0 < seen < visible_products(actor_of("nora")).count()


def test_agreements_rows_and_percentages_all_lower_some_price(demo: None) -> None:
    dock = Variant.objects.get(sku="ND-4012-GR")  # 1 590,00; from five 1 543,00 for Norrvik
    headset = Variant.objects.get(sku="LY-0650")  # 1 390,00; 14 % under that by contract

    def price(who: str, variant: Variant, quantity: int) -> Decimal | None:
        return quote(actor_of(who), {variant.pk: quantity})[variant.pk].unit_net

    assert price("nora", headset, 1) == Decimal("1196.00")
    assert price("nora", dock, 1) == Decimal("1488.24")  # less 4 %, less 2,5 %
    assert price("nora", dock, 5) == Decimal("1444.25")
    assert price("bo.sjoberg", dock, 1) == Decimal("1399.20")  # reseller, less 12 %
    assert price("samir.nouri", dock, 1) == dock.list_price_net
    kinds = {
        step["kind"] for steps in OrderLine.objects.values_list("price_steps", flat=True)
        for step in steps if step["applied"]
    }  # fmt: skip
    rows = {"contract", "group_row", "segment_row", "customer_row", "tier_row"}
    assert rows | {"group_percent", "customer_percent", "tier_percent"} <= kinds


def test_a_year_of_orders_is_spread_over_the_year_and_the_customers(demo: None) -> None:
    orders = Order.objects.all()
    assert 370 <= orders.count() <= 470
    placed = [timezone.localtime(moment) for moment in orders.values_list("placed_at", flat=True)]
    assert len({(moment.year, moment.month) for moment in placed}) >= 12
    assert all(moment < timezone.now() and moment.weekday() < 5 for moment in placed)
    assert orders.values("customer").distinct().count() == Customer.objects.count()
    assert set(orders.values_list("status", flat=True)) == set(OrderStatus.values)


def test_order_numbers_follow_time(demo: None) -> None:
    by_number = list(Order.objects.order_by("number").values_list("placed_at", flat=True))
    assert by_number == sorted(by_number)


def test_every_order_is_the_sum_of_its_lines_and_vat(demo: None) -> None:
    orders = Order.objects.annotate(lines_net=Sum("lines__line_net"))
    assert not orders.exclude(goods_net=F("lines_net")).exists()
    vat = Order.objects.annotate(base=Sum("vat_rows__base_net"), vat=Sum("vat_rows__amount"))
    assert not vat.exclude(base=F("value_net"), vat=F("vat_total")).exists()


def test_every_line_costs_what_its_orderer_pays_for_it(demo: None) -> None:
    chance = random.Random(1)
    lines = OrderLine.objects.select_related("order__membership__user", "order__orderer")
    for line in chance.sample(list(lines), 60):
        assert line.order.membership_id is not None
        assert line.variant_id is not None
        membership = Membership.objects.with_people().get(pk=line.order.membership_id)
        answer = quote(
            Actor(user=membership.user, membership=membership), {line.variant_id: line.quantity}
        )
        assert answer[line.variant_id].unit_net == line.unit_net, line


def test_events_lead_to_the_status_by_the_table_of_states(demo: None) -> None:
    events: defaultdict[int, list[OrderEvent]] = defaultdict(list)
    for event in OrderEvent.objects.order_by("at", "id"):
        events[event.order_id].append(event)
    for order in Order.objects.all():
        placed, *rest = events[order.pk]
        assert placed.kind == OrderEventKind.PLACED
        assert placed.at == order.placed_at
        status = first_status(waits=order.approval_id is not None)
        for event in rest:
            assert event.at <= timezone.now()
            status = next_status(status, event.kind)
        assert status == order.status, order.number


def test_ledger_holds_every_order_and_gives_back_what_was_refused(demo: None) -> None:
    entries: defaultdict[int, list[LimitEntry]] = defaultdict(list)
    for entry in LimitEntry.objects.all():
        entries[entry.order_id].append(entry)
    for order in Order.objects.all():
        kept = Decimal(0) if order.status in GIVEN_BACK else order.value_net
        assert sum(entry.amount_net for entry in entries[order.pk]) == kept, order.number
        days = {entry.counts_on for entry in entries[order.pk]}
        assert days == {timezone.localdate(order.placed_at)}


def test_nobody_ever_passed_their_limit(demo: None) -> None:
    limits = PurchaseLimit.objects.select_related("membership")
    days = defaultdict(set)
    for membership_id, day in LimitEntry.objects.values_list("membership_id", "counts_on"):
        days[membership_id].add(day)
    assert any(days[limit.membership_id] for limit in limits)
    for limit in limits:
        for day in days[limit.membership_id]:
            spent = spent_on(limit.membership, limit.terms, day)
            assert limit_period(limit.terms, day) is not None
            assert spent.used + spent.reserved <= limit.amount


def test_nobody_is_over_their_credit(demo: None) -> None:
    for customer in Customer.objects.all():
        assert customer.allowed_outstanding is not None
        assert outstanding_of(customer) <= customer.allowed_outstanding


def test_seven_orders_wait_each_for_whom_the_chain_says(demo: None) -> None:
    waiting = Order.objects.filter(status=OrderStatus.AWAITING_APPROVAL)
    requests = ApprovalRequest.objects.filter(state=RequestState.WAITING)
    assert waiting.count() == requests.count() == 7
    for request in requests:
        current = route_of_request(request, currency="SEK").current
        assert current is not None
        assert current.membership_id == request.step_id
        assert request.value_net == request.order.value_net
    whose = [request.step.user.email for request in requests.select_related("step__user")]  # type: ignore[union-attr]
    assert whose.count("ali@example.com") >= 2
    assert whose.count("greta@example.com") >= 1


def test_tomas_has_written_what_he_needs_and_the_shop_has_it(demo: None) -> None:
    order = Order.objects.select_related("approval", "membership__user").get(is_free_text=True)
    assert order.orderer.email == "tomas.nyberg@example.com"
    assert "bärbar dator" in order.comment
    assert order.approval is not None
    assert order.approval.step == member("ali")
    assert not order.lines.exists()
    offers = suggested(order, actor_of("tomas.nyberg"), shop_settings())
    offered = [line.name for line in offers.basket.lines]
    assert any(name.startswith("Bärbar dator") for name in offered[:3])
    assert any("mus " in name.lower() for name in offered[:3])


def test_decisions_are_those_of_the_chain(demo: None) -> None:
    settled = ApprovalRequest.objects.exclude(state=RequestState.WAITING)
    assert settled.filter(state=RequestState.REJECTED).count() >= 5
    for request in settled.prefetch_related("decisions").select_related("order"):
        answers = [decision.answer for decision in request.decisions.all()]
        assert request.reference == str(request.order.number)
        if request.state == RequestState.APPROVED:
            assert Answer.REJECT not in answers
            assert Answer.APPROVE in answers
        if request.state == RequestState.REJECTED:
            assert answers[-1] == Answer.REJECT
    for order in Order.objects.filter(approval=None).exclude(status=OrderStatus.CANCELLED):
        assert order.status in SALE_STATUSES


def test_mail_of_the_last_days_has_been_sent(demo: None) -> None:
    mails = OutgoingEmail.objects.all()
    assert mails.count() >= 25
    assert not mails.exclude(state=EmailState.SENT).exists()
    assert not mails.filter(Q(sent_at=None) | Q(created_at__gt=timezone.now())).exists()
    assert mails.filter(to_address="ali@example.com", template="orders/to_approve").count() >= 2


def test_an_order_placed_by_sam_as_otto_names_both(demo: None) -> None:
    order = Order.objects.exclude(placed_by=F("orderer")).get()
    assert order.orderer.email == "otto@example.com"
    assert order.placed_by.email == "sam@example.com"


def test_second_run_changes_nothing(demo: None, capsys: pytest.CaptureFixture[str]) -> None:
    before = (Order.objects.count(), User.objects.count(), Variant.objects.count())
    call_command("seed_demo")
    assert (Order.objects.count(), User.objects.count(), Variant.objects.count()) == before
    assert capsys.readouterr().out == ""


def database_errors() -> list[str | None]:
    found = run_checks(tags=[Tags.database], databases=["default"])
    return [message.id for message in found if message.is_serious()]


def test_site_refuses_the_demo_world_without_the_demo_settings(demo: None, settings: Any) -> None:
    assert database_errors() == []
    settings.DEMO_WORLD = False
    assert database_errors() == [DEMO_WORLD_IN_PRODUCTION]
