"""A customer's look: saved as a draft, published, taken back; and whose look a visitor has."""

from io import BytesIO

import pytest
from django.db import IntegrityError, transaction
from PIL import Image

from customers.actors import Actor
from customers.errors import NotPermitted
from customers.models import Customer, CustomerGroup, GraphicalProfile, ProfilePicture
from customers.profile_pictures import BANNER, LOGO, drawn
from customers.selectors.profiles import latest_deeds, profile_of, profiles_of
from customers.selectors.sites import visit_to
from customers.services.groups import delete_group
from customers.services.profiles import (
    NoDraft,
    ProfileChanged,
    ProfileDetails,
    ProfileRefused,
    discard_draft,
    publish_profile,
    save_draft,
    take_back_profile,
)
from orders.services.deleting_customers import delete_customer
from tests.sites import open_site
from tests.teams import make_teams
from tests.uploads import pdf, sent
from tests.world import World

YELLOW = ProfileDetails("#FFC400", "#1F1F1F", "Välkommen", "Frågor: Lisa, 070-555 01 22.")
RED = ProfileDetails("#E30613")


def png(width: int = 400, height: int = 100, colour: str = "#FFC400") -> bytes:
    target = BytesIO()
    Image.new("RGB", (width, height), colour).save(target, "PNG")
    return target.getvalue()


def published(
    actor: Actor, owner: Customer | CustomerGroup, details: ProfileDetails, **sent_files: object
) -> GraphicalProfile:
    """A profile of this owner that its people see."""
    draft = profiles_of(owner).draft
    draft = save_draft(
        actor=actor,
        owner=owner,
        details=details,
        stamp=draft.stamp if draft else "",
        **sent_files,  # type: ignore[arg-type]
    )
    return publish_profile(actor=actor, owner=owner, stamp=draft.stamp)


@pytest.fixture
def stina(world: World) -> Actor:
    return world.actor(world.stina)


def test_a_draft_is_seen_by_nobody_until_it_is_published(world: World, stina: Actor) -> None:
    draft = save_draft(actor=stina, owner=world.school, details=YELLOW, stamp="")
    assert profile_of(world.actor(world.nora)) is None
    publish_profile(actor=stina, owner=world.school, stamp=draft.stamp)
    look = profile_of(world.actor(world.nora))
    assert look is not None
    assert (look.owner, look.brand, look.header) == ("Barn och utbildning", "#FFC400", "#1F1F1F")
    assert (look.welcome_title, look.digest) == ("Välkommen", draft.digest)


def test_a_later_draft_changes_nothing_of_what_is_published(world: World, stina: Actor) -> None:
    published(stina, world.school, YELLOW)
    draft = profiles_of(world.school).draft
    assert draft is not None
    save_draft(actor=stina, owner=world.school, details=RED, stamp=draft.stamp)
    look = profile_of(world.actor(world.nora))
    assert look is not None
    assert look.brand == "#FFC400"
    assert profiles_of(world.school).has_changes


def test_a_customer_without_its_own_has_its_main_groups(world: World, stina: Actor) -> None:
    published(stina, world.norrvik, RED)
    look = profile_of(world.actor(world.nora))
    assert look is not None
    assert (look.owner, look.brand) == ("Norrviks kommun", "#E30613")
    published(stina, world.school, YELLOW)
    own = profile_of(world.actor(world.nora))
    assert own is not None
    assert own.owner == "Barn och utbildning"
    take_back_profile(actor=stina, owner=world.school)
    again = profile_of(world.actor(world.nora))
    assert again is not None
    assert again.owner == "Norrviks kommun"


def test_a_further_group_gives_no_look(world: World, stina: Actor) -> None:
    club = CustomerGroup.objects.create(name="Inköpsklubben")
    world.school.further_groups.add(club)
    published(stina, club, RED)
    assert profile_of(world.actor(world.nora)) is None


def test_otto_a_stranger_and_staff_never_get_anothers_look(world: World, stina: Actor) -> None:
    published(stina, world.norrvik, RED)
    published(stina, world.school, YELLOW)
    for who in (world.otto, None, world.stina, world.sam, world.ulla):
        assert profile_of(world.actor(who)) is None


def test_who_has_logged_in_has_no_look_of_the_site_they_came_by(world: World, stina: Actor) -> None:
    published(stina, world.school, YELLOW)
    visit = visit_to(open_site(world, world.school), world.shop)
    assert profile_of(Actor(site=visit)) is not None
    assert profile_of(Actor(user=world.otto.user, site=visit)) is None


