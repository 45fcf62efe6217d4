"""Where links to log-in and sign-up lead: said by administrators only, all of it or nothing."""

import pytest

from customers.errors import CustomersRefused, RuleRefused
from customers.link_targets import AFTER_LOGIN, KEPT, LOGIN_LINK
from customers.models import LinkTargets
from customers.services.link_targets import save_link_targets
from tests.world import World


def written(**changed: str) -> dict[str, str]:
    return dict.fromkeys(KEPT, "") | changed


def test_only_an_administrator_of_the_shop_says_where_links_lead(world: World) -> None:
    for who in (world.sam, world.greta):
        with pytest.raises(CustomersRefused):
            save_link_targets(actor=world.actor(who), written=written(login_link="/assortment/"))
    assert not LinkTargets.objects.exclude(login_link="").exists()
    row = save_link_targets(
        actor=world.actor(world.stina), written=written(login_link="/assortment/")
    )
    assert row.login_link == "/assortment/"


@pytest.mark.parametrize(
    ("name", "target"),
    [
        (LOGIN_LINK, "/no/such/page/"),
        (LOGIN_LINK, "https://elsewhere.example/"),
        (AFTER_LOGIN, "/account/login/"),
        ("allowed_hosts", "https://elsewhere.example"),
    ],
)
def test_one_that_is_wrong_is_named_and_nothing_is_saved(
    world: World, name: str, target: str
) -> None:
    stina = world.actor(world.stina)
    save_link_targets(actor=stina, written=written(after_sign_up="/assortment/"))
    with pytest.raises(RuleRefused) as refused:
        save_link_targets(actor=stina, written=written(after_sign_up="/") | {name: target})
    assert list(refused.value.fields) == [name]
    assert LinkTargets.objects.get().after_sign_up == "/assortment/"
