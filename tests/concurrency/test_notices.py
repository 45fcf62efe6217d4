"""Two workers never mail the same person twice, and a killed one leaves the rest to the next."""

import threading
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction

from core.models import OutgoingEmail
from customers.actors import SYSTEM
from customers.models import AccountEvent, NoticeRecipient, PasswordNotice
from customers.services.notice_sending import send_batch
from customers.services.notices import open_notice, queue_activations, stop_notice
from tests.concurrency.threads import at_once
from tests.processes import kill_9, run_python, someone_has_written, wait_until
from tests.services.customers.test_notices import TEXT, ids, jobs, new_people, told
from tests.world import build_world

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]

SEND_SLOWLY = """
import time
from customers.services import notice_sending
mail_one = notice_sending._mail
def slowly(*given):
    mail_one(*given)
    time.sleep(0.2)
notice_sending._mail = slowly
print(notice_sending.send_batch())
"""


def test_four_workers_at_once_mail_everybody_once(settings: Any) -> None:
    settings.ATTEST_NOTICES_A_MINUTE = 1_000
    build_world()
    people = new_people(60)
    queue_activations(actor=SYSTEM, user_ids=ids(people[:40]))
    queue_activations(actor=SYSTEM, user_ids=ids(people[40:]))
    results = at_once([send_batch] * 4)
    assert sum(int(str(result)) for result in results) == 60, results
    assert OutgoingEmail.objects.count() == AccountEvent.objects.count() == 60
    assert set(told().values()) == {("sent", "activation")}


def test_four_workers_at_once_keep_to_so_many_a_minute(settings: Any) -> None:
    settings.ATTEST_NOTICES_A_MINUTE = 10
    build_world()
    queue_activations(actor=SYSTEM, user_ids=ids(new_people(60)))
    results = at_once([send_batch] * 4)
    assert sum(int(str(result)) for result in results) == 10, results
    assert OutgoingEmail.objects.count() == 10
    assert len([job for job in jobs() if job.scheduled_at]) == 1, "one goes on"


def test_two_presses_at_once_make_one_notice() -> None:
    world = build_world()
    token = uuid4()
    people = ids(new_people(50))

    def press() -> int:
        actor = world.actor(world.sam)
        return open_notice(actor=actor, user_ids=people, text=TEXT, token=token).pk

    results = at_once([press] * 3)
    assert set(results) == {PasswordNotice.objects.get().pk}, results
    assert NoticeRecipient.objects.count() == 50


def test_a_stop_in_the_middle_of_a_batch_waits_for_it_and_skips_the_rest(settings: Any) -> None:
    settings.ATTEST_NOTICES_A_MINUTE = 3
    world = build_world()
    actor = world.actor(world.sam)
    notice = open_notice(actor=actor, user_ids=ids(new_people(10)), text=TEXT)
    results = at_once(
        [send_batch, lambda: stop_notice(actor=actor, notice_id=notice.pk).stopped_at]
    )
    sent = int(str(results[0]))
    fates = list(told().values())
    assert fates.count(("sent", "activation")) == sent == OutgoingEmail.objects.count()
    assert fates.count(("skipped", "stopped")) == 10 - sent


def test_rows_that_somebody_holds_do_not_hold_up_the_others() -> None:
    build_world()
    queue_activations(actor=SYSTEM, user_ids=ids(new_people(3)))
    counted: list[int] = []

    def other_worker() -> None:
        try:
            counted.append(send_batch())
        finally:
            connection.close()

    with transaction.atomic():
        NoticeRecipient.objects.select_for_update().order_by("id").first()
        worker = threading.Thread(target=other_worker)
        worker.start()
        worker.join(timeout=30)
        assert not worker.is_alive(), "it waited"
    assert counted == [2]
    assert send_batch() == 1


def test_a_worker_killed_in_the_middle_of_a_batch_has_mailed_nobody() -> None:
    build_world()
    people = new_people(20)
    queue_activations(actor=SYSTEM, user_ids=ids(people))
    worker = run_python(SEND_SLOWLY)
    wait_until(lambda: someone_has_written("core_outgoingemail"), worker)
    kill_9(worker)
    assert set(told().values()) == {("waiting", "")}
    assert not OutgoingEmail.objects.exists()
    wait_until(_nobody_holds_a_row)
    assert send_batch() == 20
    assert OutgoingEmail.objects.count() == AccountEvent.objects.count() == 20
    assert set(told().values()) == {("sent", "activation")}


def _nobody_holds_a_row() -> bool:
    """Whether the server has noticed that the killed worker is gone."""
    with transaction.atomic():
        rows = NoticeRecipient.objects.select_for_update(skip_locked=True)
        return len(rows) == 20