def test_what_it_costs(world: World, stina: Actor, django_assert_num_queries: object) -> None:
    counted = django_assert_num_queries
    published(stina, world.school, YELLOW, logo=sent("logo.png", png()))
    nora, nobody = world.actor(world.nora), world.actor(None)
    with counted(1):  # type: ignore[operator]
        assert profile_of(nora) is not None
    with counted(0):  # type: ignore[operator]
        assert profile_of(nobody) is None


def test_two_who_save_at_once_do_not_write_over_each_other(world: World, stina: Actor) -> None:
    first = save_draft(actor=stina, owner=world.school, details=YELLOW, stamp="")
    save_draft(actor=stina, owner=world.school, details=RED, stamp=first.stamp)
    for stale in ("", "0-1", f"{first.pk}-1"):
        with pytest.raises(ProfileChanged):
            save_draft(actor=stina, owner=world.school, details=YELLOW, stamp=stale)
        with pytest.raises(ProfileChanged):
            publish_profile(actor=stina, owner=world.school, stamp=stale)
        with pytest.raises(ProfileChanged):
            discard_draft(actor=stina, owner=world.school, stamp=stale)
    kept = profiles_of(world.school).draft
    assert kept is not None
    assert kept.brand_colour == "#E30613"


def test_taking_back_leaves_the_draft_and_twice_does_no_harm(world: World, stina: Actor) -> None:
    published(stina, world.school, YELLOW)
    assert take_back_profile(actor=stina, owner=world.school)
    assert not take_back_profile(actor=stina, owner=world.school)
    found = profiles_of(world.school)
    assert found.published is None
    assert found.draft is not None
    assert profile_of(world.actor(world.nora)) is None


def test_throwing_the_draft_away_leaves_what_is_published(world: World, stina: Actor) -> None:
    published(stina, world.school, YELLOW)
    draft = profiles_of(world.school).draft
    assert draft is not None
    draft = save_draft(actor=stina, owner=world.school, details=RED, stamp=draft.stamp)
    kept = discard_draft(actor=stina, owner=world.school, stamp=draft.stamp)
    assert kept is not None
    assert kept.brand_colour == "#FFC400"
    assert kept.stamp != draft.stamp  # a form that still shows the red one is too late
    take_back_profile(actor=stina, owner=world.school)
    assert discard_draft(actor=stina, owner=world.school, stamp=kept.stamp) is None
    assert GraphicalProfile.objects.count() == 0
    with pytest.raises(NoDraft):
        publish_profile(actor=stina, owner=world.school, stamp="")


@pytest.mark.parametrize("field", ["brand_colour", "header_colour"])
@pytest.mark.parametrize("written", ["yellow", "#fff;}</style><script>", "url(javascript:x)"])
def test_what_is_no_colour_is_refused_at_its_field(
    world: World, stina: Actor, field: str, written: str
) -> None:
    details = ProfileDetails(**{"brand_colour": "#FFC400", field: written})
    with pytest.raises(ProfileRefused) as refused:
        save_draft(actor=stina, owner=world.school, details=details, stamp="")
    assert refused.value.field == field
    assert "such as #FFC400" in str(refused.value.reason)
    assert GraphicalProfile.objects.count() == 0


def test_the_database_holds_no_other_colour_and_one_owner(world: World, stina: Actor) -> None:
    draft = save_draft(actor=stina, owner=world.school, details=YELLOW, stamp="")
    for change in (
        {"brand_colour": "red"},
        {"header_colour": "#fff"},
        {"state": "other"},
        {"group": world.norrvik},
        {"customer": None},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            GraphicalProfile.objects.filter(pk=draft.pk).update(**change)


def test_a_logo_is_drawn_anew_and_no_larger_than_it_is_shown(world: World, stina: Actor) -> None:
    photo = Image.new("RGB", (3000, 300), "#5B2A86")
    exif = photo.getexif()
    exif[0x010E] = "hemlig plats"
    target = BytesIO()
    photo.save(target, "JPEG", exif=exif)
    made = drawn(sent("logo.jpg", target.getvalue()), LOGO)
    assert (made.width, made.height, made.content_type) == (640, 64, "image/png")
    assert b"hemlig" not in made.content
    banner = drawn(sent("foto.jpg", target.getvalue()), BANNER)
    assert (banner.width, banner.height, banner.content_type) == (1600, 160, "image/webp")


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("logo.svg", b"<svg onload='alert(1)'/>", "SVG"),
        ("logo.png", b"<svg onload='alert(1)'/>", "not what its name says"),
        ("logo.pdf", pdf(), "no picture"),
        ("logo.exe", b"MZ", "not taken"),
        ("logo.png", b"", "empty"),
        ("logo.png", png(4, 4), "smaller"),
        ("logo.png", png() + b"<script>alert(1)</script>", "scripts"),
    ],
)
def test_what_is_no_picture_is_refused_in_words(
    world: World, stina: Actor, name: str, content: bytes, words: str
) -> None:
    with pytest.raises(ProfileRefused) as refused:
        save_draft(actor=stina, owner=world.school, details=RED, stamp="", logo=sent(name, content))
    assert words in str(refused.value.reason)
    assert ProfilePicture.objects.count() == 0


