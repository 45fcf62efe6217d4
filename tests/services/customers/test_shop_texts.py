"""The shop's own words: who reads which, on which day, in which language; who writes them."""

from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.utils import timezone

from customers.actors import Actor
from customers.errors import CustomersRefused
from customers.models import CustomerGroup, Segment, ShopText, Terms, TextKind
from customers.selectors.shop import shop_settings
from customers.selectors.shop_texts import front_texts, front_texts_for, news_for, terms_now
from customers.services.groups import delete_group
from customers.services.segments import delete_segment
from customers.services.shop_texts import (
    TextDetails,
    delete_shop_text,
    delete_terms,
    save_shop_text,
    save_terms,
)
from tests.world import World

DAY = timedelta(days=1)


def say_it(
    world: World, title: str, *, kind: TextKind = TextKind.NEWS, by: Any = None, **fields: Any
) -> ShopText:
    """A text or news in English, from today on unless said otherwise, by Stina."""
    details = TextDetails(
        titles=fields.pop("titles", {"en": title}),
        bodies=fields.pop("bodies", {"en": f"About {title}."}),
        starts_on=fields.pop("starts_on", timezone.localdate()),
        **fields,
    )
    return save_shop_text(actor=world.actor(by or world.stina), kind=kind, details=details)


def read_by(actor: Actor) -> list[str]:
    front = front_texts(actor)
    return [str(text) for text in (*front.texts, *front.news)]


def test_texts_stand_by_position_and_news_by_day_newest_first(world: World) -> None:
    today = timezone.localdate()
    say_it(world, "Second", kind=TextKind.START, position=2)
    say_it(world, "First", kind=TextKind.START, position=1)
    for back in range(7):
        say_it(world, f"News {back}", starts_on=today - back * DAY)
    front = front_texts(world.actor(None))
    assert [str(text) for text in front.texts] == ["First", "Second"]
    assert [str(item) for item in front.news] == [f"News {back}" for back in range(5)]
    assert front.has_more_news
    assert news_for(world.actor(None)).count() == 7


def test_the_start_page_asks_one_question_however_much_is_written(
    world: World, django_assert_num_queries: Any
) -> None:
    nora = world.actor(world.nora)
    for number in range(30):
        say_it(world, f"N{number}")
        say_it(world, f"T{number}", kind=TextKind.START)
    front_texts(nora)
    with django_assert_num_queries(1):
        front = front_texts(nora)
    assert (len(front.texts), len(front.news)) == (10, 5)


def test_both_days_are_included_and_what_is_hidden_is_not_shown(world: World) -> None:
    today = timezone.localdate()
    say_it(world, "Today only", starts_on=today, ends_on=today)
    say_it(world, "Over", starts_on=today - 9 * DAY, ends_on=today - DAY)
    say_it(world, "To come", starts_on=today + DAY)
    say_it(world, "Hidden", is_active=False)
    assert read_by(world.actor(None)) == ["Today only"]


def test_who_is_in_one_of_the_groups_or_segments_reads_it(world: World) -> None:
    segment, zone = Segment.objects.create(name="Skolor"), CustomerGroup.objects.create(name="Zon")
    say_it(world, "Both", limit_groups=[zone], limit_segments=[segment])
    nora, otto, stranger = (world.actor(who) for who in (world.nora, world.otto, None))
    assert (read_by(nora), read_by(otto), read_by(stranger)) == ([], [], [])
    segment.groups.add(world.norrvik)
    world.vestby.further_groups.add(zone)
    assert (read_by(nora), read_by(otto), read_by(stranger)) == (["Both"], ["Both"], [])
    assert front_texts_for(world.norrvik).news
    assert not front_texts_for(world.retail).news
    assert not front_texts_for(None).news
    segment.groups.clear()
    segment.customers.add(world.school)
    assert read_by(nora) == ["Both"]


def test_each_reads_their_language_else_the_shops(world: World) -> None:
    text = say_it(world, "Hej", titles={"sv": "Hej", "nb": "Hei"}, bodies={"sv": "Svenska"})
    assert text.language_of("nb", "sv") == "nb"
    assert text.language_of("en-gb", "sv") == "sv"
    assert text.language_of("en", "en") == "sv"  # the first that is written


