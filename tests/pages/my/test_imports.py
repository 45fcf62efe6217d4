"""Greta brings her organisation's people from a spreadsheet, and nobody else's."""

from pathlib import Path

from core.exchange.reader import read_table
from core.models import ImportJob, ImportStatus, SavedMapping
from customers.actors import Actor
from customers.models import Membership, User
from customers.services.import_users import UserImport
from tests.pages.importing import (
    MY,
    STAFF,
    applied,
    book,
    eva,
    nora,
    planned,
    send,
    table_in,
    text_file,
    undone,
    work,
)
from tests.pages.reading import page_of, read
from tests.world import World, make_user

STEPS = ("plan", "apply", "stop", "undo", "columns")
LOOKS = ("", "columns/", "undo/", "refused/")


def test_greta_imports_and_takes_back(world: World) -> None:
    client = world.client(world.greta)
    assert "No imports yet" in read(client, MY).text
    job = planned(client, eva(world), nora(world), desk=MY)
    path = f"{MY}{job.pk}/"
    page = read(client, path).text
    assert "Apply all 2 changes" in page
    assert "Brytpunkt: from 5 000,00 → to 4 000,00" in page

    client.post(f"{path}apply/")
    work()
    assert "1 created, 1 updated" in read(client, path).text
    assert Membership.objects.filter(user__email="eva@example.org").exists()
    assert "users.xlsx" in read(client, MY).text

    job = undone(client, job, desk=MY)
    assert "2 rows were taken back." in read(client, path).text
    assert not User.objects.filter(email="eva@example.org").exists()


def test_another_organisations_customer_is_a_refused_row(world: World, tmp_path: Path) -> None:
    client = world.client(world.greta)
    stranger = ("otto@example.com", "Otto", "Ny", world.vestby.number, "")
    job = planned(client, eva(world), stranger, desk=MY)
    page = read(client, f"{MY}{job.pk}/?action=refused").text
    assert "Your organisation has no customer with this number." in page
    refused = table_in(client.get(f"{MY}{job.pk}/refused/"), tmp_path / "refused.xlsx")
    assert [row.cells[0] for row in refused.rows] == ["otto@example.com"]

    client.post(f"{MY}{job.pk}/apply/", {"skip_bad_rows": "1"})
    work()
    world.otto.user.refresh_from_db()
    assert world.otto.user.last_name == "Moen"


def test_the_customer_can_be_chosen_for_a_file_without_numbers(world: World) -> None:
    client = world.client(world.greta)
    page = read(client, f"{MY}new/").text
    assert "Omsorg Norrvik" in page
    assert "Vestby" not in page
    file = text_file("E-post;Förnamn;Efternamn\neva@example.org;Eva;Ek\n")
    send(client, file, desk=MY, customer_number=world.care.number)
    work()
    job = ImportJob.objects.get()
    client.post(f"{MY}{job.pk}/apply/")
    work()
    assert Membership.objects.get(user__email="eva@example.org").customer == world.care

    elsewhere = {"file": book(eva(world)), "customer_number": world.vestby.number}
    refused = client.post(f"{MY}new/", elsewhere)
    assert "customer_number" in refused.context["form"].errors


def test_imports_of_others_do_not_exist_for_her(world: World) -> None:
    otto = _administrator(world)
    theirs = planned(world.client(otto), desk=MY)
    staffs = planned(world.client(world.stina), eva(world), desk=STAFF)
    client = world.client(world.greta)
    assert "users.xlsx" not in read(client, MY).text
    for job in (theirs, staffs):
        for page in LOOKS:
            assert client.get(f"{MY}{job.pk}/{page}").status_code == 404
        for step in STEPS:
            assert client.post(f"{MY}{job.pk}/{step}/").status_code == 404
        assert client.get(f"{MY}new/?like={job.pk}").status_code == 404
    theirs.refresh_from_db()
    assert theirs.status == ImportStatus.PLANNED


