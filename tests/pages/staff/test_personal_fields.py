"""Title and birthday, asked for only where the shop says so and why; and how people came in."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from customers.models import Origin, ShopSettings, User
from customers.services.import_users import UserImport
from tests.imports import apply_file
from tests.world import World

LIST = "/staff/users/"
SECURITY = "/my/security/"
PURPOSE = {"title": "For the address on parcels.", "birthday": "For a cake on the day."}
SHOP = {
    "name": "Kontorsgrossen", "country": "SE", "currency": "SEK", "language": "sv",
    "anonymous_sees_prices": "on",
}  # fmt: skip
NAMES = {"first_name": "Otto", "last_name": "Moen"}
SAID = {"title": "Dr", "birthday": "1990-05-17"}
KEPT = ("Dr", date(1990, 5, 17))


def ask_for(world: World, *, is_on: bool = True) -> None:
    for name, purpose in PURPOSE.items():
        setattr(world.shop, f"{name}_in_use", is_on)
        setattr(world.shop, f"{name}_purpose", purpose)
    world.shop.save()


def read(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return response.content.decode()


def kept(who: User) -> tuple[str, date | None]:
    person = User.objects.get(pk=who.pk)
    return person.title, person.birthday


def edit(world: World, who: User, **said: str) -> tuple[int, str]:
    response = world.client(world.sam).post(f"{LIST}{who.pk}/edit/", {**NAMES, **said})
    return response.status_code, response.content.decode()


def places(world: World, who: User) -> dict[str, str]:
    """Every page that asks for the two or tells them."""
    sam = world.client(world.sam)
    return {
        "form": read(sam, f"{LIST}{who.pk}/edit/"),
        "new": read(sam, f"{LIST}new/"),
        "own": read(world.client(who), SECURITY),
        "card": read(sam, f"{LIST}{who.pk}/"),
        "list": read(sam, f"{LIST}?columns=name.title.birthday"),
        "history": read(sam, f"/staff/history/?view=users&of={who.pk}"),
    }


def test_a_new_shop_asks_nobody_and_writes_nothing(world: World) -> None:
    otto = world.otto.user
    for place, page in places(world, otto).items():
        for name in ("title", "birthday"):
            assert f'name="{name}"' not in page, place
        assert "Birthday" not in page, place
        assert "About you" not in page, place
    assert edit(world, otto, **SAID)[0] == 302
    assert world.client(otto).post(f"{SECURITY}personal/", SAID).status_code == 404
    made = {"email": "ny@example.org", **NAMES, **SAID}
    assert world.client(world.sam).post(f"{LIST}new/", made).status_code == 302
    assert kept(otto) == kept(User.objects.get(email="ny@example.org")) == ("", None)


def test_each_is_asked_for_by_itself_with_its_purpose(world: World) -> None:
    world.shop.birthday_in_use, world.shop.birthday_purpose = True, PURPOSE["birthday"]
    world.shop.save()
    pages = places(world, world.otto.user)
    for place in ("form", "new", "own"):
        assert PURPOSE["birthday"] in pages[place], place
        assert 'name="title"' not in pages[place], place
    edit(world, world.otto.user, **SAID)
    assert kept(world.otto.user) == ("", KEPT[1])


def test_a_purpose_is_words_and_no_markup(world: World) -> None:
    ask_for(world)
    world.shop.title_purpose = world.shop.birthday_purpose = "<b onclick=x>A & B</b>"
    world.shop.save()
    pages = places(world, world.otto.user)
    for place in ("form", "new", "own"):
        assert "<b onclick" not in pages[place], place
        assert pages[place].count("&lt;b onclick=x&gt;A &amp; B") == 2, place


@pytest.mark.parametrize("name", ["title", "birthday"])
def test_no_switch_goes_on_without_a_purpose(world: World, name: str) -> None:
    client = world.client(world.stina)
    for purpose in ("", "   "):
        said = SHOP | {f"{name}_in_use": "on", f"{name}_purpose": purpose}
        answer = client.post("/staff/settings/", said)
        assert answer.status_code == 409
        assert list(answer.context["form"].errors) == [f"{name}_purpose"]
        assert not getattr(ShopSettings.objects.get(), f"{name}_in_use")
    said = SHOP | {f"{name}_in_use": "on", f"{name}_purpose": PURPOSE[name]}
    assert client.post("/staff/settings/", said).status_code == 302
    assert getattr(ShopSettings.objects.get(), f"{name}_in_use")


def test_staff_write_the_two_and_the_card_shows_them(world: World) -> None:
    ask_for(world)
    assert edit(world, world.otto.user, **SAID)[0] == 302
    assert kept(world.otto.user) == KEPT
    pages = places(world, world.otto.user)
    for place in ("card", "list"):
        assert "Dr" in pages[place], place
        assert "17 May 1990" in pages[place], place
    assert 'value="1990-05-17"' in pages["form"]
    assert "1990" in pages["history"]
    made = {"email": "ny@example.org", **NAMES, **SAID}
    world.client(world.sam).post(f"{LIST}new/", made)
    assert kept(User.objects.get(email="ny@example.org")) == KEPT


def test_otto_writes_his_own_and_takes_them_away(world: World) -> None:
    ask_for(world)
    client = world.client(world.otto)
    page = read(client, SECURITY)
    assert all(purpose in page for purpose in PURPOSE.values())
    assert client.post(f"{SECURITY}personal/", SAID)["Location"] == SECURITY
    assert kept(world.otto.user) == KEPT
    client.post(f"{SECURITY}personal/", {"title": "", "birthday": ""})
    assert kept(world.otto.user) == ("", None)


def test_switched_off_they_are_kept_unseen_and_left_alone(world: World) -> None:
    ask_for(world)
    otto = world.otto.user
    edit(world, otto, **SAID)
    ask_for(world, is_on=False)
    for place, page in places(world, otto).items():
        for word in ("1990", "Birthday", ">Dr<", *PURPOSE.values()):
            assert word not in page, place
    assert edit(world, otto, title="Prof.", birthday="1991-01-01", phone="070")[0] == 302
    assert User.objects.get(pk=otto.pk).phone == "070"
    assert kept(otto) == KEPT
    ask_for(world)
    assert "17 May 1990" in places(world, otto)["card"]


@pytest.mark.parametrize("written", ["tomorrow", "130 years ago", "31 feb", "yesterday, says he"])
def test_no_birthday_of_nobody_alive(world: World, written: str) -> None:
    ask_for(world)
    today = timezone.localdate()
    days = {
        "tomorrow": str(today + timedelta(days=1)),
        "130 years ago": f"{today.year - 130}-06-15",
        "31 feb": "1990-02-31",
    }
    said = {"title": "Dr", "birthday": days.get(written, written)}
    own = world.client(world.otto).post(f"{SECURITY}personal/", said)
    assert list(own.context["personal_form"].errors) == ["birthday"]
    assert 'value="Dr"' in own.content.decode(), "nothing is lost"
    staff = world.client(world.sam).post(f"{LIST}{world.otto.user_id}/edit/", {**NAMES, **said})
    assert list(staff.context["form"].errors) == ["birthday"]
    assert kept(world.otto.user) == ("", None)


def test_today_is_a_birthday(world: World) -> None:
    ask_for(world)
    edit(world, world.otto.user, birthday=str(timezone.localdate()))
    assert kept(world.otto.user)[1] == timezone.localdate()


def test_nobody_writes_them_while_logged_in_as_otto(world: World) -> None:
    ask_for(world)
    client = world.client(world.stina)
    assert client.post(f"/staff/act-as/{world.otto.pk}/").status_code == 302
    assert client.get("/my/").status_code == 200
    assert client.post(f"{SECURITY}personal/", SAID).status_code == 403
    assert kept(world.otto.user) == ("", None)


# Origin


def came_in(email: str) -> str:
    return str(User.objects.get(email=email).origin)


def test_every_door_says_how_a_person_came_in(world: World, tmp_path: Path) -> None:
    sam, greta = world.client(world.sam), world.client(world.greta)
    sam.post(f"{LIST}new/", {"email": "staff@example.org", **NAMES})
    colleague = {"email": "colleague@example.org", **NAMES, "customer": world.school.pk}
    new = "/my/group/users/new/"
    answer = greta.post(new, {**colleague, "is_buyer": "on"})
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    path = tmp_path / "people.csv"
    path.write_text(
        "E-mail,Customer number,First name,Last name\n"
        f"import@example.org,{world.vestby.number},Ida,Ek\n"
    )
    apply_file(UserImport, path, actor=world.actor(world.stina))
    assert came_in("staff@example.org") == Origin.STAFF
    assert came_in("colleague@example.org") == Origin.COLLEAGUE
    assert came_in("import@example.org") == Origin.IMPORT
    User.objects.create_user(
        email="sign_up@example.org", first_name="Sy", last_name="Ek", origin=Origin.SIGN_UP
    )  # its door is walked through in tests/pages/shop/test_newsletter.py
    doors = {"staff", "colleague", "import", "sign_up"}
    for word in doors:
        page = read(sam, f"{LIST}?origin={word}")
        assert {door for door in doors if f"{door}@example.org" in page} == {word}
    eva = User.objects.get(email="colleague@example.org")
    assert "Created by a colleague" in read(sam, f"{LIST}{eva.pk}/")


def test_who_came_in_by_hand_keeps_the_origin_through_an_import(
    world: World, tmp_path: Path
) -> None:
    User.objects.filter(pk=world.otto.user_id).update(origin=Origin.STAFF)
    path = tmp_path / "people.csv"
    path.write_text(f"E-mail,Customer number,Phone\notto@example.com,{world.vestby.number},070-1\n")
    apply_file(UserImport, path, actor=world.actor(world.stina))
    assert User.objects.get(pk=world.otto.user_id).phone == "070-1"
    assert came_in("otto@example.com") == Origin.STAFF
