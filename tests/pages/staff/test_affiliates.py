"""Affiliates in the back office: made, changed, ended, reported and paid."""

from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from marketing.models import Affiliate, Payout
from marketing.services.affiliates import end_affiliate
from tests.hostile.strings import NUL, OWN, faults_of, naughty
from tests.pages.reading import read
from tests.services.marketing.test_affiliates import complete, make_affiliate, place_by
from tests.world import World

LIST = "/staff/affiliates/"


def written(**changes: Any) -> dict[str, Any]:
    today = timezone.localdate().isoformat()
    return {
        "email": "ulla@example.com",
        "code": "Ulla",
        "shown_as": "Ullas kontorstips",
        "commission": "percent",
        "rate": "7,5",
        "starts_on": today,
        "ends_on": "",
        **changes,
    }


def test_stina_makes_ulla_an_affiliate(world: World) -> None:
    client = world.client(world.stina)
    assert "No affiliates yet" in read(client, LIST).text
    response = client.post(f"{LIST}new/", written(email=world.ulla.email))
    made = Affiliate.objects.get()
    assert response["Location"] == f"{LIST}{made.pk}/"
    assert (made.code, made.rate) == ("ulla", Decimal("7.50"))
    page = read(client, f"{LIST}{made.pk}/")
    for words in ("/a/ulla/", "Ullas kontorstips", "7,5", "until further notice"):
        assert words in page.text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("code", "a b"),
        ("rate", "0"),
        ("rate", "101"),
        ("rate", "99999999999"),
        ("email", "nobody@example.com"),
        ("ends_on", "2001-01-01"),
        ("shown_as", ""),
    ],
)
def test_what_is_wrong_is_told_at_its_field_and_nothing_is_lost(
    world: World, field: str, value: str
) -> None:
    sent = written(email=world.ulla.email) | {field: value}
    response = world.client(world.stina).post(f"{LIST}new/", sent)
    assert list(response.context["form"].errors) == [field]
    assert response.context["form"]["code"].value() == sent["code"]
    assert not Affiliate.objects.exists()


def test_the_terms_are_changed_and_the_link_ended_and_begun_again(world: World) -> None:
    ulla = make_affiliate(world)
    client = world.client(world.stina)
    client.post(f"{LIST}{ulla.pk}/edit/", written(commission="fixed", rate="120"))
    ulla.refresh_from_db()
    assert (ulla.commission, ulla.rate, ulla.code) == ("fixed", Decimal(120), "ulla")
    for again, is_active in (("", False), ("1", True)):
        client.post(f"{LIST}{ulla.pk}/end/", {"again": again})
        ulla.refresh_from_db()
        assert ulla.is_active is is_active


def test_the_report_tells_of_the_days_that_are_asked_for(
    world: World, django_assert_num_queries: object
) -> None:
    make_affiliate(world)
    complete(world, place_by(world, world.nora, "ulla"))
    client = world.client(world.stina)
    assert "1 590,00 79,50 79,50 0,00" in read(client, LIST).text
    assert "0,00 0,00 0,00 0,00" in read(client, f"{LIST}?day_to=2020-01-01").text
    assert "1 590,00" in read(client, f"{LIST}?day_from={timezone.localdate()}").text
    with django_assert_num_queries(7):  # type: ignore[operator]
        client.get(LIST)


def test_the_list_is_narrowed_and_goes_out_as_it_is_shown(world: World) -> None:
    ulla = make_affiliate(world)
    make_affiliate(world, world.sam, "sam")
    end_affiliate(actor=world.actor(world.stina), affiliate_id=ulla.pk, is_active=False)
    client = world.client(world.stina)
    page = read(client, f"{LIST}?state=ended")
    assert "ulla" in page.text
    assert "sam" not in page.text.split()
    sent = {"asked": "state=active", "format": "xlsx"}
    book = client.post("/staff/exports/new/affiliates/", sent)
    sheet: Any = load_workbook(BytesIO(book.getvalue())).active
    rows = list(sheet.values)
    assert [row[2] for row in rows[1:]] == ["sam"]