def test_a_colleague_who_administers_may_go_on_with_it(world: World) -> None:
    job = planned(world.client(world.greta), eva(world), desk=MY)
    ali = world.ali
    assert world.client(ali).get(f"{MY}{job.pk}/").status_code == 403
    Membership.objects.filter(pk=ali.pk).update(is_group_admin=True)
    client = world.client(ali)
    assert "eva@example.org" in read(client, f"{MY}{job.pk}/").text
    client.post(f"{MY}{job.pk}/apply/")
    work()
    page = read(client, f"{MY}{job.pk}/").text
    assert "by Ali Haddad." in page
    assert User.objects.filter(email="eva@example.org").exists()


def test_only_group_administrators_come_here(world: World) -> None:
    for who in (world.nora, world.ali, world.otto, world.ulla, world.stina, world.sam):
        client = world.client(who)
        assert client.get(MY).status_code == 403
        assert client.post(f"{MY}new/", {"file": book(eva(world))}).status_code == 403
    assert not ImportJob.objects.exists()


def test_her_menu_leads_there_and_noras_does_not(world: World) -> None:
    assert MY in read(world.client(world.greta), "/my/").links
    assert MY not in read(world.client(world.nora), "/my/").links


def test_nobody_imports_while_acting_as_her(world: World) -> None:
    client = world.client(world.stina)
    client.post(f"/staff/act-as/{world.greta.pk}/")
    assert "Greta" in read(client, "/my/").text
    assert client.get(MY).status_code == 403
    assert client.post(f"{MY}new/", {"file": book(eva(world))}).status_code == 403


def test_the_template_has_the_columns_that_are_hers(world: World, tmp_path: Path) -> None:
    table = table_in(world.client(world.greta).get(f"{MY}template/users/"), tmp_path / "t.xlsx")
    actor: Actor = world.actor(world.greta)
    columns = UserImport(actor).sheet().columns
    assert list(table.headings) == [str(column.label) for column in columns]
    assert world.client(world.greta).get(f"{MY}template/prices/").status_code == 404
    assert read_table(tmp_path / "t.xlsx").sheet == "Users"


def test_saved_choices_stay_with_the_organisation(world: World) -> None:
    """What the shop calls its columns, and for whom, is nothing to a customer; nor vice versa."""
    other = "Inloggning;Fornavn;Släktnamn\neva@example.org;Eva;Ek\n"
    chosen = {"column_0": "email", "column_1": "first_name", "column_2": "last_name"}
    for who, desk in ((world.stina, STAFF), (world.greta, MY)):
        client = world.client(who)
        job = send(client, text_file(other), desk=desk)
        work()
        page = page_of(client.get(f"{desk}{job.pk}/columns/")).text
        assert "Saved choices" not in page
        number = {"fixed_customer_number": world.school.number}
        name = {"name": f"Så gör {who}"}
        client.post(f"{desk}{job.pk}/columns/", chosen | number | name)
    assert SavedMapping.objects.count() == 2

    job = send(world.client(_administrator(world)), text_file(other), desk=MY)
    work()
    job.refresh_from_db()
    assert job.status == ImportStatus.MAPPING


def test_a_person_who_belongs_elsewhere_too_is_not_hers_to_rename(world: World) -> None:
    kim = make_user("kim@example.org", "Kim", "Vik")
    for customer in (world.school, world.vestby):
        Membership.objects.create(user=kim, customer=customer)
    client = world.client(world.greta)
    renamed = ("kim@example.org", "Kimberly", "", world.school.number, "")
    applied(client, renamed, eva(world), desk=MY)
    kim.refresh_from_db()
    assert kim.first_name == "Kim"


def _administrator(world: World) -> Membership:
    """Otto, as administrator of the other organisation."""
    Membership.objects.filter(pk=world.otto.pk).update(is_group_admin=True)
    return Membership.objects.select_related("user").get(pk=world.otto.pk)