def test_what_makes_no_sense_is_refused(world: World) -> None:
    today = timezone.localdate()
    wrong: list[tuple[str, dict[str, Any]]] = [
        ("text", {"titles": {}, "bodies": {"en": "  "}}),
        ("title_sv", {"titles": {"en": "A"}, "bodies": {"sv": "B"}}),
        ("ends_on", {"starts_on": today, "ends_on": today - DAY}),
    ]
    for code, fields in wrong:
        with pytest.raises(CustomersRefused) as refused:
            say_it(world, "X", **fields)
        assert refused.value.code == code
    assert not ShopText.objects.exists()


def test_only_administrators_write_and_remove(world: World) -> None:
    text = say_it(world, "Here")
    for who in (world.sam, world.greta, world.nora, None):
        actor = world.actor(who)
        with pytest.raises(CustomersRefused):
            delete_shop_text(actor=actor, text_id=text.pk)
        with pytest.raises(CustomersRefused):
            save_terms(actor=actor, bodies={"en": "X"}, valid_from=timezone.localdate())
    with pytest.raises(CustomersRefused):
        say_it(world, "Sams", by=world.sam)
    assert [str(each) for each in ShopText.objects.all()] == ["Here"]
    delete_shop_text(actor=world.actor(world.stina), text_id=text.pk)
    assert not ShopText.objects.exists()


def test_history_keeps_who_said_what(world: World) -> None:
    text = say_it(world, "Before")
    save_shop_text(
        actor=world.actor(world.stina),
        kind=TextKind.NEWS,
        details=TextDetails({"en": "After"}, {}, timezone.localdate()),
        text=text,
    )
    events = apps.get_model("customers.ShopTextEvent").objects.filter(pgh_obj=text)
    told = events.order_by("pgh_id").values_list("title_en", flat=True)
    assert list(told) == ["Before", "After"]


def test_a_group_or_segment_that_a_text_names_stays(world: World) -> None:
    """Or the text would open to everyone."""
    segment, zone = Segment.objects.create(name="Skolor"), CustomerGroup.objects.create(name="Zon")
    say_it(world, "Both", limit_groups=[zone], limit_segments=[segment])
    stina = world.actor(world.stina)
    with pytest.raises(CustomersRefused):
        delete_group(actor=stina, group=zone)
    with pytest.raises(CustomersRefused):
        delete_segment(actor=stina, segment_id=segment.pk)
    assert not read_by(world.actor(None))


def test_the_newest_terms_that_have_begun_are_in_force(world: World) -> None:
    stina, today = world.actor(world.stina), timezone.localdate()
    assert not shop_settings().has_terms
    to_come = save_terms(actor=stina, bodies={"en": "Later"}, valid_from=today + DAY)
    assert not shop_settings().has_terms
    first = save_terms(actor=stina, bodies={"en": "Now"}, valid_from=today)
    assert shop_settings().has_terms
    assert terms_now() == first
    second = save_terms(actor=stina, bodies={"en": "Corrected"}, valid_from=today)
    assert terms_now() == second
    delete_terms(actor=stina, terms_id=to_come.pk)
    assert Terms.objects.count() == 2


def test_terms_that_have_been_in_force_stay_as_they_were_read(world: World) -> None:
    stina, today = world.actor(world.stina), timezone.localdate()
    old = save_terms(actor=stina, bodies={"en": "Now"}, valid_from=today)
    with pytest.raises(CustomersRefused) as refused:
        save_terms(actor=stina, bodies={"en": "Otherwise"}, valid_from=today, terms=old)
    assert refused.value.code == "in_force"
    with pytest.raises(CustomersRefused):
        delete_terms(actor=stina, terms_id=old.pk)
    with pytest.raises(CustomersRefused) as refused:
        save_terms(actor=stina, bodies={"en": "Earlier"}, valid_from=today - DAY)
    assert refused.value.code == "valid_from"
    with pytest.raises(CustomersRefused):
        save_terms(actor=stina, bodies={"en": " "}, valid_from=today)
    assert Terms.objects.get().body_en == "Now"
