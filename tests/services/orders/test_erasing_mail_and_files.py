"""A person goes out of mail to others and out of spreadsheets; what names nobody stays (C11)."""

from pathlib import Path

import pytest
from django.core.files.base import ContentFile

from core.mail import send_due
from core.models import ExportJob, ImportJob, ImportRow, ImportStatus, OutgoingEmail, SavedView
from customers.errors import CustomersRefused
from customers.models import Membership, User
from customers.services import passwords
from orders.services.deciding import approve_order
from orders.services.erasing import erase_person
from tests.orders import place
from tests.traces import REASON, erase, inactive, live, nora
from tests.world import World


def test_a_colleagues_mail_stays_without_the_name(world: World, tmp_path: Path) -> None:
    live(world, tmp_path)
    erased = erase(world)
    mail = OutgoingEmail.objects.get(event_key="about-nora")
    assert f"Erased person {erased.pk}" in mail.body_text
    assert mail.to_address == "ali@example.com"
    own = OutgoingEmail.objects.filter(to_address__startswith="erased-")
    assert own.count() > 1
    assert not own.exclude(body_text="", subject="").exists()


def test_mail_that_had_not_gone_is_dropped(world: World) -> None:
    passwords.send_reset_link(
        actor=world.actor(world.sam), user=nora(world), verified_how="Called back"
    )
    erase(world)
    assert send_due() == 0


def test_files_that_do_not_name_the_person_stay(world: World, tmp_path: Path) -> None:
    live(world, tmp_path)
    erase(world)
    assert [job.kind for job in ExportJob.objects.exclude(file="")] == ["orders"]
    job = ImportJob.objects.get()
    assert not job.file
    assert not ImportRow.objects.exists()


def test_an_import_that_waits_for_a_yes_is_cancelled_and_one_at_work_is_waited_for(
    world: World, tmp_path: Path
) -> None:
    live(world, tmp_path)
    person = inactive(world)
    ImportJob.objects.update(status=ImportStatus.APPLYING)
    with pytest.raises(CustomersRefused) as refused:
        erase_person(actor=world.actor(world.stina), user=person, typed=person.email, reason=REASON)
    assert refused.value.code == "at_work"
    assert nora(world).erased_at is None
    ImportJob.objects.update(status=ImportStatus.PLANNED)
    erase_person(actor=world.actor(world.stina), user=person, typed=person.email, reason=REASON)
    assert ImportJob.objects.get().status == ImportStatus.CANCELLED


def test_an_import_at_work_leaves_the_files_of_the_others_too(world: World, tmp_path: Path) -> None:
    live(world, tmp_path)
    first = ImportJob.objects.get()
    at_work = ImportJob(kind="users", status=ImportStatus.UNDOING)
    at_work.file.save("users.csv", ContentFile(b"nora.second@example.com"))
    rows = ImportRow.objects.count()
    with pytest.raises(CustomersRefused, match="at_work"):
        erase(world)
    first.refresh_from_db()
    assert first.file.storage.exists(str(first.file.name))
    assert ImportRow.objects.count() == rows > 0
    ImportJob.objects.filter(pk=at_work.pk).update(status=ImportStatus.APPLIED)
    erase(world)
    assert not first.file.storage.exists(str(first.file.name))


def test_an_import_whose_plan_names_the_person_goes_though_its_file_does_not(
    world: World, tmp_path: Path
) -> None:
    live(world, tmp_path)
    job = ImportJob.objects.get()
    job.file.save("people.csv", ContentFile(b"somebody else"))
    erase(world)
    assert not ImportJob.objects.get().file
    assert not ImportRow.objects.exists()


def test_what_a_colleague_keeps_searching_for_stays_without_the_name(
    world: World, tmp_path: Path
) -> None:
    live(world, tmp_path)
    erased = erase(world)
    views = SavedView.objects.filter(owner=world.sam).order_by("pk")
    assert [view.name for view in views] == [f"{erased.full_name} {view.pk}" for view in views]
    assert [view.asked["q"].count(erased.full_name) for view in views] == [2, 1]


@pytest.mark.parametrize("reader", ["ali@example.com", "sam@example.com"])
def test_mail_to_colleagues_and_staff_loses_the_name_and_no_longer_one(
    world: World, reader: str
) -> None:
    passwords.send_reset_link(
        actor=world.actor(world.sam), user=nora(world), verified_how="Called back"
    )
    send_due()
    text = "Eleonora Lindqvist <eleonora@example.com>, not <nora@example.com> (Nora Lindqvists)."
    user = User.objects.get(email=reader)
    OutgoingEmail.objects.update(to_user=user, to_address=reader, body_text=text)
    erased = erase(world).full_name
    left = f"Eleonora Lindqvist <eleonora@example.com>, not <{erased}> ({erased}s)."
    assert OutgoingEmail.objects.get().body_text == left


@pytest.mark.parametrize("who", ["nora", "ali"])
def test_mail_about_an_order_loses_who_ordered_and_who_decided_whoever_reads_it(
    world: World, who: str
) -> None:
    order = place(world, world.nora, (world.dock, 4))
    approve_order(actor=world.actor(world.ali), order_id=order.pk, version=order.version)
    person: User = getattr(world, who).user
    told = OutgoingEmail.objects.filter(event_key__startswith=f"order-{order.number}-").earliest(
        "pk"
    )
    OutgoingEmail.objects.filter(pk=told.pk).update(
        to_user=world.otto.user, to_address="otto@example.com", body_text=person.full_name
    )
    Membership.objects.update(next_approver=None, break_point=None)
    User.objects.filter(pk=person.pk).update(is_active=False)
    erase_person(actor=world.actor(world.stina), user=person, typed=person.email, reason=REASON)
    assert OutgoingEmail.objects.get(pk=told.pk).body_text == f"Erased person {person.pk}"
