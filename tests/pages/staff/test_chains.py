"""Staff look at the chains of an organisation and try an order; they change nothing there."""

from customers.models import Customer
from tests.pages.reading import read
from tests.teams import make_teams
from tests.world import World


def test_sam_sees_the_chains_of_a_group_from_its_card(world: World) -> None:
    client = world.client(world.sam)
    url = f"/staff/groups/{world.norrvik.pk}/chains/"
    assert url in read(client, f"/staff/groups/{world.norrvik.pk}/").links
    page = read(client, f"{url}?person={world.nora.pk}")
    assert "Over 5 000 to Ali Haddad" in page.text
    assert "No trouble found." in page.text
    assert not [button for button in page.buttons if button.get("name") == "do"]
    tried = read(client, f"{url}?who=nora&amount=6000").text
    assert "The break point is 5 000,00 kr. The order is 1 000,00 kr over." in tried
    for method in (client.post, client.put):
        assert method(url).status_code == 405


def test_a_customer_by_itself_has_a_page_and_one_in_a_group_leads_there(world: World) -> None:
    client = world.client(world.sam)
    url = f"/staff/customers/{world.vestby.pk}/chains/"
    assert url in read(client, f"/staff/customers/{world.vestby.pk}/").links
    assert "Otto Moen" in read(client, url).text
    answer = client.get(f"/staff/customers/{world.school.pk}/chains/")
    assert answer["Location"] == f"/staff/groups/{world.norrvik.pk}/chains/"


def test_where_another_team_has_customers_too_every_way_leads_to_the_reason(world: World) -> None:
    teams = make_teams(world)
    world.care.sales_team = teams.north
    world.care.save()
    client = world.client(world.sam)
    card = f"/staff/customers/{world.care.pk}/"
    assert f"{card}chains/" in read(client, card).links
    page = client.get(f"{card}chains/", follow=True)
    assert page.status_code == 200
    said = page.content.decode()
    assert "Customers of other sales teams are in this organisation too." in said
    whole = world.client(world.stina).get(f"{card}chains/", follow=True).content.decode()
    for theirs in ("Nora Lindqvist", "Greta Sandström"):
        assert theirs in whole
        assert theirs not in said


def test_somebody_of_another_organisation_is_404_here_too(world: World) -> None:
    client = world.client(world.stina)
    url = f"/staff/groups/{world.norrvik.pk}/chains/"
    for name in ("person", "tree", "open", "try"):
        assert client.get(url, {name: str(world.otto.pk), "amount": "1"}).status_code == 404
    assert client.get(f"/staff/groups/{world.retail.pk}/chains/").status_code == 404
    assert world.client(world.greta).get(url).status_code == 403


def test_a_group_without_customers_says_so(world: World) -> None:
    Customer.objects.filter(main_group=world.norrvik).update(main_group=world.retail)
    page = read(world.client(world.sam), f"/staff/groups/{world.norrvik.pk}/chains/")
    assert "No customers here" in page.text
