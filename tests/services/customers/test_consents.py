"""Yes and no to being mailed: given by the person alone, taken back by the person or the shop."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from customers.errors import NotPermitted, ToggledMeanwhile
from customers.models import Consent, ConsentKind, ConsentSource, Membership
from customers.services.consents import choose_consents, undo_withdrawal, withdraw_for
from tests.teams import make_teams
from tests.world import World

NEWS, PARTNER = ConsentKind.NEWSLETTER, ConsentKind.PARTNER
BOTH = frozenset(ConsentKind)


def says(world: World, who: Membership, *kinds: ConsentKind) -> None:
    choose_consents(
        actor=world.actor(who),
        user=who.user,
        kinds=frozenset(kinds),
        source=ConsentSource.OWN_PAGES,
    )


def standing(who: Membership) -> set[str]:
    rows = Consent.objects.filter(user=who.user, withdrawn_at=None)
    return set(rows.values_list("kind", flat=True))


def test_the_two_are_given_and_taken_back_one_by_one(world: World) -> None:
    says(world, world.nora, NEWS, PARTNER)
    first = Consent.objects.get(kind=NEWS)
    says(world, world.nora, NEWS)
    assert standing(world.nora) == {NEWS}
    gone = Consent.objects.get(kind=PARTNER)
    assert (gone.withdrawn_by, gone.withdrawn_source) == (world.nora.user, ConsentSource.OWN_PAGES)
    assert Consent.objects.get(kind=NEWS).given_at == first.given_at, "what stood keeps its date"
    says(world, world.nora, NEWS, PARTNER)
    assert Consent.objects.filter(kind=PARTNER).count() == 2, "the earlier yes stays written down"


def test_nobody_says_yes_for_somebody_else(world: World) -> None:
    stina = world.actor(world.stina)
    acting = world.actor(world.nora, acted_by=world.stina)
    for actor in (stina, world.actor(world.greta), acting):
        with pytest.raises(NotPermitted):
            choose_consents(
                actor=actor, user=world.nora.user, kinds=BOTH, source=ConsentSource.OWN_PAGES
            )
    with pytest.raises(NotPermitted):
        choose_consents(
            actor=world.actor(world.nora),
            user=world.nora.user,
            kinds=BOTH,
            source=ConsentSource.STAFF,
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Consent.objects.create(user=world.nora.user, kind=NEWS, given_source=ConsentSource.STAFF)
    assert not Consent.objects.exists()


def test_sam_takes_nora_off_and_it_says_when_and_who(world: World) -> None:
    says(world, world.nora, NEWS, PARTNER)
    withdraw_for(actor=world.actor(world.sam), user_id=world.nora.user_id, kind=NEWS)
    assert standing(world.nora) == {PARTNER}
    gone = Consent.objects.get(kind=NEWS)
    assert (gone.withdrawn_by, gone.withdrawn_source) == (world.sam, ConsentSource.STAFF)
    assert gone.withdrawn_at is not None
    assert timezone.now() - gone.withdrawn_at < timedelta(minutes=1)


def test_who_comes_second_is_told_who_was_first(world: World) -> None:
    says(world, world.nora, NEWS)
    withdraw_for(actor=world.actor(world.sam), user_id=world.nora.user_id, kind=NEWS)
    with pytest.raises(ToggledMeanwhile, match="changed_since") as refused:
        withdraw_for(actor=world.actor(world.stina), user_id=world.nora.user_id, kind=NEWS)
    assert "Sam Öberg" in str(refused.value.reason)


def test_only_staff_who_see_the_person_take_a_yes_back(world: World) -> None:
    says(world, world.nora, NEWS)
    make_teams(world)
    for who in (world.sam, world.greta, world.ulla, None):
        with pytest.raises(NotPermitted):
            withdraw_for(actor=world.actor(who), user_id=world.nora.user_id, kind=NEWS)
    assert standing(world.nora) == {NEWS}


def test_an_undo_gives_the_same_yes_back(world: World) -> None:
    says(world, world.nora, NEWS)
    given_at = Consent.objects.get().given_at
    sam = world.actor(world.sam)
    gone = withdraw_for(actor=sam, user_id=world.nora.user_id, kind=NEWS)
    undo_withdrawal(actor=sam, consent_id=gone.pk)
    assert Consent.objects.get().given_at == given_at
    assert standing(world.nora) == {NEWS}
    with pytest.raises(ToggledMeanwhile):
        undo_withdrawal(actor=sam, consent_id=gone.pk)


def test_an_undo_is_not_a_way_to_say_yes_for_somebody(world: World) -> None:
    says(world, world.nora, NEWS, PARTNER)
    sam, stina = world.actor(world.sam), world.actor(world.stina)
    says(world, world.nora, NEWS)  # Nora herself takes the partners back
    own = Consent.objects.get(kind=PARTNER)
    gone = withdraw_for(actor=sam, user_id=world.nora.user_id, kind=NEWS)
    for actor, consent in ((sam, own), (stina, gone)):
        with pytest.raises(ToggledMeanwhile):
            undo_withdrawal(actor=actor, consent_id=consent.pk)
    gone.withdrawn_at = timezone.now() - timedelta(minutes=11)
    gone.given_at = gone.withdrawn_at - timedelta(days=1)
    gone.save()
    with pytest.raises(ToggledMeanwhile):
        undo_withdrawal(actor=sam, consent_id=gone.pk)
    assert standing(world.nora) == set()


def test_an_undo_does_not_stand_beside_what_the_person_said_since(world: World) -> None:
    says(world, world.nora, NEWS)
    sam = world.actor(world.sam)
    gone = withdraw_for(actor=sam, user_id=world.nora.user_id, kind=NEWS)
    says(world, world.nora, NEWS)
    says(world, world.nora)
    with pytest.raises(ToggledMeanwhile):
        undo_withdrawal(actor=sam, consent_id=gone.pk)
    assert standing(world.nora) == set()
