"""Staff: the rules on the settings page and the group's card, and taking two-factor away."""

from customers.models import CustomerGroup, ShopSettings, User
from tests.second_factors import enrol, log_in
from tests.services.customers.test_visits import act
from tests.world import World


def path(user: User) -> str:
    return f"/staff/users/{user.pk}/two-factor/"


def test_stina_takes_noras_two_factor_away_with_a_reason(world: World) -> None:
    nora = world.nora.user
    enrol(world, nora)
    hers = log_in(nora)
    client = world.client(world.stina)
    card = client.get(f"/staff/users/{nora.pk}/").content.decode()
    assert path(nora) in card
    page = client.get(path(nora)).content.decode()
    assert "Be sure that you speak to the person who owns the account." in page
    assert "has-errors" in client.post(path(nora), {"reason": ""}).content.decode()
    assert client.post(path(nora), {"reason": "phone in the lake"}).status_code == 302
    card = client.get(f"/staff/users/{nora.pk}/").content.decode()
    assert "phone in the lake" in card
    assert path(nora) not in card
    assert hers.get("/my/").status_code == 302
    assert client.post(path(nora), {"reason": "again"}).status_code == 409


def test_sales_staff_and_buyers_may_not(world: World) -> None:
    enrol(world, world.nora.user)
    for who in (world.sam, world.greta, world.nora, world.otto):
        client = log_in(world.nora.user) if who is world.nora else world.client(who)
        assert client.post(path(world.nora.user), {"reason": "x"}).status_code == 403
    assert path(world.nora.user) not in (
        world.client(world.sam).get(f"/staff/users/{world.nora.user.pk}/").content.decode()
    )
    assert act(world, world.stina, world.ali).get(path(world.nora.user)).status_code == 403
    assert User.objects.get(pk=world.nora.user.pk).has_second_factor


def test_stina_does_not_take_away_her_own(world: World) -> None:
    enrol(world, world.stina)
    client = log_in(world.stina)
    assert client.post(path(world.stina), {"reason": "x"}).status_code == 409
    assert User.objects.get(pk=world.stina.pk).has_second_factor


def test_the_rules_are_set_on_the_settings_page(world: World) -> None:
    client = world.client(world.stina)
    page = client.get("/staff/settings/")
    form = page.context["form"]
    data = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    data = {name: value for name, value in data.items() if value is not False}
    data |= {"two_factor_approvers": "on", "two_factor_group_admins": "on"}
    assert client.post("/staff/settings/", data).status_code == 302
    shop = ShopSettings.objects.get()
    assert (shop.two_factor_approvers, shop.two_factor_group_admins) == (True, True)
    assert (shop.two_factor_for_buyers, shop.two_factor_all_staff) == (True, False)
    assert world.client(world.ali).get("/").status_code == 302
    assert world.client(world.nora).get("/").status_code == 200


def test_an_organisation_is_asked_on_its_card(world: World) -> None:
    client = world.client(world.stina)
    data = {"name": "Norrviks kommun", "kind": "organisation", "two_factor_required": "on"}
    assert client.post(f"/staff/groups/{world.norrvik.pk}/edit/", data).status_code == 302
    assert CustomerGroup.objects.get(pk=world.norrvik.pk).two_factor_required
    card = client.get(f"/staff/groups/{world.norrvik.pk}/").content.decode()
    assert "Two-factor required" in card
    assert world.client(world.nora).get("/").status_code == 302
