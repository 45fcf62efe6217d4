"""Views of lists are kept under a name, by one person, for one or for all."""

import pytest

from core.models import SavedView
from core.saved_views import (
    MOST_OF_ONE_PERSON,
    ViewRefused,
    choose_columns,
    kept_for,
    remove_view,
    save_view,
)
from customers.actors import ANONYMOUS, Actor
from tests.world import World


def _save(actor: Actor, name: str, **options: object) -> SavedView:
    asked = {"active": "no"}
    return save_view(actor=actor, list_name="users", name=name, asked=asked, **options)  # type: ignore[arg-type]


@pytest.fixture
def sam(world: World) -> Actor:
    return Actor(user=world.sam)


@pytest.fixture
def stina(world: World) -> Actor:
    return Actor(user=world.stina)


def test_sam_sees_his_own_view_and_stina_does_not(sam: Actor, stina: Actor) -> None:
    _save(sam, "  Left   us ", columns=["name", "email"])

    (view,) = kept_for(user_id=sam.user_id, list_name="users").views

    assert (view.name, view.asked, view.columns) == (
        "Left us",
        {"active": "no"},
        ["name", "email"],
    )
    assert kept_for(user_id=stina.user_id, list_name="users").views == []
    assert kept_for(user_id=sam.user_id, list_name="customers").views == []


def test_a_shared_view_is_on_everybodys_list(sam: Actor, stina: Actor) -> None:
    _save(stina, "Left us", is_shared=True, may_share=True)

    assert [view.name for view in kept_for(user_id=sam.user_id, list_name="users").views] == [
        "Left us"
    ]


def test_sam_may_not_share(sam: Actor) -> None:
    with pytest.raises(ViewRefused, match="may_not_share"):
        _save(sam, "Left us", is_shared=True)
    assert not SavedView.objects.exists()


@pytest.mark.parametrize("name", ["", "   "])
def test_a_view_needs_a_name(sam: Actor, name: str) -> None:
    with pytest.raises(ViewRefused, match="no_name"):
        _save(sam, name)


def test_a_stranger_keeps_nothing(world: World) -> None:
    with pytest.raises(ViewRefused, match="nobody"):
        _save(ANONYMOUS, "Left us")
    with pytest.raises(ViewRefused, match="nobody"):
        choose_columns(actor=ANONYMOUS, list_name="users", columns=["name"])


def test_the_same_name_again_replaces_ones_own(sam: Actor) -> None:
    _save(sam, "Left us")
    save_view(actor=sam, list_name="users", name="LEFT us", asked={"active": "yes"})

    assert [view.asked for view in SavedView.objects.all()] == [{"active": "yes"}]


def test_two_shared_views_cannot_have_one_name(world: World, stina: Actor) -> None:
    _save(stina, "Left us", is_shared=True, may_share=True)
    other = Actor(user=world.ulla)

    with pytest.raises(ViewRefused, match="name_taken"):
        _save(other, "left US", is_shared=True, may_share=True)

    assert SavedView.objects.count() == 1


def test_there_is_an_end_to_the_views_of_one_list(sam: Actor) -> None:
    for number in range(MOST_OF_ONE_PERSON):
        _save(sam, f"View {number}")
    with pytest.raises(ViewRefused, match="too_many"):
        _save(sam, "One more")
    _save(sam, "View 3")  # not one more


def test_only_its_owner_or_who_may_share_takes_a_shared_view_away(
    world: World, sam: Actor, stina: Actor
) -> None:
    view = _save(stina, "Left us", is_shared=True, may_share=True)
    asked = {"list_name": "users", "view_id": view.pk}

    assert remove_view(actor=sam, **asked) is None  # type: ignore[arg-type]
    assert remove_view(actor=stina, list_name="customers", view_id=view.pk) is None
    assert remove_view(actor=sam, may_share=True, **asked) == view  # type: ignore[arg-type]
    assert not SavedView.objects.exists()


def test_stina_cannot_remove_sams_own_view(sam: Actor, stina: Actor) -> None:
    view = _save(sam, "Left us")
    assert remove_view(actor=stina, list_name="users", view_id=view.pk, may_share=True) is None
    assert SavedView.objects.exists()


def test_the_last_choice_of_columns_is_ones_own_and_no_view(sam: Actor, stina: Actor) -> None:
    choose_columns(actor=sam, list_name="users", columns=["email"])
    choose_columns(actor=sam, list_name="users", columns=["seen"])

    kept = kept_for(user_id=sam.user_id, list_name="users")

    assert kept.columns == ["seen"]
    assert kept.views == []
    assert kept_for(user_id=stina.user_id, list_name="users").columns == []
    row = SavedView.objects.get()
    assert remove_view(actor=sam, list_name="users", view_id=row.pk) is None
