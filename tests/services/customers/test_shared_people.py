"""A person at customers of two sales teams: what a member of one of them may do to the account."""

from collections.abc import Callable

import pytest

from customers.actors import Actor
from customers.errors import NotPermitted
from customers.models import Consent, ConsentKind, ConsentSource, EmailChange, Membership, User
from customers.policies import may_change_email, may_change_person, may_set_active
from customers.selectors.staff_cards import user_of
from customers.services import consents, email_change, users
from customers.services.activation import send_activation
from customers.services.passwords import send_reset_link
from customers.services.users import Person
from orders.services.leaving import leave_everywhere
from orders.services.toggling import switch_in_list
from tests.pages.reading import read
from tests.teams import make_teams
from tests.world import World

WHY = "This person also belongs to customers of other sales teams."


@pytest.fixture
def otto(world: World) -> User:
    """At Vestby Elektro, Sam's; and at Omsorg Norrvik, of the other team."""
    make_teams(world)
    Membership.objects.create(user=world.otto.user, customer=world.care, is_approver=True)
    found: User = User.objects.get(pk=world.otto.user_id)
    return found


def _columns(user: User) -> dict[str, object]:
    found: dict[str, object] = User.objects.filter(pk=user.pk).values().get()
    return found


WRITES: dict[str, Callable[[Actor, User], object]] = {
    "name": lambda actor, user: users.update_user(
        actor=actor, user=user, person=Person("Otto", "Annan")
    ),
    "address, by both": lambda actor, user: email_change.ask_for_person(
        actor=actor, user=user, email="sams@example.com", verified_how="he rang"
    ),
    "address, at once": lambda actor, user: email_change.change_at_once(
        actor=actor, user=user, email="sams@example.com", reason="lost", verified_how="he rang"
    ),
    "inactive": lambda actor, user: users.set_active(actor=actor, user=user, is_active=False),
    "inactive, in the list": lambda actor, user: switch_in_list(
        actor=actor, user_id=user.pk, becomes=False
    ),
    "inactive, on the leaver's page": lambda actor, user: leave_everywhere(
        actor=actor, user=user, take_overs={}
    ),
    "off the newsletter": lambda actor, user: consents.withdraw_for(
        actor=actor, user_id=user.pk, kind=ConsentKind.NEWSLETTER
    ),
}


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES.keys())
def test_one_teams_member_writes_nothing_on_the_account_of_a_shared_person(
    world: World, otto: User, write: Callable[[Actor, User], object]
) -> None:
    Consent.objects.create(
        user=otto, kind=ConsentKind.NEWSLETTER, given_source=ConsentSource.OWN_PAGES
    )
    before = _columns(otto)
    with pytest.raises(NotPermitted):
        write(world.actor(world.sam), otto)
    assert _columns(otto) == before
    assert not EmailChange.objects.exists()
    assert Consent.objects.get().is_given


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES.keys())
def test_staff_who_see_every_customer_do(
    world: World, otto: User, write: Callable[[Actor, User], object]
) -> None:
    Consent.objects.create(
        user=otto, kind=ConsentKind.NEWSLETTER, given_source=ConsentSource.OWN_PAGES
    )
    write(world.actor(world.stina), otto)


@pytest.mark.parametrize("is_ended", [False, True])
@pytest.mark.parametrize("looked_after", [False, True])
def test_an_ended_connection_counts_and_one_to_a_customer_of_no_team(
    world: World, otto: User, *, is_ended: bool, looked_after: bool
) -> None:
    Membership.objects.filter(user=otto, customer=world.care).update(is_active=not is_ended)
    if not looked_after:
        world.norrvik.sales_team = None
        world.norrvik.save()
    sam = world.actor(world.sam)
    for may in (may_change_person, may_change_email, may_set_active):
        assert may(sam, otto).code == "elsewhere"
        assert may(sam, user_of(sam, otto.pk)).code == "elsewhere"  # as a page has read it
    Membership.objects.filter(user=otto, customer=world.care).delete()
    for may in (may_change_person, may_change_email, may_set_active):
        assert may(sam, otto).allowed
        assert may(sam, user_of(sam, otto.pk)).allowed


def test_links_to_the_persons_own_mailbox_are_sent_by_either_team(world: World, otto: User) -> None:
    """Whoever sends one gets nothing by it, and anybody can ask for one at the log-in."""
    sam = world.actor(world.sam)
    send_reset_link(actor=sam, user=otto, verified_how="he rang")
    otto.set_unusable_password()
    otto.save()
    send_activation(actor=sam, user=otto)


def test_the_card_says_why_and_offers_what_is_left(
    world: World, otto: User, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    lower = Membership.objects.create(
        user=world.ulla,
        customer=world.care,
        next_approver=Membership.objects.get(user=otto, customer=world.care),
        break_point=1,
    )
    client = world.client(world.sam)
    card = f"/staff/users/{otto.pk}/"
    page = read(client, card)
    assert WHY in page.text
    for way in ("edit/", "email/", "active/"):
        assert card + way not in page.links
        assert WHY in read(client, card + way).text
    assert f"{card}reset/" in page.links
    for hidden in (lower.user.full_name, world.norrvik.name):
        assert hidden not in page.text
        assert hidden not in read(client, f"{card}active/").text
    with django_assert_max_num_queries(12):  # type: ignore[attr-defined]
        client.get(card)


def test_the_list_offers_no_click_on_a_shared_person(world: World, otto: User) -> None:
    client = world.client(world.sam)
    toggle = f"/staff/users/{otto.pk}/toggle-active/"
    assert toggle not in client.get("/staff/users/").content.decode()
    Membership.objects.filter(user=otto, customer=world.care).delete()
    assert toggle in client.get("/staff/users/").content.decode()


@pytest.mark.parametrize("way", ["edit/", "email/", "active/"])
def test_a_post_is_refused_with_the_reason_and_keeps_what_was_written(
    world: World, otto: User, way: str
) -> None:
    sent = {
        "first_name": "Nytt",
        "last_name": "Namn",
        "email": "sams@example.com",
        "verified_how": "he rang",
        "how": "now",
        "reason": "lost",
    }
    before = _columns(otto)
    response = world.client(world.sam).post(f"/staff/users/{otto.pk}/{way}", sent)
    assert WHY in response.content.decode()
    assert _columns(otto) == before
    if way == "edit/":
        assert 'value="Nytt"' in response.content.decode()
