"""All that is stored on a person is taken out for them, by whom it may, with the reason kept."""

import json
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from customers.errors import CustomersRefused, NotPermitted
from customers.models import AccountEvent, AccountEventKind
from orders.models import Order
from orders.services.person_file import take_out_person
from tests.traces import REASON, live, nora
from tests.world import World


def test_all_that_is_stored_is_taken_out_once_as_json_and_once_as_a_workbook(
    world: World, tmp_path: Path
) -> None:
    order = live(world, tmp_path)
    packed = take_out_person(actor=world.actor(world.stina), user=nora(world), reason=REASON)
    with zipfile.ZipFile(BytesIO(packed)) as archive:
        stored = json.loads(archive.read("person.json"))
        book = load_workbook(BytesIO(archive.read("person.xlsx")), read_only=True)
    assert stored["account"][0]["email"] == "nora.second@example.com"
    assert stored["account"][0]["staff_note"] == "A little hard of hearing"
    assert {row["email"] for row in stored["history"]} >= {"nora@example.com"}
    mine = Order.objects.filter(orderer=nora(world)).values_list("number", flat=True)
    assert order.number in mine
    assert sorted(row["number"] for row in stored["orders"]) == sorted(mine)
    assert stored["own_addresses"][0]["street"] == "Hemvägen 1"
    assert [row["name"] for row in stored["wish_lists"]] == ["Noras lista"]
    assert [row["kind"] for row in stored["consents"]] == ["newsletter"]
    assert [row["campaign_name"] for row in stored["newsletters"]] == ["November"]
    assert [row["kind"] for row in stored["mail_that_came_back"]] == ["hard", "hard"]
    both = {"nora@example.com", "nora.second@example.com"}
    assert {row["address"] for row in stored["newsletter_lists"]} == both
    assert {row["email"] for row in stored["applications"]} == both
    assert stored["closed_addresses"][0]["address"] == "nora.second@example.com"
    assert len(book.sheetnames) == len(stored)
    assert "accounts/reset" in {row["template"] for row in stored["mail_with_links"]}
    assert "body_text" not in stored["mail_with_links"][0]
    assert "accounts/reset" not in {row["template"] for row in stored["mail"]}, "its link opens"
    log = AccountEvent.objects.filter(kind=AccountEventKind.EXPORTED).get()
    assert (log.done_by, log.reason) == (world.stina, REASON)
    assert "password" not in json.dumps(stored["account"])


def test_only_administrators_take_out_a_person_and_say_why(world: World) -> None:
    for who in (world.sam, world.greta, world.nora):
        with pytest.raises(NotPermitted):
            take_out_person(actor=world.actor(who), user=nora(world), reason=REASON)
    with pytest.raises(CustomersRefused) as refused:
        take_out_person(actor=world.actor(world.stina), user=nora(world), reason=" ")
    assert refused.value.code == "no_reason"
    assert not AccountEvent.objects.filter(kind=AccountEventKind.EXPORTED).exists()
