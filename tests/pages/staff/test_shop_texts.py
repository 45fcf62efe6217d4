"""The settings' pages of the shop's own words: texts, news, a preview, terms."""

from datetime import timedelta

import pytest
from django.utils import timezone

from customers.models import Segment, ShopSettings, ShopText, Terms, TextKind
from customers.services.shop_texts import save_terms
from tests.services.customers.test_shop_texts import say_it
from tests.world import World

TEXTS, TERMS = "/staff/settings/texts/", "/staff/settings/terms/"


def form(**fields: object) -> dict[str, object]:
    today = timezone.localdate().isoformat()
    return {"starts_on": today, "position": "0", "is_active": "on"} | fields


def test_stina_writes_news_for_a_group_and_a_segment_changes_it_and_removes_it(
    world: World,
) -> None:
    segment = Segment.objects.create(name="Skolor")
    stina = world.client(world.stina)
    assert "Nothing said yet" in stina.get(TEXTS).text
    posted = form(
        title_en="New docks",
        body_en="They are here.",
        title_sv="Nya dockor",
        limit_groups=[world.norrvik.pk],
        limit_segments=[segment.pk],
    )
    assert stina.post(f"{TEXTS}new/news/", posted).status_code == 302
    text = ShopText.objects.get()
    assert text.kind == TextKind.NEWS
    assert (text.limit_groups.get(), text.limit_segments.get()) == (world.norrvik, segment)
    page = stina.get(TEXTS).text
    for told in ("New docks", "Norrviks kommun", "segment Skolor"):
        assert told in page
    edit = stina.get(f"{TEXTS}{text.pk}/")
    assert "They are here." in edit.text
    assert "Nya dockor" in edit.text
    assert stina.post(f"{TEXTS}{text.pk}/", form(title_en="Old docks")).status_code == 302
    text.refresh_from_db()
    assert (text.title_en, text.title_sv, text.limit_groups.count()) == ("Old docks", "", 0)
    assert stina.post(f"{TEXTS}{text.pk}/delete/").status_code == 302
    assert not ShopText.objects.exists()


@pytest.mark.parametrize(
    ("field", "value", "status", "at"),
    [
        ("title_en", "x" * 161, 422, "title_en"),
        ("starts_on", "soon", 422, "starts_on"),
        ("starts_on", "", 422, "starts_on"),
        ("ends_on", "2001-01-01", 409, "ends_on"),
        ("position", "-1", 422, "position"),
        ("limit_groups", ["999999"], 422, "limit_groups"),
        ("limit_segments", ["x"], 422, "limit_segments"),
        ("body_nb", "Without a heading", 409, "title_nb"),
        ("body_en", "nul \x00 inside", 422, "body_en"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_lost(
    world: World, field: str, value: object, status: int, at: str
) -> None:
    posted = form(title_en="Kept", body_en="Kept too") | {field: value}
    answer = world.client(world.stina).post(f"{TEXTS}new/news/", posted)
    assert answer.status_code == status
    assert set(answer.context["form"].errors) == {at}
    assert "Kept" in answer.text
    assert not ShopText.objects.exists()


def test_a_kind_that_is_not_there_is_not_found(world: World) -> None:
    assert world.client(world.stina).get(f"{TEXTS}new/poem/").status_code == 404


def test_the_preview_shows_what_a_groups_customer_reads(world: World) -> None:
    say_it(world, "To Norrvik", limit_groups=[world.norrvik])
    say_it(world, "To all")
    stina = world.client(world.stina)
    stranger = stina.get(f"{TEXTS}preview/").text
    assert "To all" in stranger
    assert "About To Norrvik" not in stranger
    member = stina.get(f"{TEXTS}preview/", {"group": world.norrvik.pk}).text
    assert "About To Norrvik" in member
    assert stina.get(f"{TEXTS}preview/", {"group": "999999"}).status_code == 200


def test_sales_staff_and_buyers_get_403(world: World) -> None:
    text = say_it(world, "Here")
    today = timezone.localdate()
    terms = save_terms(actor=world.actor(world.stina), bodies={"en": "X"}, valid_from=today)
    for who in (world.sam, world.greta):
        client = world.client(who)
        for url in (TEXTS, f"{TEXTS}new/news/", f"{TEXTS}preview/", f"{TEXTS}{text.pk}/"):
            assert client.get(url).status_code == 403
        for url in (TERMS, f"{TERMS}new/", f"{TERMS}{terms.pk}/"):
            assert client.get(url).status_code == 403
        for url in (f"{TEXTS}{text.pk}/delete/", f"{TERMS}{terms.pk}/delete/"):
            assert client.post(url).status_code == 403
    assert ShopText.objects.exists()


def test_terms_are_written_begin_with_those_in_force_and_stay(world: World) -> None:
    stina, today = world.client(world.stina), timezone.localdate()
    assert "No terms yet" in stina.get(TERMS).text
    posted = {"valid_from": today.isoformat(), "body_en": "Pay in time."}
    assert stina.post(f"{TERMS}new/", posted).status_code == 302
    now = Terms.objects.get()
    assert "Pay in time." in stina.get(f"{TERMS}new/").text
    later = {"valid_from": (today + timedelta(days=9)).isoformat(), "body_en": "Pay before."}
    assert stina.post(f"{TERMS}new/", later).status_code == 302
    to_come = Terms.objects.exclude(pk=now.pk).get()
    page = stina.get(TERMS).text
    for told in ("In force", "To come"):
        assert told in page
    assert stina.get(f"{TERMS}{now.pk}/").headers["location"] == f"/terms/{now.pk}/"
    assert stina.post(f"{TERMS}{now.pk}/", posted | {"body_en": "No"}).status_code == 409
    changed = later | {"body_en": "Pay at once."}
    assert stina.post(f"{TERMS}{to_come.pk}/", changed).status_code == 302
    assert Terms.objects.get(pk=to_come.pk).body_en == "Pay at once."
    stina.post(f"{TERMS}{now.pk}/delete/")
    stina.post(f"{TERMS}{to_come.pk}/delete/")
    assert list(Terms.objects.all()) == [now]


@pytest.mark.parametrize(
    ("change", "status", "at"),
    [
        ({"valid_from": "2001-01-01"}, 409, "valid_from"),
        ({"valid_from": ""}, 422, "valid_from"),
        ({"body_en": " "}, 409, "__all__"),
        ({"body_en": "x" * 200_001}, 422, "body_en"),
    ],
)
def test_terms_that_make_no_sense_are_refused_at_their_field(
    world: World, change: dict[str, str], status: int, at: str
) -> None:
    posted = {"valid_from": timezone.localdate().isoformat(), "body_en": "X"} | change
    answer = world.client(world.stina).post(f"{TERMS}new/", posted)
    assert answer.status_code == status
    assert set(answer.context["form"].errors) == {at}
    assert not Terms.objects.exists()


def test_the_shops_address_is_written_in_its_settings(world: World) -> None:
    stina = world.client(world.stina)
    posted = {
        name: value
        for name, value in stina.get("/staff/settings/").context["form"].initial.items()
        if value not in (None, False)
    }
    posted |= {"street": "Lagergatan 1", "postal_code": "541 30", "city": "Skövde"}
    assert stina.post("/staff/settings/", posted).status_code == 302
    assert ShopSettings.objects.get().address_line == "Lagergatan 1, 541 30 Skövde"
