"""The organisation's lists: exported, its orders found, its addresses kept; never another's."""

from io import BytesIO
from typing import Any

import openpyxl
from django.test import Client
from django.utils import timezone

from adminpanel.tasks import make_export
from core.models import ExportJob, ExportStatus
from customers.models import Membership
from tests.orders import fill_cart, place
from tests.pages.reading import page_of, read
from tests.world import World, make_user

LIST = "/my/group/users/"


def downloaded(client: Client, kind: str, asked: str, file_format: str = "csv") -> bytes:
    answer: Any = client.post(
        f"/my/group/exports/new/{kind}/", {"format": file_format, "asked": asked}
    )
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def test_the_export_is_the_list_inside_the_border(world: World) -> None:
    Membership.objects.create(user=world.nora.user, customer=world.vestby)
    client = world.client(world.greta)
    content = downloaded(client, "colleagues", "role=approver&sort=-name", "xlsx")
    sheet: Any = openpyxl.load_workbook(BytesIO(content)).active
    rows = [row[0] for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert rows == ["greta@example.com", "ali@example.com"]
    text = downloaded(client, "colleagues", "").decode("utf-8-sig")
    assert text.count("nora@example.com") >= 1
    assert world.vestby.number not in text.replace("\r", "")
    assert "otto@example.com" not in text
    job = ExportJob.objects.order_by("id").last()
    assert job is not None
    assert (job.scope, job.created_by) == (f"group {world.norrvik.pk}", world.greta.user)


def test_a_file_is_only_for_whoever_asked_and_only_in_that_organisation(world: World) -> None:
    job = ExportJob.objects.create(
        kind="colleagues",
        scope=f"group {world.norrvik.pk}",
        format="csv",
        language="sv",
        status=ExportStatus.RUNNING,
        created_by=world.greta.user,
    )
    url = f"/my/group/exports/{job.pk}/"
    assert world.client(world.greta).get(url).status_code == 200
    Membership.objects.filter(pk__in=[world.ali.pk, world.otto.pk]).update(is_group_admin=True)
    for who in (world.ali, world.otto):
        assert world.client(who).get(url).status_code == 404
        assert world.client(who).get(f"{url}file/").status_code == 404
    elsewhere = Membership.objects.create(
        user=world.greta.user, customer=world.vestby, is_group_admin=True
    )
    assert world.client(elsewhere).get(url).status_code == 404


def test_a_long_list_is_made_by_the_worker_as_greta_is_then(world: World) -> None:
    scope = f"group {world.norrvik.pk}"

    def made() -> ExportJob:
        job = ExportJob.objects.create(
            kind="colleagues", scope=scope, format="csv", language="sv", created_by=world.greta.user
        )
        make_export(
            job_id=job.pk,
            kind="colleagues",
            user_id=world.greta.user.pk,
            acted_by_id=None,
            scope=scope,
        )
        job.refresh_from_db()
        return job

    job = made()
    assert (job.status, job.row_count) == (ExportStatus.MADE, 3)
    answer: Any = world.client(world.greta).get(f"/my/group/exports/{job.pk}/file/")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert "nora@example.com" in text
    assert "otto@example.com" not in text
    Membership.objects.filter(pk=world.greta.pk).update(is_group_admin=False)
    assert made().status == ExportStatus.FAILED


# Orders and addresses


def test_greta_finds_every_order_and_only_her_own_organisations(world: World) -> None:
    mine = place(world, world.nora, (world.paper, 1))
    foreign = place(world, world.otto, (world.paper, 1))
    client = world.client(world.greta)
    page = read(client, "/my/group/orders/")
    assert f"/my/orders/{mine.number}/" in page.links
    assert f"/my/orders/{foreign.number}/" not in page.links
    day = timezone.localdate(mine.placed_at)
    narrowed = (
        (f"?placed_from={day}&placed_to={day}&status=unprocessed&q=lindqvist", True),
        ("?placed_to=2001-01-01", False),
        (f"?customer={world.care.pk}", False),
        ("?placed_from=x&status=no", True),
    )
    for asked, is_found in narrowed:
        links = read(client, f"/my/group/orders/{asked}").links
        assert (f"/my/orders/{mine.number}/" in links) == is_found, asked
    assert world.client(world.nora).get("/my/group/orders/").status_code == 403
    text = downloaded(client, "organisation-orders", "").decode("utf-8-sig")
    numbers = [line.split(";")[0] for line in text.splitlines()[1:]]
    assert numbers == [str(mine.number)]


ADDRESS = {
    "name": "Strandskolans förskoleavdelning",
    "street": "Hamngatan 16",
    "postal_code": "531 32",
    "city": "Norrvik",
    "country": "SE",
}


def test_greta_keeps_the_addresses(world: World) -> None:
    client = world.client(world.greta)
    client.post("/my/group/addresses/new/", {**ADDRESS, "customer": str(world.care.pk)})
    address = world.care.addresses.get()
    assert address.name == "Strandskolans förskoleavdelning"
    url = f"/my/group/addresses/{address.pk}/"
    client.post(url, {**ADDRESS, "city": "Vik", "is_default": "on", "is_invoice": "on"})
    address.refresh_from_db()
    assert (address.city, address.is_default, address.is_invoice) == ("Vik", True, False)
    page = read(client, "/my/group/addresses/")
    assert url in page.links
    assert "Vestby" not in page.text
    assert client.post(url, {"remove": "1"}).status_code == 302
    assert not world.care.addresses.exists()


def test_only_these_addresses_needs_one_to_choose(world: World) -> None:
    client = world.client(world.greta)
    url = f"/my/group/addresses/customer/{world.care.pk}/"
    assert "Add an address first" in page_of(client.post(url, {"free": "no"}), 409).text
    url = f"/my/group/addresses/customer/{world.school.pk}/"
    assert client.post(url, {"free": "no"}).status_code == 302
    world.school.refresh_from_db()
    assert not world.school.free_delivery_address
    last = f"/my/group/addresses/{world.school_address.pk}/"
    assert "only address" in page_of(client.post(last, {"remove": "1"}), 409).text
    assert client.post(url, {"free": "yes"}).status_code == 302
    assert client.post(last, {"remove": "1"}).status_code == 302
    fill_cart(world.actor(world.nora), (world.paper, 1))
    assert world.client(world.nora).get("/checkout/").status_code == 200


def test_where_invoices_go_is_not_gretas(world: World) -> None:
    world.school_address.is_invoice = True
    world.school_address.save()
    client = world.client(world.greta)
    assert client.get(f"/my/group/addresses/{world.school_address.pk}/").status_code == 404
    assert "Hamngatan 14" not in read(client, "/my/group/addresses/").text


def test_a_company_alone_has_an_administrator_who_sees_it_and_no_other(world: World) -> None:
    """Two companies of the group Retail are no organisation."""
    Membership.objects.filter(pk=world.otto.pk).update(is_group_admin=True)
    other = type(world.vestby).objects.create(name="Moss Rör", main_group=world.retail)
    Membership.objects.create(user=make_user("m@example.com", "Mia", "Ros"), customer=other)
    page = read(world.client(world.otto), LIST)
    assert "Otto Moen" in page.text
    assert "Mia Ros" not in page.text
    assert "Moss" not in read(world.client(world.otto), "/my/group/addresses/").text
