"""Documents are kept on one customer or group, by those who may, and leave with a trace."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.apps import apps
from django.core.files.storage import storages
from django.db import IntegrityError, connection, transaction
from pytest_django import Settings

from core.uploads.errors import FileRefused
from customers.actors import Actor
from customers.errors import NotPermitted
from customers.models import Customer, CustomerGroup, Document, GroupKind, Membership
from customers.policies import may_delete_group
from customers.selectors.documents import (
    documents_for,
    documents_inside,
    routines_of,
    shelf_of,
)
from customers.services.documents import (
    DocumentDetails,
    DocumentGone,
    OwnerGone,
    add_document,
    change_document,
    delete_document,
)
from customers.services.groups import delete_group
from tests.uploads import add, pdf, sent
from tests.world import World

SHOWN = DocumentDetails("Nytt namn", is_visible_to_customer=True)


@pytest.fixture
def sam(world: World) -> Actor:
    return world.actor(world.sam)


@pytest.fixture
def greta(world: World) -> Actor:
    return world.actor(world.greta)


def kept_files() -> Iterator[str]:
    """Every file that lies in the storage."""
    storage = storages["documents"]
    folders, _files = storage.listdir("")
    for folder in folders:
        yield from (f"{folder}/{name}" for name in storage.listdir(folder)[1])


def titles(found: object) -> list[str]:
    return sorted(document.title for document in found)  # type: ignore[attr-defined]


def test_sam_adds_a_document_and_its_name_stays_out_of_the_storage(
    world: World, sam: Actor
) -> None:
    document = add(sam, world.school, "", name="../Villkor för Norrvik.PDF")

    assert (document.title, document.file_name) == (
        "Villkor för Norrvik",
        "Villkor för Norrvik.pdf",
    )
    assert document.content_type == "application/pdf"
    assert document.size == len(pdf())
    assert document.uploaded_by == world.sam
    assert document.is_from_shop
    assert document.file.name is not None
    assert "illkor" not in document.file.name
    with document.file.open("rb") as file:
        assert file.read() == pdf()


def test_a_document_says_nothing_to_the_customer_unless_somebody_chose_so(
    world: World, sam: Actor
) -> None:
    document = add_document(
        actor=sam, owner=world.school, file=sent("a.pdf", pdf()), details=DocumentDetails()
    )
    assert not document.is_visible_to_customer
    assert not document.is_special_routine


def test_a_refused_file_leaves_nothing(world: World, sam: Actor, settings: Settings) -> None:
    settings.DOCUMENT_FILE_MAX_BYTES = len(pdf()) - 1
    before = set(kept_files())
    for name, content in (("a.pdf", pdf()), ("a.exe", b"MZ"), ("a.pdf", b"<html>")):
        with pytest.raises(FileRefused):
            add(sam, world.school, name=name, content=content)
    assert not Document.objects.exists()
    assert set(kept_files()) == before


def test_a_document_for_what_somebody_has_removed_leaves_no_file(world: World, sam: Actor) -> None:
    before = set(kept_files())
    group = CustomerGroup.objects.create(name="Borta")
    ghost = CustomerGroup.objects.get(pk=group.pk)
    group.delete()
    with pytest.raises(OwnerGone):
        add(sam, ghost)
    assert set(kept_files()) == before


def test_a_row_that_the_database_refuses_takes_its_file_along(world: World, sam: Actor) -> None:
    before = set(kept_files())
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE customers_document ADD CHECK (title <> 'Nej')")
    with pytest.raises(IntegrityError), transaction.atomic():
        add(sam, world.school, "Nej")
    assert set(kept_files()) == before


def test_a_document_has_exactly_one_owner(world: World, sam: Actor) -> None:
    document = add(sam, world.school)
    for owners in (
        {"customer": world.school, "group": world.norrvik},
        {"customer": None, "group": None},
    ):
        with pytest.raises(IntegrityError, match="document_of_one_owner"), transaction.atomic():
            Document.objects.filter(pk=document.pk).update(**owners)


def test_sam_renames_shows_and_makes_a_routine_of_it(world: World, sam: Actor) -> None:
    document = add(sam, world.norrvik, shown=False)
    details = replace(SHOWN, is_special_routine=True)

    change_document(actor=sam, document_id=document.pk, details=details)

    document.refresh_from_db()
    assert document.title == "Nytt namn"
    assert document.is_visible_to_customer
    assert document.is_special_routine
    assert document.file_name == "villkor.pdf"


def test_a_deleted_document_takes_its_file_and_leaves_who_did_it(
    world: World, sam: Actor, django_capture_on_commit_callbacks: object
) -> None:
    document = add(sam, world.school)
    file_name = str(document.file.name)

    with django_capture_on_commit_callbacks(execute=False) as after:  # type: ignore[operator]
        delete_document(actor=sam, document_id=document.pk)
        assert storages["documents"].exists(file_name), "not before it is certain"
    for callback in after:
        callback()

    assert not storages["documents"].exists(file_name)
    assert not Document.objects.exists()
    event = apps.get_model("customers", "DocumentEvent").objects.get(pgh_label="delete")
    assert event.title == "Leveransvillkor"
    assert event.pgh_context.metadata["action"] == "document.delete"
    assert event.pgh_context.metadata["user"] == world.sam.pk


def test_a_deletion_that_is_taken_back_keeps_the_file(world: World, sam: Actor) -> None:
    document = add(sam, world.school)
    with transaction.atomic():
        delete_document(actor=sam, document_id=document.pk)
        transaction.set_rollback(True)
    assert storages["documents"].exists(str(document.file.name))
    assert Document.objects.filter(pk=document.pk).exists()


def test_what_is_gone_is_neither_changed_nor_deleted_again(world: World, sam: Actor) -> None:
    document = add(sam, world.school)
    delete_document(actor=sam, document_id=document.pk)
    with pytest.raises(DocumentGone):
        delete_document(actor=sam, document_id=document.pk)
    with pytest.raises(DocumentGone):
        change_document(actor=sam, document_id=document.pk, details=SHOWN)


# Administrators of an organisation.


def test_greta_adds_for_everybody_or_for_one_customer(world: World, greta: Actor) -> None:
    for owner in (world.norrvik, world.school, world.care):
        document = add(greta, owner, shown=False, routine=True)
        assert not document.is_from_shop
        assert document.is_visible_to_customer, "what she adds her people see"
        assert not document.is_special_routine, "routines are the shop's"


def test_greta_adds_nothing_outside_her_organisation(world: World, greta: Actor) -> None:
    other = CustomerGroup.objects.create(name="Söderås", kind=GroupKind.ORGANISATION)
    b2b = CustomerGroup.objects.create(name="Inköpare")
    world.school.further_groups.add(other, b2b)
    before = set(kept_files())
    for owner in (world.vestby, world.retail, other, b2b):
        with pytest.raises(NotPermitted):
            add(greta, owner)
    assert set(kept_files()) == before


@pytest.mark.parametrize("who", ["nora", "ali", "otto", "ulla"])
def test_who_administers_nothing_adds_and_changes_nothing(
    world: World, sam: Actor, who: str
) -> None:
    actor = world.actor(getattr(world, who))
    document = add(sam, world.school)
    with pytest.raises(NotPermitted):
        add(actor, world.school)
    with pytest.raises(NotPermitted):
        change_document(actor=actor, document_id=document.pk, details=SHOWN)
    with pytest.raises(NotPermitted):
        delete_document(actor=actor, document_id=document.pk)
    document.refresh_from_db()
    assert document.title == "Leveransvillkor"


def test_greta_changes_and_deletes_only_what_the_organisation_added(
    world: World, sam: Actor, greta: Actor
) -> None:
    shops = add(sam, world.school)
    own = add(greta, world.care)

    changed = change_document(
        actor=greta, document_id=own.pk, details=replace(SHOWN, is_visible_to_customer=False)
    )
    assert changed.title == "Nytt namn"
    assert changed.is_visible_to_customer, "hiding is for staff"
    delete_document(actor=greta, document_id=own.pk)
    for service in (change_document, delete_document):
        details = {"details": SHOWN} if service is change_document else {}
        with pytest.raises(NotPermitted) as refused:
            service(actor=greta, document_id=shops.pk, **details)
        assert refused.value.code == "from_shop"


def test_a_customer_that_moves_away_takes_its_documents_from_greta(
    world: World, greta: Actor
) -> None:
    own = add(greta, world.care)
    Customer.objects.filter(pk=world.care.pk).update(main_group=world.retail)
    with pytest.raises(NotPermitted):
        delete_document(actor=greta, document_id=own.pk)
    assert not documents_inside(greta).exists()


def test_otto_alone_in_his_organisation_administers_his_customer_and_no_group(
    world: World,
) -> None:
    Membership.objects.filter(pk=world.otto.pk).update(is_group_admin=True)
    otto = world.actor(world.otto)
    assert add(otto, world.vestby).customer == world.vestby
    with pytest.raises(NotPermitted):
        add(otto, world.retail)


# Who sees what.


@pytest.fixture
def shelves(world: World, sam: Actor) -> None:
    """One shown and one hidden on each owner; each title says whose it is."""
    b2b = CustomerGroup.objects.create(name="Inköpare")
    world.school.further_groups.add(b2b)
    for name, owner in (
        ("skolan", world.school),
        ("omsorgen", world.care),
        ("vestby", world.vestby),
        ("norrvik", world.norrvik),
        ("retail", world.retail),
        ("inköpare", b2b),
    ):
        add(sam, owner, name)
        add(sam, owner, f"{name} dold", shown=False)


@pytest.mark.parametrize(
    ("who", "seen", "listed"),
    [
        ("nora", "inköpare norrvik skolan", "inköpare norrvik skolan"),
        ("otto", "retail vestby", "retail vestby"),
        ("greta", "inköpare norrvik omsorgen skolan", "inköpare norrvik skolan"),
        ("ulla", "", ""),
    ],
)
def test_people_see_what_is_shown_on_their_customer_and_its_groups(
    world: World, shelves: None, who: str, seen: str, listed: str
) -> None:
    actor = world.actor(getattr(world, who))
    assert titles(Document.objects.visible_to(actor)) == seen.split()
    assert titles(documents_for(actor)) == listed.split()


def test_staff_see_all_and_an_anonymous_visitor_nothing(world: World, shelves: None) -> None:
    for staff in (world.sam, world.stina):
        assert Document.objects.visible_to(world.actor(staff)).count() == 12
    assert not Document.objects.visible_to(world.actor(None)).exists()


def test_greta_sees_what_is_shown_anywhere_inside(
    world: World, shelves: None, greta: Actor
) -> None:
    assert titles(documents_inside(greta)) == ["inköpare", "norrvik", "omsorgen", "skolan"]
    assert titles(documents_inside(greta, text="villkor OMSORG")) == ["omsorgen"]


def test_a_document_is_found_by_its_title_and_by_its_files_name(
    world: World, shelves: None, greta: Actor
) -> None:
    assert titles(documents_for(greta, text="sko")) == ["skolan"]
    assert len(titles(documents_for(greta, text="VILLKOR.pdf"))) == 3
    assert titles(documents_for(greta, text="villkor finns-inte")) == []


def test_routines_of_a_customer_are_its_own_and_its_groups(world: World, sam: Actor) -> None:
    """Hidden or shown makes no difference to staff; the customer's own stand first."""
    add(sam, world.norrvik, "kommunens", routine=True, shown=False)
    add(sam, world.school, "skolans", routine=True)
    add(sam, world.school, "ingen rutin")
    add(sam, world.care, "omsorgens", routine=True)
    add(sam, world.retail, "handelns", routine=True)
    school = Customer.objects.get(pk=world.school.pk)
    assert [each.title for each in routines_of(school)] == ["skolans", "kommunens"]


def test_a_card_shows_the_newest_and_says_that_there_are_more(world: World, sam: Actor) -> None:
    for number in range(4):
        add(sam, world.school, f"nr {number}")
    shelf = shelf_of(world.actor(world.stina), world.school, most=3)
    assert [each.title for each in shelf.rows] == ["nr 3", "nr 2", "nr 1"]
    assert shelf.has_more
    assert not shelf_of(world.actor(world.stina), world.school, most=4).has_more


def test_a_group_with_documents_stays(world: World, sam: Actor) -> None:
    group = CustomerGroup.objects.create(name="Tom")
    assert may_delete_group(sam, group)
    document = add(sam, group)
    assert may_delete_group(sam, group).code == "in_use"
    delete_document(actor=sam, document_id=document.pk)
    delete_group(actor=sam, group=group)
    assert not CustomerGroup.objects.filter(name="Tom").exists()
