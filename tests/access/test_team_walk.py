"""What belongs to another sales team: nothing of it by any URL, POST, export or import.

Sam's team looks after Vestby Elektro, Tove's after Norrviks kommun (tests/teams.py). Every door
that sales staff may enter is tried by Sam with the ids of Norrvik's things, and every page without
an id is read for a word of theirs.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook

from adminpanel.export_kinds import EXPORTS
from catalogue.models import (
    Assortment,
    OwnArticleNumber,
    PriceList,
    PriceListConnection,
)
from catalogue.services.visibility import set_limit_groups
from core.access.checks import Door, doors
from core.models import ExportJob, ExportStatus, ImportJob, ImportStatus, OutgoingEmail
from customers.actors import SYSTEM
from customers.models import PricingTier, Segment
from marketing.services.deciding import hand_over
from orders.models import Order
from tests.access.test_walk import address, answer
from tests.orders import place
from tests.services.marketing.applications import confirmed
from tests.teams import Teams, make_teams
from tests.uploads import add
from tests.world import World

# Words of Norrvik's that no page of Sam's may hold.
THEIRS = (
    "Barn och utbildning",
    "Omsorg Norrvik",
    "Norrviks kommun",
    "nora@example.com",
    "Lindqvist",
    "ali@example.com",
    "Haddad",
    "greta@example.com",
    "Strandskolan",
    "212000-1355",
    "Hemligt ramavtal",
    "Hemliga AB",
)

# Addresses call an import's id and an export's the same; far above what a sequence gives.
JOB_ID = 1_000_000


@pytest.fixture
def teams(world: World) -> Teams:
    return make_teams(world)


@pytest.fixture
def order(world: World, teams: Teams) -> Order:
    return place(world, world.nora, (world.dock, 4))


def known(world: World, teams: Teams, order: Order) -> dict[str, object]:
    """Ids of the south's things, by the names that addresses have for them."""
    document = add(world.actor(world.greta), world.school)
    document.title = "Hemligt ramavtal"
    document.save()
    mail = OutgoingEmail.objects.filter(event_key__startswith=f"order-{order.number}-").first()
    assert mail is not None
    job = ImportJob.objects.create(
        pk=JOB_ID,
        kind="customers",
        file_name="Omsorg Norrvik.xlsx",
        created_by=teams.tove,
        status=ImportStatus.PLANNED,
    )
    ExportJob.objects.create(
        pk=JOB_ID,
        kind="customers",
        format="csv",
        language="sv",
        asked={"q": "Omsorg Norrvik"},
        status=ExportStatus.MADE,
        created_by=teams.tove,
    )
    return {
        "number": order.number,
        "order_id": order.pk,
        "membership_id": world.nora.pk,
        "customer_id": world.school.pk,
        "user_id": world.nora.user.pk,
        "address_id": world.school_address.pk,
        "document_id": document.pk,
        "group_id": world.norrvik.pk,
        "team_id": teams.south.pk,
        "mail_id": mail.pk,
        "job_id": job.pk,
        "application_id": hand_over(
            actor=world.actor(world.stina),
            application_id=confirmed(company="Hemliga AB").pk,
            team=teams.south,
        ).pk,
    }


def entered_by_sales(world: World) -> Iterator[Door]:
    actor = world.actor(world.sam)
    for door in doors():
        assert door.perm is not None
        if door.name.startswith("staff:") and actor.has(door.perm):
            yield door


def names_in(door: Door) -> set[str]:
    return {match.rpartition(":")[2] for match in re.findall(r"<([^>]+)>", door.address)}


def test_no_door_opens_another_teams_things(world: World, teams: Teams, order: Order) -> None:
    theirs = known(world, teams, order)
    failures, tried = [], 0
    for door in entered_by_sales(world):
        if not names_in(door) & set(theirs):
            continue
        for method in door.methods:
            tried += 1
            status = answer(world.client(world.sam), method, address(door, **theirs))
            if status != 404:
                failures.append(f"{method} {door.name}: {status}")
    assert tried >= 40
    assert not failures, "\n".join(failures)


def test_every_such_door_opens_to_the_teams_own_member(
    world: World, teams: Teams, order: Order
) -> None:
    """So that the walk above is refused for the team, not for a wrong address."""
    theirs = known(world, teams, order)
    client, tried = world.client(teams.tove), 0
    for door in entered_by_sales(world):
        of_goods = door.name.startswith(
            ("staff:product-", "staff:import-price-impact", "staff:group-connect-breaks")
        )
        if of_goods or not names_in(door) & set(theirs) or names_in(door) - set(theirs):
            continue
        if "GET" in door.methods:
            response = client.get(address(door, **theirs))
            if response.streaming:
                b"".join(response)
            tried += 1
            assert response.status_code != 404, door.name
    assert tried >= 20