def test_pictures_that_nothing_shows_any_more_go(world: World, stina: Actor) -> None:
    published(
        stina,
        world.school,
        YELLOW,
        logo=sent("a.png", png()),
        banner=sent("b.png", png(1200, 300, "#112233")),
    )
    draft = profiles_of(world.school).draft
    assert draft is not None
    draft = save_draft(
        actor=stina,
        owner=world.school,
        details=YELLOW,
        stamp=draft.stamp,
        logo=sent("c.png", png(colour="#00FF00")),
    )
    assert ProfilePicture.objects.count() == 3  # the published logo is still shown
    publish_profile(actor=stina, owner=world.school, stamp=draft.stamp)
    assert ProfilePicture.objects.count() == 2
    save_draft(
        actor=stina,
        owner=world.school,
        details=YELLOW,
        stamp=draft.stamp,
        logo="remove",
        banner="remove",
    )
    assert ProfilePicture.objects.count() == 2
    take_back_profile(actor=stina, owner=world.school)
    assert ProfilePicture.objects.count() == 0


def test_sam_sets_a_look_within_his_team_and_no_further(world: World) -> None:
    make_teams(world)
    sam = world.actor(world.sam)
    published(sam, world.vestby, RED)
    for owner in (world.school, world.norrvik, world.retail):
        if owner == world.retail:
            world.care.main_group = world.retail
            world.care.save()
        with pytest.raises(NotPermitted):
            save_draft(actor=sam, owner=owner, details=RED, stamp="")
        with pytest.raises(NotPermitted):
            take_back_profile(actor=sam, owner=owner)


def test_buyers_and_their_administrators_set_none(world: World) -> None:
    for who in (world.nora, world.greta, None):
        with pytest.raises(NotPermitted):
            save_draft(actor=world.actor(who), owner=world.school, details=RED, stamp="")


def test_history_says_who_did_what(world: World, stina: Actor) -> None:
    published(stina, world.school, YELLOW)
    take_back_profile(actor=stina, owner=world.school)
    told = [(str(deed.what), deed.entry.who) for deed in latest_deeds(world.school)]
    assert told == [
        ("Taken back", "Stina Falk"),
        ("Published", "Stina Falk"),
        ("Draft saved", "Stina Falk"),
    ]


def test_a_look_goes_with_its_customer(world: World, stina: Actor) -> None:
    customer = Customer.objects.create(name="Tillfälliga AB", main_group=world.retail)
    published(stina, customer, YELLOW)
    customer.delete()
    assert GraphicalProfile.objects.count() == 0


def test_no_picture_of_a_deleted_customer_or_group_is_handed_out(
    world: World, stina: Actor
) -> None:
    customer = Customer.objects.create(number="T-1", name="Tillfälliga AB", main_group=world.retail)
    group = CustomerGroup.objects.create(name="Tillfälliga")
    published(stina, world.school, RED, logo=sent("s.png", png(colour="#0000FF")))
    for owner, colour in ((customer, "#FF0000"), (group, "#00FF00")):
        published(
            stina,
            owner,
            YELLOW,
            logo=sent("a.png", png(colour=colour)),
            banner=sent("b.png", png(1200, 300, colour)),
        )
    address = f"/look/pictures/{ProfilePicture.objects.latest('pk').sha256}"
    assert world.client(None).get(address).status_code == 200
    assert delete_customer(actor=stina, customer=customer, typed="T-1").is_gone
    delete_group(actor=stina, group=group)
    assert world.client(None).get(address).status_code == 404
    assert ProfilePicture.objects.count() == 1
