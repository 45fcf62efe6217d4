"""What the cards of staff tell and hold on to: documents, main groups, an order's customer."""

from django.test import Client
from django.utils import timezone

from customers.models import Customer
from orders.models import Order
from tests.orders import place
from tests.pages.reading import read
from tests.pages.staff.customer_pages import card_of, url_of
from tests.uploads import add, pdf
from tests.world import World


def test_a_document_is_listed_with_its_size_and_the_day(world: World) -> None:
    document = add(world.actor(world.sam), world.school, "Ramavtal")
    page = read(world.client(world.stina), f"/staff/customers/{world.school.pk}/documents/").text
    assert document.size == len(pdf())
    day = timezone.localtime(document.uploaded_at)
    for told in ("Ramavtal", f"{document.size} bytes", "Sam Öberg", f"{day:%-d %b %Y}"):
        assert told in page, told


def test_a_customer_is_not_saved_without_its_main_group(world: World) -> None:
    client: Client = world.client(world.sam)
    for group in ("", "999999"):
        client.post(f"{url_of(world.vestby)}edit/", card_of(world.vestby, main_group=group))
        answer = client.post(f"{url_of(world.vestby)}move/", {"main_group": group})
        assert "main_group" in answer.context["form"].errors
        assert Customer.objects.get(pk=world.vestby.pk).main_group == world.retail
    made = {"name": "Solhaga", "country": "SE", "payment_days": 10, "is_active": "on"}
    assert "main_group" in client.post("/staff/customers/new/", made).context["form"].errors
    assert not Customer.objects.filter(name="Solhaga").exists()
    assert not Customer._meta.get_field("main_group").null


def test_every_order_leads_to_its_customer_and_its_orderer(world: World) -> None:
    order = place(world, world.otto, (world.paper, 1))
    client = world.client(world.sam)
    customer = f"/staff/customers/{world.vestby.pk}/"
    page = read(client, f"/staff/orders/{order.number}/")
    assert customer in page.links
    assert f"/staff/users/{world.otto.user_id}/" in page.links
    assert [link for link in read(client, "/staff/orders/").links if link.startswith(customer)]


def test_company_and_organisation_number_stand_on_the_order(world: World) -> None:
    Customer.objects.filter(pk=world.vestby.pk).update(org_number="556677-8899")
    order = place(world, world.otto, (world.paper, 1))
    page = read(world.client(world.sam), f"/staff/orders/{order.number}/").text
    assert "Vestby Elektro" in page
    assert "556677-8899" in page
    Customer.objects.filter(pk=world.vestby.pk).update(org_number="1", name="Annat namn")
    kept = Order.objects.get(pk=order.pk)
    assert (kept.customer_name, kept.org_number) == ("Vestby Elektro", "556677-8899")
