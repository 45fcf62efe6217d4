"""A look made by somebody who wants to break out of it: refused at its field, or harmless."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from customers.models import GraphicalProfile, ProfilePicture
from customers.selectors.profiles import profiles_of
from tests.data_files import shared_data
from tests.hostile.strings import MARK, NUL, OWN, faults_of, naughty
from tests.services.customers.test_profiles import png
from tests.world import World

pytestmark = pytest.mark.django_db

NOT_COLOURS = (
    "#fff;}</style><script>alert(1)</script>",
    "url(javascript:alert(1))",
    "#FFC400}/*",
    "#FFC400;--stop:#fff",
    "expression(alert(1))",
    "\\23 FFC400",
    "#ＦＦＣ４００",
    "#FFC40O",
    "@import '//evil.example'",
    NUL,
    *OWN,
)
_SAFE = re.compile(r"  --[a-z-]+: (#[0-9A-F]{6}|4px|transparent);")


def send(client: Client, world: World, **fields: object) -> tuple[int, str]:
    draft = profiles_of(world.school).draft
    stamp = draft.stamp if draft else ""
    values = {"brand_colour": "#FFC400", "stamp": stamp, "do": "publish", **fields}
    client.raise_request_exception = False
    response = client.post(f"/staff/customers/{world.school.pk}/profile/", values)
    page = response.content.decode()
    assert not faults_of(page), (fields, faults_of(page)[:3])
    return response.status_code, page


def look_at_everything(world: World, staff: Client) -> None:
    """The form, and the shop as those see it whose it is."""
    for client, url in (
        (staff, f"/staff/customers/{world.school.pk}/profile/"),
        (world.client(world.nora), "/"),
        (world.client(world.nora), "/c/datorer/"),
    ):
        response = client.get(url)
        assert response.status_code == 200
        page = response.content.decode()
        assert not faults_of(page), faults_of(page)[:3]
        assert MARK not in page
    for profile in GraphicalProfile.objects.all():
        css = staff.get(f"/look/{profile.digest}.css").content.decode()
        inside = [line for line in css.splitlines() if line.startswith("  ")]
        assert inside
        assert all(_SAFE.fullmatch(line) for line in inside)
        assert "<" not in css
        assert "url" not in css


def test_what_is_no_colour_is_refused_at_its_field(world: World) -> None:
    staff = world.client(world.stina)
    for field in ("brand_colour", "header_colour"):
        for text in [*NOT_COLOURS, *naughty()[::12]]:
            if not text.strip():
                continue  # a blank header colour is none; a blank brand colour is asked for
            status, page = send(staff, world, **{field: text})
            assert status == 200, text
            assert 'class="errors"' in page, text
    assert GraphicalProfile.objects.count() == 0


def test_naughty_words_are_kept_and_shown_as_words(world: World) -> None:
    staff = world.client(world.stina)
    for text in [*OWN, NUL, *naughty()[::25]]:
        status, _page = send(
            staff, world, welcome_title=text[:120], welcome_text=f"{text}\n{MARK}"[:1000]
        )
        assert status in {200, 302}, text
        if status == 302:
            home = world.client(world.nora).get("/").content.decode()
            assert not faults_of(home), text
    send(staff, world, welcome_title=MARK, welcome_text=f"</div></section>{MARK}")
    look_at_everything(world, staff)
    home = world.client(world.nora).get("/").content.decode()
    assert "&lt;zqx onload=alert(1)&gt;" in home


def test_naughty_names_of_the_customer_do_not_break_out_of_the_logos_words(world: World) -> None:
    world.school.name = f"\"'>{MARK}"
    world.school.save()
    staff = world.client(world.stina)
    status, _page = send(staff, world, logo=SimpleUploadedFile("logo.png", png()))
    assert status == 302
    look_at_everything(world, staff)


def test_hostile_files_are_refused_in_words_or_drawn_anew(world: World) -> None:
    """Programs, bombs and disguises: none is handed out as it came."""
    staff = world.client(world.stina)
    taken, refused = [], []
    for path in sorted(shared_data("uploads").iterdir()):
        content = path.read_bytes()
        if len(content) > 4 * 1024 * 1024 or path.suffix == ".json":
            continue
        for field in ("logo", "banner"):
            sent = SimpleUploadedFile(path.name, content, content_type="image/png")
            status, page = send(staff, world, **{field: sent})
            if status == 302:
                taken.append(path.name)
                continue
            assert status == 200, path.name
            assert 'class="errors"' in page, path.name
            refused.append(path.name)
    assert not {name for name in taken if not name.endswith((".jpg", ".png", ".webp", ".gif"))}
    for name in (
        "gen__png_bomb_20000x20000_rgb.png",
        "gen__png_claims_2gx2g.png",
        "gen__truncated.jpg",
        "gen__svg_billion.svg",
        "gen__svg_use_recursion.svg",
        "gen__jpeg_comment_script.jpg",
        "gen__shell.phtml",
        "gen__CON.pdf",
    ):
        assert name in refused, name
    for picture in ProfilePicture.objects.all():
        content = bytes(picture.content)
        assert content.startswith((b"\x89PNG", b"RIFF"))
        assert b"<script" not in content
        assert len(content) < 1024 * 1024
    look_at_everything(world, staff)


def test_names_of_files_are_not_kept_at_all(world: World) -> None:
    staff = world.client(world.stina)
    for name in (f"{MARK}.png", "../../etc/passwd.png", "a\"b';.png", "CON.png"):
        status, _page = send(staff, world, logo=SimpleUploadedFile(name, png()))
        assert status in {200, 302}
        look_at_everything(world, staff) if status == 302 else None
    page = staff.get(f"/staff/customers/{world.school.pk}/profile/").content.decode()
    assert "passwd" not in page


@pytest.mark.parametrize("stamp", ["x", "1-1", "-", "9" * 500, "1'--", NUL])
def test_a_made_up_stamp_saves_nothing(world: World, stamp: str) -> None:
    status, page = send(world.client(world.stina), world, stamp=stamp)
    assert status == 200
    assert "Somebody else has changed this profile" in page
    assert GraphicalProfile.objects.count() == 0


def test_made_up_addresses_lead_nowhere(world: World) -> None:
    client = world.client(world.stina)
    for digest in ("x", "0" * 32, "a" * 5000, "..", "%2e%2e%2f", "'--", "%00"):
        for url in (
            f"/look/{digest}.css",
            f"/look/pictures/{digest}",
            f"/staff/profiles/{digest}.css",
        ):
            assert client.get(url).status_code in {301, 404}, url
