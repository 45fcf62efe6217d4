"""Two members of staff at one look at once: one is told, and nothing goes without a word."""

from functools import partial

import pytest

from customers.models import GraphicalProfile, ProfilePicture
from customers.selectors.profiles import contents, profiles_of
from customers.services.profiles import (
    ProfileChanged,
    ProfileDetails,
    publish_profile,
    save_draft,
    take_back_profile,
)
from tests.concurrency.threads import at_once
from tests.services.customers.test_profiles import RED, YELLOW, png
from tests.uploads import sent
from tests.world import build_world

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]


def test_of_two_who_save_the_same_draft_one_is_told() -> None:
    world = build_world()
    sam, stina = world.actor(world.sam), world.actor(world.stina)
    stamp = ""
    for _round in range(8):
        answers = at_once(
            [
                partial(save_draft, actor=sam, owner=world.school, details=YELLOW, stamp=stamp),
                partial(save_draft, actor=stina, owner=world.school, details=RED, stamp=stamp),
            ]
        )
        assert sum(isinstance(answer, ProfileChanged) for answer in answers) == 1, answers
        (saved,) = (answer for answer in answers if isinstance(answer, GraphicalProfile))
        kept = profiles_of(world.school).draft
        assert kept is not None
        assert (kept.brand_colour, kept.stamp) == (saved.brand_colour, saved.stamp)
        stamp = saved.stamp
    assert GraphicalProfile.objects.count() == 1


def test_what_is_published_is_what_was_looked_at() -> None:
    world = build_world()
    sam, stina = world.actor(world.sam), world.actor(world.stina)
    for number in range(8):
        found = profiles_of(world.school).draft
        seen = save_draft(
            actor=stina, owner=world.school, details=RED, stamp=found.stamp if found else ""
        )
        other = ProfileDetails(f"#00{number:02X}FF")
        answers = at_once(
            [
                partial(publish_profile, actor=stina, owner=world.school, stamp=seen.stamp),
                partial(save_draft, actor=sam, owner=world.school, details=other, stamp=seen.stamp),
            ]
        )
        assert isinstance(answers[1], GraphicalProfile), answers
        published = profiles_of(world.school).published
        if isinstance(answers[0], ProfileChanged):
            assert published is None or published.brand_colour == "#E30613"
        else:
            assert published is not None
            assert contents(published)["brand_colour"] == "#E30613"


def test_pictures_come_and_go_while_it_is_published_and_taken_back() -> None:
    world = build_world()
    sam, stina = world.actor(world.sam), world.actor(world.stina)
    for number in range(6):
        found = profiles_of(world.school).draft
        logo = sent("logo.png", png(colour=f"#{number:02X}3344"))
        draft = save_draft(
            actor=stina,
            owner=world.school,
            details=YELLOW,
            stamp=found.stamp if found else "",
            logo=logo,
        )
        at_once(
            [
                partial(publish_profile, actor=stina, owner=world.school, stamp=draft.stamp),
                partial(take_back_profile, actor=sam, owner=world.school),
                partial(
                    save_draft,
                    actor=sam,
                    owner=world.school,
                    details=YELLOW,
                    stamp=draft.stamp,
                    logo="remove",
                ),
            ]
        )
        shown = [profile.logo_id for profile in GraphicalProfile.objects.all() if profile.logo_id]
        assert set(ProfilePicture.objects.values_list("pk", flat=True)) == set(shown)
