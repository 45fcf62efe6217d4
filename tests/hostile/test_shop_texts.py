"""Naughty text as the shop's own words: saved or refused with a message, never code in a page."""

from django.utils import timezone

from customers.models import ShopSettings, ShopText, Terms
from orders.models import SmallOrderRule
from tests.hostile.strings import NUL, OWN, faults_of, naughty
from tests.world import World

DAY = timezone.localdate


def faults_in(page: str) -> list[str]:
    """A text may lead to other sites, by http and https; nothing else of it may do anything."""
    assert 'href="javascript:' not in page.lower()
    return [fault for fault in faults_of(page) if not fault.endswith("leads away")]


def test_naughty_words_are_saved_or_refused_and_never_run(world: World) -> None:
    stina, stranger = world.client(world.stina), world.client(None)
    wrong: list[object] = []
    for text in [*OWN, NUL, *naughty()[::3]]:
        ShopText.objects.all().delete()
        posted = {"title_en": text, "body_en": text, "starts_on": DAY().isoformat()}
        posted |= {"position": "0", "is_active": "on"}
        answer = stina.post("/staff/settings/texts/new/news/", posted)
        assert answer.status_code in {302, 422, 409}, text
        if answer.status_code != 302:
            wrong += faults_in(answer.text)
            continue
        item = ShopText.objects.get()
        for page in (stranger.get("/"), stranger.get(f"/news/{item.pk}/")):
            assert page.status_code == 200
            wrong += [(text, fault) for fault in faults_in(page.text)]
    assert not wrong, wrong[:5]


def test_all_naughty_words_at_once_break_no_page(world: World) -> None:
    words = [text for text in [*OWN, *naughty()] if "\x00" not in text]
    rows = [
        ShopText(kind=kind, title_en=text[:160], body_en=text, starts_on=DAY())
        for text in words
        for kind in ("news", "start")
    ]
    ShopText.objects.bulk_create(rows)
    Terms.objects.create(valid_from=DAY(), body_en="\n\n".join(words))
    stina, stranger = world.client(world.stina), world.client(None)
    url = "/news/"
    while url:
        page = stranger.get(url)
        assert faults_in(page.text) == []
        url = page.context["older_url"]
    for path in ("/", "/terms/"):
        assert faults_in(stranger.get(path).text) == []
    for path in ("texts/", "texts/preview/", "terms/", "terms/new/"):
        assert faults_in(stina.get(f"/staff/settings/{path}").text) == []


def test_naughty_contact_details_are_shown_as_they_were_written(world: World) -> None:
    stranger = world.client(None)
    for text in [*OWN, *naughty()[::8]]:
        if "\x00" in text:
            continue
        ShopSettings.objects.update(street=text[:120], postal_code=text[:20], city=text[:80])
        assert faults_in(stranger.get("/").text) == []


def test_naughty_amounts_and_names_make_no_rule_for_small_orders(world: World) -> None:
    stina = world.client(world.stina)
    for text in [*OWN, NUL, *naughty()[::6]]:
        for level in ("group", "segment", "customer"):
            posted = {"level": level, "name": text, "value_net": text, "fee_net": text}
            answer = stina.post("/staff/settings/small-orders/new/", posted | {"vat_rate": text})
            assert answer.status_code == 422
            assert faults_in(answer.text) == []
    assert not SmallOrderRule.objects.exists()
