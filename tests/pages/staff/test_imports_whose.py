"""Whose an import is: who may bring, apply and take back which, in the back office."""

from core.models import ImportJob, ImportStatus
from customers.models import Membership, User
from tests.pages.importing import (
    STAFF,
    applied,
    book,
    eva,
    nora,
    planned,
    undone,
    work,
)
from tests.pages.reading import read
from tests.world import World

NEW = f"{STAFF}new/?kind=users"


def test_an_import_is_undone_after_a_second_yes(world: World) -> None:
    client = world.client(world.stina)
    job = applied(client, eva(world), nora(world))
    path = f"{STAFF}{job.pk}/"

    asked = read(client, f"{path}undo/").text
    assert "2 rows are taken back" in asked
    assert "1 that was created is removed." in asked
    assert "1 that was updated gets its old values back." in asked
    assert User.objects.filter(email="eva@example.org").exists()

    undone(client, job)
    page = read(client, path).text
    assert "2 rows were taken back." in page
    assert "kept" not in page
    assert not User.objects.filter(email="eva@example.org").exists()
    world.nora.refresh_from_db()
    assert world.nora.break_point == 5000


def test_what_was_edited_since_is_kept_and_named(world: World) -> None:
    client = world.client(world.stina)
    job = applied(client, eva(world), nora(world))
    User.objects.filter(email="eva@example.org").update(phone="070-2")

    undone(client, job)
    page = read(client, f"{STAFF}{job.pk}/")
    assert "1 row was taken back." in page.text
    assert "1 row was kept as it is" in page.text
    kept = read(client, f"{STAFF}{job.pk}/?action=kept").text
    assert "eva@example.org" in kept
    assert "Kept: Changed since." in kept
    assert "nora@example.com" not in kept


def test_sales_staff_do_not_take_back_what_somebody_else_applied(world: World) -> None:
    job = applied(world.client(world.stina), eva(world))
    sam = world.client(world.sam)
    assert "/undo/" not in sam.get(f"/staff/imports/{job.pk}/").content.decode()
    response = sam.post(f"/staff/imports/{job.pk}/undo/", follow=True)
    assert "or a staff administrator, takes it back" in response.content.decode()
    job.refresh_from_db()
    assert job.status == ImportStatus.APPLIED

    own = applied(sam, nora(world))
    assert undone(sam, own).status == ImportStatus.UNDONE


def test_only_what_is_applied_can_be_undone(world: World) -> None:
    client = world.client(world.stina)
    job = planned(client, eva(world))
    for method in (client.get, client.post):
        assert method(f"{STAFF}{job.pk}/undo/")["Location"] == f"{STAFF}{job.pk}/"
    job.refresh_from_db()
    assert job.status == ImportStatus.PLANNED


def test_nobody_but_staff_imports_for_the_shop(world: World) -> None:
    job = ImportJob.objects.create(kind="users", file_name="x.xlsx", file="x")
    one = f"{STAFF}{job.pk}/"
    for who in (world.greta, world.nora, world.ulla):
        client = world.client(who)
        for path in (STAFF, NEW, one, f"{one}columns/", f"{one}undo/", f"{one}refused/"):
            assert client.get(path).status_code == 403
        for step in ("plan", "apply", "stop", "undo", "columns"):
            assert client.post(f"{one}{step}/").status_code == 403
        assert client.post(NEW, {"file": book(eva(world))}).status_code == 403
    assert world.client(world.stina).get(f"{STAFF}999999/").status_code == 404


def test_a_group_administrators_import_is_only_looked_at(world: World) -> None:
    """Its plan holds what they may do, and is applied with no other rights than theirs."""
    scope = f"group {world.norrvik.pk}"
    job = planned(world.client(world.greta), eva(world), desk="/my/group/imports/")
    assert job.scope == scope
    client = world.client(world.stina)
    page = read(client, f"{STAFF}{job.pk}/")
    assert "eva@example.org" in page.text
    assert "A group administrator's import." in page.text
    assert not [form for form in page.forms if f"{STAFF}{job.pk}/" in form]
    for step in ("plan", "apply", "stop", "undo", "columns"):
        assert client.post(f"{STAFF}{job.pk}/{step}/").status_code == 404
    job.refresh_from_db()
    assert job.status == ImportStatus.PLANNED


def test_sam_is_offered_what_his_role_may_change(world: World) -> None:
    client = world.client(world.sam)
    page = read(client, f"{STAFF}new/")
    assert f"{STAFF}new/?kind=users" in page.links
    assert f"{STAFF}new/?kind=prices" not in page.links
    assert client.get(f"{STAFF}new/?kind=prices").status_code == 403
    assert client.get(f"{STAFF}template/prices/").status_code == 403
    job = ImportJob.objects.create(kind="prices", file_name="prices.xlsx", file="x")
    assert client.get(f"{STAFF}{job.pk}/").status_code == 403
    assert client.post(f"{STAFF}{job.pk}/apply/").status_code == 403
    assert "prices.xlsx" not in read(client, STAFF).text


def test_a_colleague_applies_only_what_they_may_do_themselves(world: World) -> None:
    """Stina may rename staff, Sam may not: his yes to her plan does not do it."""
    Membership.objects.create(user=world.stina, customer=world.school)
    renamed = ("stina@example.com", "Annan", "", world.school.number, "")
    job = planned(world.client(world.stina), renamed)
    assert job.counts["update"] == 1
    sam = world.client(world.sam)
    sam.post(f"{STAFF}{job.pk}/apply/")
    work()

    page = read(sam, f"{STAFF}{job.pk}/").text
    assert "This is the new plan." in page
    assert "1 row is refused." in page
    world.stina.refresh_from_db()
    assert world.stina.first_name == "Stina"


def test_a_colleague_applies_a_plan_and_both_are_named(world: World) -> None:
    job = planned(world.client(world.stina), eva(world))
    sam = world.client(world.sam)
    sam.post(f"{STAFF}{job.pk}/apply/")
    work()
    page = read(sam, f"{STAFF}{job.pk}/").text
    assert "by Sam Öberg." in page
    assert "Uploaded" in page
    assert "Stina Falk" in page
    assert User.objects.filter(email="eva@example.org").exists()
