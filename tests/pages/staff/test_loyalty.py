"""The back office's points: the programme, its rules, who has points, adjusting, crediting."""

from decimal import Decimal as D

import pytest

from customers.models import SalesTeam
from marketing.models import LoyaltyEntry, LoyaltyProgramme, LoyaltyRule
from orders.models import Order, OrderCredit
from tests.orders import place
from tests.points import balance, complete, completed, give, pay_with, set_up
from tests.world import World

pytestmark = pytest.mark.django_db

SETTINGS = "/staff/settings/loyalty/"
PROGRAMME = {
    "points_name": "stars",
    "point_value": "0.5",
    "largest_percent": "50",
    "least_points": "10",
    "life_months": "",
    "notice_days": "30",
    "rounding": "down",
}


def test_stina_sets_the_programme_and_a_rule_and_changes_them(world: World) -> None:
    stina = world.client(world.stina)
    assert "Nothing earns points yet" in stina.get(SETTINGS).text
    assert stina.post(SETTINGS, PROGRAMME).status_code == 302
    programme = LoyaltyProgramme.objects.get()
    assert (programme.points_name, programme.point_value, programme.life_months) == (
        "stars",
        D("0.5"),
        None,
    )
    posted = {"group_name": "norrviks kommun", "points_per_100": "1,5", "factor": "2"}
    assert stina.post(f"{SETTINGS}rules/new/", posted).status_code == 302
    rule = LoyaltyRule.objects.get()
    assert (rule.group, rule.points_per_100, rule.factor) == (world.norrvik, D("1.5"), D(2))
    assert "Norrviks kommun" in stina.get(SETTINGS).text
    days = {"valid_from": "2026-11-01", "valid_until": "2026-11-30"}
    changed = {"points_per_100": "3", "factor": "1", **days}
    assert stina.post(f"{SETTINGS}rules/{rule.pk}/", changed).status_code == 302
    rule.refresh_from_db()
    assert (rule.group, rule.points_per_100) == (world.norrvik, D(3))
    assert stina.post(f"{SETTINGS}rules/{rule.pk}/delete/").status_code == 302
    assert not LoyaltyRule.objects.exists()
    assert stina.get(f"{SETTINGS}rules/{rule.pk}/").status_code == 404
    for kind, least in (("points", 1), ("points-rules", 3)):
        told = stina.get("/staff/history/", {"view": kind})
        assert len(told.context["rows"]) >= least, kind
        assert "Stina Falk" in told.text
        sams = world.client(world.sam).get("/staff/history/", {"view": kind})
        assert not list(sams.context["rows"]), kind


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("points_name", "   "),
        ("point_value", "0"),
        ("point_value", "much"),
        ("largest_percent", "101"),
        ("least_points", "0"),
        ("life_months", "0"),
        ("notice_days", "366"),
        ("rounding", "sideways"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(world: World, field: str, typed: str) -> None:
    answer = world.client(world.stina).post(SETTINGS, PROGRAMME | {field: typed})
    assert answer.status_code in {409, 422}
    assert answer.context["form"].errors.keys() == {field}
    assert not LoyaltyProgramme.objects.exists()


def test_a_rule_that_cannot_be_is_refused_at_its_field(world: World) -> None:
    stina = world.client(world.stina)
    good = {"points_per_100": "1", "factor": "1"}
    for changed, field in (
        ({"group_name": "Nobody"}, "group_name"),
        ({"points_per_100": "-1"}, "points_per_100"),
        ({"points_per_100": "99999999"}, "points_per_100"),
        ({"factor": ""}, "factor"),
        ({"valid_from": "2026-11-30", "valid_until": "2026-11-01"}, "valid_until"),
    ):
        answer = stina.post(f"{SETTINGS}rules/new/", good | changed)
        assert answer.status_code in {409, 422}
        assert field in answer.context["form"].errors
    assert not LoyaltyRule.objects.exists()


def test_sam_finds_a_customer_with_points_and_adjusts_them(world: World) -> None:
    set_up()
    completed(world, world.otto, (world.dock, 2))
    sam = world.client(world.sam)
    listed = sam.get("/staff/points/")
    assert "Vestby Elektro" in listed.text
    assert "Barn och utbildning" not in listed.text
    card = f"/staff/customers/{world.vestby.pk}/points/"
    assert "Rule for everybody." in sam.get(card).text
    assert sam.post(card, {"points": "-32", "reason": "Too many"}).status_code == 409
    assert sam.post(card, {"points": "x", "reason": ""}).status_code == 422
    assert sam.post(card, {"points": "-30", "reason": "A mistake"}).status_code == 302
    assert balance(world.vestby) == 1
    text = sam.get(card).text
    assert "A mistake" in text
    assert "Sam Öberg" in text
    theirs = world.client(world.otto).get("/my/points/").text
    assert "A mistake" in theirs
    assert "Sam Öberg" not in theirs


def test_points_of_another_teams_customer_are_not_seen(world: World) -> None:
    set_up()
    give(world, world.vestby, 10)
    team = SalesTeam.objects.create(name="North")
    team.members.add(world.sam)
    sam = world.client(world.sam)
    assert "Vestby Elektro" not in sam.get("/staff/points/").text
    card = f"/staff/customers/{world.vestby.pk}/points/"
    assert sam.get(card).status_code == 404
    assert sam.post(card, {"points": "5", "reason": "x"}).status_code == 404
    assert balance(world.vestby) == 10


def test_the_list_asks_the_same_however_many_customers(
    world: World, django_assert_num_queries: object
) -> None:
    set_up()
    stina = world.client(world.stina)
    stina.get("/staff/points/")
    give(world, world.vestby, 10)
    with django_assert_num_queries(7) as few:  # type: ignore[operator]
        stina.get("/staff/points/")
    give(world, world.school, 10)
    give(world, world.care, 10)
    with django_assert_num_queries(len(few)):  # type: ignore[operator]
        stina.get("/staff/points/")


def test_sam_credits_a_part_of_a_completed_order(world: World) -> None:
    set_up()
    give(world, world.vestby, 100)
    order = complete(world, pay_with(world, world.otto, 100, (world.dock, 1)).order)
    sam = world.client(world.sam)
    page = f"/staff/orders/{order.number}/"
    assert f"{page}credit/" in sam.get(page).text
    assert "1 590,00" in sam.get(f"{page}credit/").text.replace("\xa0", " ")
    refused = sam.post(f"{page}credit/", {"net": "1590,01", "reason": "Broken"})
    assert refused.status_code == 409
    assert "net" in refused.context["form"].errors
    assert sam.post(f"{page}credit/", {"net": "", "reason": ""}).status_code == 422
    posted = {"net": "795,00", "reason": "One was broken"}
    assert sam.post(f"{page}credit/", posted).status_code == 302
    credit = OrderCredit.objects.get()
    assert (credit.net, credit.vat, credit.points) == (D("795.00"), D("198.75"), 50)
    for who, address in ((sam, page), (world.client(world.otto), f"/my/orders/{order.number}/")):
        text = who.get(address).text.replace("\xa0", " ")
        assert "One was broken" in text
        assert "993,75" in text
        assert "Paid with 100 points" in text
    again = sam.post(f"{page}credit/", {"net": "795,00", "reason": "The other too"})
    assert again.status_code == 302
    assert f"{page}credit/" not in sam.get(page).text
    assert "All of the order is credited" in sam.get(f"{page}credit/").text
    assert balance(world.vestby) == 100
    assert LoyaltyEntry.objects.filter(kind="reverse").count() == 2


def test_an_order_that_is_not_completed_is_not_credited(world: World) -> None:
    order: Order = place(world, world.otto, (world.dock, 1))
    sam = world.client(world.sam)
    page = f"/staff/orders/{order.number}/credit/"
    assert "Only a completed order is credited" in sam.get(page).text
    assert sam.post(page, {"net": "1", "reason": "x"}).status_code == 409
    assert not OrderCredit.objects.exists()
