"""The addresses that a stricter rule leaves behind, taken out from the page that asks (N-22)."""

import csv
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from core.models import ExportJob, ExportStatus
from customers.models import Address, Customer, Membership, SalesTeam
from tests.pages.reading import page_of, read
from tests.rules import say_of
from tests.world import World

LONG = "Kungsgatan 123, trapphus B, våning 4"
EXPORT = "/staff/exports/new/breaking-addresses/"


def addresses(customer: Customer, most: int, street: str = LONG) -> list[Address]:
    return [
        Address.objects.create(
            customer=customer, name=f"A{n}", street=street, postal_code="1", city="N"
        )
        for n in range(most)
    ]


def asked_by(world: World, who: Membership | Any, url: str, **said: str) -> str:
    """What the page that names the addresses would post for them."""
    client = world.client(who)
    answer = client.post(url, read(client, url).forms[""] | said)
    assert answer.status_code == 409
    page = page_of(answer, 409)
    assert {"xlsx", "csv"} == {
        each["value"] for each in page.buttons if each.get("form") == "breaking"
    }
    return page.forms["breaking"]["asked"]


def taken(world: World, who: Membership | Any, asked: str) -> list[list[str]]:
    answer = world.client(who).post(EXPORT, {"asked": asked, "format": "csv"})
    assert answer.status_code == 200
    lines = b"".join(answer).decode("utf-8-sig").splitlines()[1:]
    return list(csv.reader(lines, delimiter=";"))


def test_every_address_that_is_named_and_all_that_are_more_go_out(world: World) -> None:
    here = addresses(world.school, 60)
    addresses(world.care, 2)
    addresses(world.vestby, 2)
    Address.objects.create(
        customer=world.school, membership=world.nora,
        name="Hos mig", street=LONG, postal_code="1", city="N",
    )  # fmt: skip
    addresses(world.school, 1, street="Kort 1")
    say_of(world, "addresses", "street", customer=world.care, max_length=200)
    url = f"/staff/groups/{world.norrvik.pk}/fields/addresses/street/"
    asked = asked_by(world, world.stina, url, max_length="30")
    rows = taken(world, world.stina, asked)
    assert [row[1] for row in rows] == [str(each.pk) for each in here]
    assert {row[0] for row in rows} == {world.school.number}
    assert LONG in rows[0]
    job = ExportJob.objects.get()
    assert (job.kind, job.row_count, job.status) == ("breaking-addresses", 60, ExportStatus.MADE)
    log = read(world.client(world.stina), "/staff/exports/").text
    for words in ("Field: street", f"Customer group: {world.norrvik.pk}", "Rule: max_length=30"):
        assert words in log


def test_the_file_is_the_same_when_the_rule_has_been_saved_meanwhile(world: World) -> None:
    say_of(world, "addresses", "street", customer=world.school, max_length=40)
    addresses(world.school, 1, street="x" * 50)
    [breaking] = addresses(world.school, 1)
    url = f"/staff/customers/{world.school.pk}/fields/addresses/street/"
    asked = asked_by(world, world.stina, url, max_length="30")
    say_of(world, "addresses", "street", customer=world.school, max_length=30)
    assert [row[1] for row in taken(world, world.stina, asked)] == [str(breaking.pk)]


def test_of_another_teams_customer_or_a_shared_group_nothing_goes_out(world: World) -> None:
    team = SalesTeam.objects.create(name="Väst")
    team.members.add(world.sam)
    Customer.objects.filter(pk=world.school.pk).update(sales_team=team)
    addresses(world.school, 1)
    addresses(world.vestby, 1)
    url = f"/staff/customers/{world.school.pk}/fields/addresses/street/"
    asked = asked_by(world, world.sam, url, max_length="30")
    assert len(taken(world, world.sam, asked)) == 1
    for scope in (
        {"customer": world.vestby.pk}, {"group": world.norrvik.pk},
        {"group": world.vestby.main_group_id}, {},
    ):  # fmt: skip
        words = {"field": "street", "rule": "max_length=30", **scope}
        assert taken(world, world.sam, urlencode(words)) == []
    assert len(taken(world, world.stina, urlencode({"field": "street", "rule": "max_length=30"})))


@pytest.mark.parametrize(
    "asked",
    [
        "",
        "field=nothing&rule=max_length%3D3",
        "field=country&rule=is_required%3Dyes",
        "field=street&customer=999999999&rule=max_length%3D3",
        "field=street&customer=x&rule=max_length%3D3",
        "field=street&group=-1&rule=max_length%3D3",
        "field=street&rule=" + quote("max_length=99999999999&is_required=perhaps&pattern=(a+)+$"),
        "field=street&rule=" + quote("&&=;%&prefix"),
    ],
)
def test_what_no_page_asks_for_is_an_empty_file(world: World, asked: str) -> None:
    addresses(world.school, 1)
    assert taken(world, world.stina, asked) == []


def test_no_nul_hides_in_what_is_asked(world: World) -> None:
    addresses(world.school, 1)
    asked = "field=street&rule=" + quote("prefix=" + quote("\0Kungs"))
    assert LONG not in str(taken(world, world.stina, asked))
