"""Somebody answers from the mailbox while staff take the person off the list; many ask at once."""

from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from core.models import OutgoingEmail
from customers.actors import ANONYMOUS
from customers.errors import LinkRefused
from customers.models import Consent, ConsentKind, ConsentSource, User
from customers.newsletter_links import Wish
from customers.services.consents import withdraw_for
from customers.services.newsletter import LINKS_AN_HOUR, ask_for_link, choose
from tests.concurrency.threads import at_once, while_it_waits
from tests.world import build_world

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]
NEWS = ConsentKind.NEWSLETTER


def test_an_answer_to_a_link_from_before_the_withdrawal_is_no_new_yes() -> None:
    world = build_world()
    otto, stina = world.otto.user, world.actor(world.stina)
    Consent.objects.create(user=otto, kind=NEWS, given_source=ConsentSource.OWN_PAGES)
    wish = Wish(email=otto.email, asked_at=timezone.now() - timedelta(minutes=5))
    answer = while_it_waits(
        User.objects.filter(pk=otto.pk),
        lambda: choose(wish=wish, kinds=frozenset({NEWS})),
        lambda: withdraw_for(actor=stina, user_id=otto.pk, kind=NEWS),
    )
    assert isinstance(answer, LinkRefused), answer
    assert not Consent.objects.filter(user=otto, withdrawn_at=None).exists()


def test_an_address_is_mailed_so_many_links_an_hour_however_many_ask_at_once() -> None:
    build_world()
    ask = partial(ask_for_link, actor=ANONYMOUS, email="kim@example.com", ip_address=None)
    found = at_once([ask] * 8)
    assert sorted(map(str, found)) == ["False"] * (8 - LINKS_AN_HOUR) + ["True"] * LINKS_AN_HOUR
    assert OutgoingEmail.objects.filter(to_address="kim@example.com").count() == LINKS_AN_HOUR