def connect_goods(world: World) -> dict[str, object]:
    """Goods, prices and an agreement that name Norrvik, and their ids."""
    tier = PricingTier.objects.create(name="Grossist")
    world.care.pricing_tier = tier
    world.care.save()
    prices = PriceList.objects.create(name="Vårpriser")
    prices.rows.create(variant=world.dock, from_quantity=1, unit_net=Decimal("1400.00"))
    for owner in ({"customer": world.school}, {"group": world.norrvik}):
        PriceListConnection.objects.create(price_list=prices, **owner)
        OwnArticleNumber.objects.create(variant=world.dock, number="K-1", folded="k1", **owner)
    agreement = Assortment.objects.create(name="Skolavtal")
    agreement.items.create(variant=world.dock)
    agreement.customers.add(world.school)
    agreement.groups.add(world.norrvik)
    segment = Segment.objects.create(name="Skolor")
    segment.customers.add(world.school)
    segment.groups.add(world.norrvik)
    for target in (world.docks, world.dock.product, world.dock):
        set_limit_groups(actor=SYSTEM, target=target, groups=[world.norrvik, world.retail])
    return {
        "product_id": world.dock.product_id,
        "variant_id": world.dock.pk,
        "category_id": world.docks.pk,
        "price_list_id": prices.pk,
        "list_id": prices.pk,
        "assortment_id": agreement.pk,
        "tier_id": tier.pk,
        "segment_id": segment.pk,
        "buyer_id": world.vestby.pk,
    }


# What is asked of pages beside their address: searches for what is the south's.
ASKED = (
    "",
    "?q=nora",
    "?q=Norrvik",
    "?q=nora+Norrvik",
    "?q=barn",
    "?q=212000-1355",
    "?view=waiting",
    "?kind=customers",
)


def own_and_goods(world: World, teams: Teams, goods: dict[str, object]) -> dict[str, object]:
    return goods | {
        "customer_id": world.vestby.pk,
        "user_id": world.otto.user.pk,
        "membership_id": world.otto.pk,
        "group_id": world.retail.pk,
        "address_id": world.vestby_address.pk,
        "team_id": teams.north.pk,
    }


def test_no_page_of_a_member_holds_a_word_of_another_teams_customers(
    world: World, teams: Teams, order: Order
) -> None:
    known(world, teams, order)  # so that there is something to show
    place(world, world.otto, (world.dock, 1))
    mine = own_and_goods(world, teams, connect_goods(world))
    failures, read = [], 0
    client = world.client(world.sam)
    client.raise_request_exception = False
    for door in entered_by_sales(world):
        if "GET" not in door.methods or names_in(door) - set(mine):
            continue
        for asked in ASKED:
            response = client.get(address(door, **mine) + asked)
            if response.streaming or not response["Content-Type"].startswith("text/html"):
                continue
            text = response.content.decode()
            if response.status_code == 500:
                failures.append(f"{door.name}{asked}: 500")
            read += response.status_code == 200
            told = [word for word in THEIRS if word not in asked and word in text]
            failures += [f"{door.name}{asked}: {word}" for word in told]
    assert read >= 200
    assert not failures, "\n".join(sorted(set(failures)))


def test_the_same_pages_do_hold_them_for_staff_who_see_all(
    world: World, teams: Teams, order: Order
) -> None:
    """So that the reading above is of pages that would tell."""
    known(world, teams, order)
    connect_goods(world)
    client = world.client(world.stina)
    pages = "".join(
        client.get(f"/staff/{page}/").content.decode()
        for page in ("customers", "users", "groups", "orders", "mail", "imports", "teams")
    )
    for word in ("Barn och utbildning", "nora@example.com", "Norrviks kommun", "Omsorg Norrvik"):
        assert word in pages


@pytest.mark.parametrize("kind", sorted(EXPORTS))
@pytest.mark.parametrize("asked", ["", "?q=nora", "?q=Norrvik", "?q=nora+barn"])
def test_no_export_of_a_member_holds_a_word_of_another_teams_customers(
    world: World, teams: Teams, order: Order, kind: str, asked: str
) -> None:
    world.school.number = "S-SKOLAN"
    world.school.save()
    connect_goods(world)
    place(world, world.otto, (world.dock, 1))
    response = world.client(world.sam).post(f"/staff/exports/new/{kind}/{asked}")
    assert response.status_code in (200, 302, 403, 404)
    if response.status_code != 200 or not response.streaming:
        return
    book = load_workbook(BytesIO(b"".join(response)))
    cells = " ".join(
        str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row
    )
    assert not [word for word in (*THEIRS, "S-SKOLAN", str(order.number)) if word in cells]
