"""Mail about an account, in the look of the one customer where the person is."""

from pytest_django.fixtures import DjangoAssertNumQueries

from core.models import OutgoingEmail
from customers.looks import letter_look
from customers.models import Membership
from customers.selectors.shop import shop_settings
from customers.services.passwords import mail_reset_link
from tests.services.customers.test_profiles import YELLOW, published
from tests.world import World

COLOUR = "border-bottom:4px solid #FFC400"


def reset_letter(seat: Membership) -> str:
    mail_reset_link(seat.user, event_key=f"test-{OutgoingEmail.objects.count()}")
    return OutgoingEmail.objects.latest("pk").body_html


def test_noras_letter_is_in_her_schools_look_and_ottos_in_the_shops(world: World) -> None:
    published(world.actor(world.stina), world.school, YELLOW)
    assert COLOUR in reset_letter(world.nora)
    assert COLOUR not in reset_letter(world.otto)


def test_who_shops_at_two_customers_gets_the_shops_look(world: World) -> None:
    published(world.actor(world.stina), world.school, YELLOW)
    Membership.objects.create(user=world.nora.user, customer=world.otto.customer)
    assert COLOUR not in reset_letter(world.nora)


def test_where_nobody_has_a_look_nothing_is_asked(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    shop = shop_settings()
    assert not shop.has_looks
    with django_assert_num_queries(0):
        assert letter_look(world.nora.user, shop) is None
