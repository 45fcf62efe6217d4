"""The history in the back office: who changed what, of whom, from what to what, acting as whom."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from core.audit import doing
from core.history import events_of
from customers.models import Address, Customer, FurtherGroup, Membership, PurchaseLimit, User
from customers.selectors.history_kinds import RECORDS
from tests.teams import make_teams
from tests.uploads import add
from tests.world import World

Counting = Callable[[int], AbstractContextManager[object]]
URL = "/staff/history/"


def read(client: Client, **asked: Any) -> str:
    response = client.get(URL, asked)
    assert response.status_code == 200
    return response.content.decode()


def a_day_of_changes(world: World) -> None:
    """One change of every kind, by Stina, of Norrvik's and of Vestby's."""
    for seat, customer in ((world.nora, world.school), (world.otto, world.vestby)):
        with doing("test", world.actor(world.stina)):
            customer.phone = "0510-1"
            customer.save()
            seat.user.phone = "070-1"
            seat.user.save()
            seat.may_order_free_text = True
            seat.save()
            PurchaseLimit.objects.create(
                membership=seat,
                amount=Decimal(500),
                starts_on=timezone.localdate(),
                ends_on=timezone.localdate(),
            )
            Address.objects.create(
                customer=customer, name=f"Lager {customer.name}", street="Hamn 1", city="Vik"
            )
            customer.further_groups.add(world.retail)
        add(world.actor(world.stina), customer, f"Avtal {customer.name}")
    with doing("test", world.actor(world.stina)):
        world.norrvik.comment_required = True
        world.norrvik.save()


@pytest.mark.parametrize("kind", list(RECORDS))
def test_every_kind_tells_who_and_what(world: World, kind: str) -> None:
    a_day_of_changes(world)
    page = read(world.client(world.stina), view=kind)
    assert "Stina Falk" in page
    words = {
        "customers": ("Barn och utbildning", "Phone", "0510-1"),
        "users": ("Nora Lindqvist", "Phone", "070-1"),
        "groups": ("Norrviks kommun", "Require a comment", "Yes"),
        "memberships": ("Nora Lindqvist, Barn och utbildning", "Allow free-text order"),
        "limits": ("Nora Lindqvist, Barn och utbildning", "Added"),
        "documents": ("Barn och utbildning", "Avtal Vestby Elektro"),
        "addresses": ("Barn och utbildning", "Lager Vestby Elektro"),
        "further": ("Barn och utbildning", "Retail"),
    }[kind]
    for word in words:
        assert word in page, word


@pytest.mark.parametrize("kind", list(RECORDS))
def test_a_team_reads_only_of_its_own(world: World, kind: str) -> None:
    a_day_of_changes(world)
    make_teams(world)
    page = read(world.client(world.sam), view=kind)
    for word in ("Barn och utbildning", "Lindqvist", "Norrviks kommun"):
        assert word not in page, word
    if kind != "groups":
        assert "Vestby" in page or "Otto" in page
    file = world.client(world.sam).post(
        "/staff/exports/new/history/", {"asked": f"view={kind}", "format": "csv"}
    )
    assert b"Lindqvist" not in b"".join(file)


def test_old_and_new_and_acting_as_whom(world: World) -> None:
    with doing("test", world.actor(world.greta, acted_by=world.stina)):
        world.school.risk = "high"
        world.school.allowed_outstanding = Decimal("1200.50")
        world.school.save()
    page = read(world.client(world.stina), view="customers")
    assert "Greta Sandström" in page
    assert "really Stina Falk" in page
    assert "High" in page  # in words, not as it is kept
    assert "1\xa0200,50" in page or "1,200.50" in page or "1 200,50" in page


def test_it_is_narrowed_by_person_record_and_days(world: World) -> None:
    a_day_of_changes(world)
    with doing("test", world.actor(world.greta)):
        world.care.phone = "99"
        world.care.save()
    client = world.client(world.stina)
    page = read(client, view="customers", by=world.greta.user.pk)
    assert "Omsorg Norrvik" in page
    assert "Vestby" not in page
    page = read(client, view="customers", of=world.vestby.pk)
    assert "Vestby" in page
    assert "Omsorg Norrvik" not in page
    today = timezone.localdate()
    assert "No change fits" in read(client, view="customers", to=today - timedelta(days=1))
    assert "Omsorg" in read(client, view="customers", **{"from": today, "to": today})
    assert "Greta Sandström" in read(client, **{"view": "customers", "find-by": "greta"})
    read(client, view="nothing", of="x", by="9" * 40, **{"from": "2026-99-99"})


def test_what_is_gone_is_still_told(world: World) -> None:
    a_day_of_changes(world)
    with doing("test", world.actor(world.stina)):
        PurchaseLimit.objects.filter(membership=world.otto).delete()
        Address.objects.filter(name="Lager Vestby Elektro").delete()
        world.vestby.further_groups.clear()
    client = world.client(world.stina)
    for kind in ("limits", "addresses", "further"):
        assert "Removed" in read(client, view=kind), kind


def test_peoples_own_addresses_are_not_remembered(world: World) -> None:
    own = Address.objects.create(
        customer=world.school, membership=world.nora, name="Hemma", street="Väg 1", city="Vik"
    )
    own.street = "Väg 2"
    own.save()
    own.delete()
    assert not events_of(Address).filter(name="Hemma").exists()
    assert events_of(Address).filter(name="Strandskolan").exists()


def test_each_further_group_is_remembered_when_it_comes_and_goes(world: World) -> None:
    world.school.further_groups.set([world.retail])
    world.school.further_groups.set([])
    labels = events_of(FurtherGroup).order_by("pgh_id").values_list("pgh_label", flat=True)
    assert list(labels) == ["insert", "delete"]


def test_the_pages_follow_each_other_without_a_gap(world: World) -> None:
    for number in range(70):
        Customer.objects.filter(pk=world.care.pk).update(phone=str(number))
    client = world.client(world.stina)
    seen, url = [], f"{URL}?view=customers&of={world.care.pk}"
    while url:
        context = client.get(url).context
        seen += [change.new for told in context["rows"] for change in told.row.changes]
        url = context["older_url"]
    assert seen[:70] == [str(number) for number in reversed(range(70))]


def test_it_goes_out_as_shown(world: World) -> None:
    a_day_of_changes(world)
    response = world.client(world.stina).post(
        "/staff/exports/new/history/",
        {"asked": f"view=customers&of={world.vestby.pk}", "format": "xlsx"},
    )
    rows = list(load_workbook(BytesIO(b"".join(response))).worksheets[0].values)
    assert ("Vestby Elektro", "Stina Falk", None) in {row[1:4] for row in rows}
    assert "0510-1" in {row[6] for row in rows}
    assert "Barn och utbildning" not in str(rows)


def test_no_password_is_in_the_history(world: World) -> None:
    user = User.objects.get(pk=world.otto.user.pk)
    user.set_password("nytt-hemligt-ord-2026")
    user.save()
    assert user.password not in read(world.client(world.stina), view="users")


@pytest.mark.parametrize("kind", list(RECORDS))
def test_it_costs_the_same_for_few_and_for_many(
    world: World, kind: str, django_assert_max_num_queries: Counting
) -> None:
    a_day_of_changes(world)
    client = world.client(world.stina)
    client.get(URL)
    for number in range(25):
        with doing("test", world.actor(world.greta)):
            Customer.objects.filter(pk=world.care.pk).update(phone=str(number))
            Membership.objects.filter(pk=world.nora.pk).update(sees_customer_orders=number % 2)
    with django_assert_max_num_queries(12):
        client.get(URL, {"view": kind})
