"""A move that cuts approval chains names them, and takes a yes for nothing but what it was for."""

from customers.models import Customer, CustomerGroup, Membership, SalesTeam
from tests.pages.reading import page_of, read
from tests.teams import make_teams
from tests.world import World, make_user

LIST = "/staff/customers/"


def test_a_move_names_the_chains_it_cuts_and_asks_first(world: World) -> None:
    care_nora = Membership.objects.create(
        user=make_user("mia@example.org", "Mia", "Ek"),
        customer=world.care,
        next_approver=world.greta,
        break_point=100,
    )
    client = world.client(world.sam)
    path = f"{LIST}{world.care.pk}/move/"

    asked = page_of(client.post(path, {"main_group": world.retail.pk}))
    assert "Mia Ek loses the next approver" in asked.text
    assert "cut_chains" not in asked.forms[""]  # it comes without a tick
    yes = asked.inputs["cut_chains"]
    world.care.refresh_from_db()
    assert world.care.main_group == world.norrvik

    client.post(path, {"main_group": world.retail.pk, "cut_chains": yes})
    world.care.refresh_from_db()
    care_nora.refresh_from_db()
    assert world.care.main_group == world.retail
    assert care_nora.next_approver is None


def _shared(world: World) -> None:
    """Nora's customer is Sam's team's; Omsorg, where Mia has Ali above her, is another's."""
    make_teams(world)
    world.school.sales_team = SalesTeam.objects.get(name="Nord")
    world.school.save()
    Membership.objects.create(
        user=make_user("mia@example.org", "Mia", "Ek"),
        customer=world.care,
        next_approver=world.ali,
        break_point=100,
    )


def test_a_move_counts_the_people_of_another_team_whose_chains_it_cuts(world: World) -> None:
    _shared(world)
    Membership.objects.filter(pk=world.nora.pk).update(next_approver=world.greta)
    sam, stina = world.client(world.sam), world.client(world.stina)
    path = f"{LIST}{world.school.pk}/move/"
    sent = {"main_group": str(world.retail.pk), "leave_to_shop": "yes"}
    whole = page_of(stina.post(path, sent))
    assert "Mia Ek · Omsorg Norrvik → Ali Haddad" in whole.text
    page = page_of(sam.post(path, sent))
    assert "Mia" not in page.text
    assert "1 you do not see" in page.text
    assert page.inputs["cut_chains"] == whole.inputs["cut_chains"], "a yes is to all of it"
    assert sam.post(path, sent | {"cut_chains": page.inputs["cut_chains"]}).status_code == 302
    assert not Membership.objects.filter(user__first_name="Mia", next_approver=world.ali).exists()


def test_a_customer_that_others_chains_lead_to_is_not_deleted_and_names_none(
    world: World,
) -> None:
    _shared(world)
    path = f"{LIST}{world.school.pk}/delete/"
    page = page_of(world.client(world.sam).post(path, {"typed": world.school.number}))
    assert "Approval chains of other customers lead here." in page.text
    assert "Mia" not in page.text
    assert "1 you do not see" in page.text


def test_a_yes_to_cuts_is_carried_past_another_question_and_no_further(world: World) -> None:
    mia = Membership.objects.create(
        user=make_user("mia@example.org", "Mia", "Ek"),
        customer=world.care,
        next_approver=world.greta,
        break_point=100,
    )
    client = world.client(world.sam)
    path = f"{LIST}{world.care.pk}/move/"
    sent = {"main_group": str(world.retail.pk)}
    sent["cut_chains"] = page_of(client.post(path, sent)).inputs["cut_chains"]

    # Meanwhile both got a discount, and Mia somebody else above her.
    CustomerGroup.objects.filter(pk=world.retail.pk).update(discount_percent=10)
    Customer.objects.filter(pk=world.care.pk).update(discount_percent=5)
    page = page_of(client.post(path, sent))
    assert page.fields_in_error == ["double_discount_ok"]
    assert page.forms[""]["cut_chains"] == sent["cut_chains"]
    Membership.objects.filter(pk=mia.pk).update(next_approver=world.ali)

    sent |= {"double_discount_ok": page.inputs["double_discount_ok"]}
    page = page_of(client.post(path, sent))
    assert page.fields_in_error == ["cut_chains"]
    assert "Mia Ek · Omsorg Norrvik → Ali Haddad" in page.text
    mia.refresh_from_db()
    assert mia.next_approver_id == world.ali.pk

    sent |= {"cut_chains": page.inputs["cut_chains"]}
    assert client.post(path, sent).status_code == 302


def test_a_group_that_stops_being_an_organisation_asks_about_its_chains(world: World) -> None:
    mia = Membership.objects.create(
        user=make_user("mia@example.org", "Mia", "Ek"),
        customer=world.care,
        next_approver=world.ali,
        break_point=100,
    )
    client = world.client(world.sam)
    path = f"/staff/groups/{world.norrvik.pk}/edit/"
    sent = read(client, path).forms[""] | {"kind": "commercial"}
    page = page_of(client.post(path, sent | {"cut_chains": "on"}))
    assert page.fields_in_error == ["cut_chains"]
    assert "Yes, change the kind and cut these chains" in page.text
    sent["cut_chains"] = page.inputs["cut_chains"]
    assert client.post(path, sent).status_code == 302
    mia.refresh_from_db()
    assert mia.next_approver is None


def test_a_move_that_takes_the_only_administrator_along_asks_first(world: World) -> None:
    Membership.objects.update(next_approver=None, break_point=None)
    Membership.objects.filter(pk=world.greta.pk).update(customer=world.care)
    client = world.client(world.sam)
    path = f"{LIST}{world.care.pk}/move/"
    sent = {"main_group": str(world.retail.pk)}
    page = page_of(client.post(path, sent))
    assert page.fields_in_error == ["leave_to_shop"]
    assert "is the only administrator. Choose somebody else first." in page.text
    assert Customer.objects.get(pk=world.care.pk).main_group == world.norrvik
    sent["leave_to_shop"] = page.inputs["leave_to_shop"]
    assert client.post(path, sent).status_code == 302
    assert Customer.objects.get(pk=world.care.pk).main_group == world.retail
