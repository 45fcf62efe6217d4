"""Vera's company applies for a pricing tier: sent in, confirmed, taken back, kept for so long."""

import time
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks

from core.models import OutgoingEmail
from customers.actors import ANONYMOUS
from customers.errors import NotPermitted
from customers.extra_field_rules import ExtraFieldDetails
from customers.extra_fields import ORDER
from customers.models import FieldRule, ShopSettings
from marketing import application_links
from marketing.application_states import ApplicationMoveKind, ApplicationState
from marketing.errors import MarketingRefused
from marketing.models import (
    Application,
    ApplicationDocument,
    ApplicationMove,
    WholesaleProgramme,
    WholesaleQuestion,
)
from marketing.selectors.applications import applications_waiting
from marketing.services.applications import (
    SENT_AN_HOUR,
    FileOfApplicationRefused,
    apply,
    confirm,
    expire_applications,
    withdraw,
)
from marketing.services.deciding import refuse
from marketing.services.wholesale import (
    move_question,
    remove_question,
    save_programme,
    save_question,
)
from tests.services.marketing.applications import EMAIL, confirmed, details, mails, send, sent, tier
from tests.world import World

pytestmark = pytest.mark.django_db


def test_an_application_waits_for_its_mailbox_and_then_for_staff(world: World) -> None:
    world.shop.order_email = "order@kontorsgrossen.example"
    world.shop.save()
    application = sent(files=1)
    assert application.state == ApplicationState.PENDING
    [mail] = mails("received")
    assert (mail.to_address, mail.is_secret) == (EMAIL, True)
    assert not mails("new_application")
    confirm(application_id=application.pk)
    confirm(application_id=application.pk)  # pressed twice
    application.refresh_from_db()
    assert application.state == ApplicationState.CONFIRMED
    assert application.confirmed_at is not None
    [told] = mails("new_application")
    assert told.to_address == "order@kontorsgrossen.example"
    kinds = list(application.moves.values_list("kind", flat=True))
    assert kinds == [ApplicationMoveKind.SENT, ApplicationMoveKind.CONFIRM]
    assert ApplicationDocument.objects.get().content_type == "application/pdf"


def test_the_applicant_takes_it_back_and_it_stays_back(world: World) -> None:
    application = confirmed()
    withdraw(application_id=application.pk)
    withdraw(application_id=application.pk)
    with pytest.raises(MarketingRefused, match="state"):
        confirm(application_id=application.pk)
    with pytest.raises(MarketingRefused, match="state"):
        refuse(actor=world.actor(world.stina), application_id=application.pk, reason="Nej.")
    assert not applications_waiting(world.actor(world.stina))


def test_the_night_takes_what_nobody_confirmed_and_what_was_taken_back(world: World) -> None:
    old, young = sent(files=1), sent(email="kim@example.com")
    taken = confirmed(email="bo@example.com")
    withdraw(application_id=taken.pk)
    waiting = confirmed(email="eva@example.com")
    regretted = confirmed(email="liv@example.com")
    withdraw(application_id=regretted.pk)
    Application.objects.filter(pk=old.pk).update(sent_at=timezone.now() - timedelta(days=15))
    long_ago = timezone.now() - timedelta(days=31)
    kept = [taken.pk, waiting.pk, regretted.pk]
    Application.objects.filter(pk__in=kept).update(sent_at=long_ago)
    ApplicationMove.objects.filter(application=taken, kind="withdraw").update(at=long_ago)
    assert expire_applications() == 2
    assert set(Application.objects.all()) == {young, waiting, regretted}, "thirty days from then"
    assert not ApplicationDocument.objects.exists()


def test_a_deleted_application_leaves_no_file(
    world: World, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    application = sent(files=1)
    name = ApplicationDocument.objects.get().file.name
    Application.objects.filter(pk=application.pk).update(
        sent_at=timezone.now() - timedelta(days=15)
    )
    with django_capture_on_commit_callbacks(execute=True):
        expire_applications()
    assert name
    assert not storages["documents"].exists(name)


def test_one_address_and_one_place_send_only_so_many_an_hour(world: World) -> None:
    for _each in range(SENT_AN_HOUR):
        assert send()
    assert not send()
    assert not send(email=EMAIL.upper())
    assert Application.objects.count() == SENT_AN_HOUR
    for n in range(20):
        assert send(email=f"kim{n}@example.com", ip_address="192.0.2.7")
    assert not send(email="kim99@example.com", ip_address="192.0.2.7")


def test_known_and_unknown_addresses_cost_the_same_statements(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(15):
        assert send(email="ingen@example.com")
    with django_assert_num_queries(15):
        assert send(email=world.nora.user.email, company=world.school.name)


def test_bad_files_and_too_many_keep_nothing(world: World) -> None:
    for name, content in (("lista.exe", b"MZ"), ("bevis.pdf", b"<html>")):
        with pytest.raises(FileOfApplicationRefused) as refused:
            apply(
                actor=ANONYMOUS,
                details=details(),
                written={},
                files=[SimpleUploadedFile(name, content)],
                language="sv",
                ip_address=None,
            )
        assert name in str(refused.value.reason)
    with pytest.raises(MarketingRefused, match="documents"):
        send(files=6)
    assert not Application.objects.exists()
    assert not OutgoingEmail.objects.exists()


def test_what_is_required_is_asked_by_the_service_too(world: World) -> None:
    programme, _is_new = WholesaleProgramme.objects.get_or_create(pk=1)
    programme.documents = "required"
    programme.save()
    with pytest.raises(MarketingRefused, match="documents"):
        send()
    with pytest.raises(MarketingRefused, match="org_number"):
        send(files=1, org_number=" ")
    FieldRule.objects.create(section="customers", field="website", is_required=True)
    with pytest.raises(MarketingRefused, match="website"):
        send(files=1)
    not_offered = tier()
    programme.tiers.clear()
    with pytest.raises(MarketingRefused, match="tier"):
        send(files=1, website="https://dahlqvist.example", tier=not_offered)


def test_only_administrators_say_what_is_asked(world: World) -> None:
    question = WholesaleQuestion.objects.create(key="kind-1", kind="text", label="Kind of shop")
    asked = ExtraFieldDetails(place=ORDER, kind="text", label="Kind")
    for who in (world.sam, world.greta, None):
        actor = world.actor(who)
        for change in (
            partial(save_programme, tiers=[], helps_to_choose=True, words={}, asked={}),
            partial(save_question, details=asked),
            partial(move_question, question=question),
            partial(remove_question, question=question),
        ):
            with pytest.raises(NotPermitted):
                change(actor=actor)


def test_a_mailed_link_opens_the_application_for_ninety_days(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = application_links.token_for(sent().pk)
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 89 * 24 * 3600)
    assert application_links.read(token) is not None
    monkeypatch.setattr(time, "time", lambda: now + 91 * 24 * 3600)
    assert application_links.read(token) is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "approved"},
        {"state": "confirmed"},
        {"state": "refused", "reason": ""},
        {"state": "mislaid"},
        {"decided_at": datetime(2026, 1, 1, tzinfo=UTC)},
    ],
)
def test_the_database_refuses_nonsense(world: World, wrong: dict[str, object]) -> None:
    application = sent()
    with pytest.raises(IntegrityError), transaction.atomic():
        Application.objects.filter(pk=application.pk).update(**wrong)


def test_a_shop_without_the_part_keeps_its_applications_and_counts_none(world: World) -> None:
    confirmed()
    ShopSettings.objects.update(closed_add_ons=[2004])
    assert applications_waiting(world.actor(world.stina)) is None
    assert ApplicationMove.objects.count() == 2