def test_a_payout_is_marked_once_for_the_sum_that_was_shown(world: World) -> None:
    ulla = make_affiliate(world)
    complete(world, place_by(world, world.nora, "ulla"))
    client = world.client(world.stina)
    path = f"{LIST}{ulla.pk}/pay/"
    page = read(client, path)
    assert "79,50 kr is not paid" in page.text
    form = {"until": timezone.localdate().isoformat(), "reference": "BG 7", "pay": "1"}
    assert client.post(path, {**form, "expected": "1.00"}).status_code == 200
    assert not Payout.objects.exists()
    response = client.post(path, {**form, "expected": page.inputs["expected"]})
    assert response["Location"] == f"{LIST}{ulla.pk}/"
    assert client.post(path, {**form, "expected": page.inputs["expected"]}).status_code == 200
    assert Payout.objects.get().reference == "BG 7"
    assert "BG 7" in read(client, f"{LIST}{ulla.pk}/").text
    assert "BG 7" in read(world.client(world.ulla), "/my/affiliate/").text


def test_the_card_costs_the_same_for_one_order_and_for_many(
    world: World, django_assert_num_queries: object
) -> None:
    ulla = make_affiliate(world)
    client = world.client(world.stina)
    client.get(LIST)
    for _turn in range(2):
        complete(world, place_by(world, world.nora, "ulla"))
        complete(world, place_by(world, world.otto, "ulla"))
        with django_assert_num_queries(12):  # type: ignore[operator]
            client.get(f"{LIST}{ulla.pk}/")


def test_the_list_beside_the_groups_has_those_whose_links_count(world: World) -> None:
    make_affiliate(world)
    sam = make_affiliate(world, world.sam, "sam")
    end_affiliate(actor=world.actor(world.stina), affiliate_id=sam.pk, is_active=False)
    page = read(world.client(world.stina), "/staff/groups/people/affiliates/")
    assert world.ulla.email in page.text
    assert world.sam.email not in page.text


def test_sam_who_sells_has_no_door_here(world: World) -> None:
    ulla = make_affiliate(world)
    client = world.client(world.sam)
    for path in ("", "new/", f"{ulla.pk}/", f"{ulla.pk}/edit/", f"{ulla.pk}/pay/"):
        assert client.get(f"{LIST}{path}").status_code == 403
    assert client.post(f"{LIST}{ulla.pk}/end/").status_code == 403
    assert world.client(world.stina).get(f"{LIST}999999999/").status_code == 404


def test_who_changed_the_terms_is_in_the_history(world: World) -> None:
    ulla = make_affiliate(world)
    client = world.client(world.stina)
    client.post(f"{LIST}{ulla.pk}/edit/", written(rate="9"))
    assert "ulla" in read(client, "/staff/history/?view=affiliates").text


def test_naughty_strings_are_kept_or_refused_and_never_run(world: World) -> None:
    ulla = make_affiliate(world)
    client = world.client(world.stina)
    client.raise_request_exception = False
    wrong = []
    for text in (*OWN, NUL, *naughty()[::12]):
        saved = client.post(f"{LIST}{ulla.pk}/edit/", written(shown_as=text))
        made = client.post(f"{LIST}new/", written(code=text, email=world.sam.email))
        pay = {"until": "2026-01-01", "reference": text, "pay": "1", "expected": "1"}
        paid = client.post(f"{LIST}{ulla.pk}/pay/", pay)
        for response in (saved, made, paid):
            page = response.content.decode()
            if response.status_code >= 500 or faults_of(page):
                wrong.append(f"{text[:60]!r}: {response.status_code} {faults_of(page)[:2]}")
    for mark in OWN[:6]:
        Affiliate.objects.filter(pk=ulla.pk).update(shown_as=mark[:80])
        visitor = world.client(world.nora)
        visitor.get("/a/ulla/")
        pages = [visitor.get("/"), client.get(f"{LIST}{ulla.pk}/"), client.get(LIST)]
        wrong += [fault for page in pages for fault in faults_of(page.content.decode())]
    assert not wrong, "\n".join(wrong[:20])
