"""Two workers never send the same mail twice; a killed one leaves the mail for the next."""

import socketserver
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from typing import Any

import pytest
from django.core import mail
from django.db import connection, transaction

from core.mail import enqueue, send_due
from core.models import EmailState, OutgoingEmail
from orders.models import Order
from tests.concurrency.threads import at_once
from tests.orders import place
from tests.processes import kill_9, run_python, wait_until
from tests.services.orders.test_kill import placing
from tests.world import World, build_world

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]

SEND = """
from django.conf import settings
from core.mail import send_due
settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", {port}
print(send_due())
"""


def write(world: World, key: str) -> OutgoingEmail:
    written = enqueue(
        event_key=key,
        template="accounts/reset",
        context={"shop": world.shop, "link": "http://testserver/x/", "person": world.nora.user},
        language="en",
        to=world.nora.user,
    )
    assert written is not None
    return written


def test_four_workers_at_once_send_each_mail_once(settings: Any) -> None:
    settings.EMAIL_BACKEND = "tests.mail_backends.IsSlow"
    world = build_world()
    written = {write(world, f"reset-{number}").message_id for number in range(40)}
    results = at_once([send_due] * 4)
    assert sum(int(str(result)) for result in results) == 40, results
    assert sorted(sent.extra_headers["Message-ID"] for sent in mail.outbox) == sorted(written)
    assert set(OutgoingEmail.objects.values_list("attempts", flat=True)) == {1}
    assert sum(bool(result) for result in results) > 1, "they took turns, not one for all"


def test_a_mail_that_another_worker_is_sending_does_not_hold_up_the_rest() -> None:
    world = build_world()
    first, second = write(world, "reset-1"), write(world, "reset-2")
    counted: list[int] = []

    def other_worker() -> None:
        try:
            counted.append(send_due())
        finally:
            connection.close()

    with transaction.atomic():
        OutgoingEmail.objects.select_for_update().get(pk=first.pk)
        worker = threading.Thread(target=other_worker)
        worker.start()
        worker.join(timeout=30)
        assert not worker.is_alive(), "it waited"
    assert counted == [1]
    assert [sent.extra_headers["Message-ID"] for sent in mail.outbox] == [second.message_id]


class MailServer(socketserver.ThreadingTCPServer):
    """Just enough SMTP. `answers` False: it takes the mail and then says nothing."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.answers = True
        self.taken: list[str] = []  # the Message-ID of each mail, in order

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class _Conversation(socketserver.StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        self._say("220 ready")
        for line in self.rfile:
            verb = line[:4].upper()
            if verb == b"DATA":
                self._say("354 go on")
                self._take()
                if not self.server.answers:
                    self.rfile.read()  # until the other end is gone
                    return
                self._say("250 taken")
            elif verb == b"QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 ok")

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())

    def _take(self) -> None:
        content = b""
        for line in self.rfile:
            if line == b".\r\n":
                break
            content += line
        self.server.taken.append(str(message_from_bytes(content)["Message-ID"]))


@contextmanager
def mail_server() -> Iterator[MailServer]:
    with MailServer() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join(timeout=10)


def worker(server: MailServer) -> "subprocess.Popen[bytes]":
    return run_python(SEND.format(port=server.port))


def test_a_worker_killed_in_the_middle_of_a_mail_leaves_it_to_the_next() -> None:
    """At least once, from its one row, always with the same Message-ID."""
    world = build_world()
    order = place(world, world.nora, (world.paper, 1))
    OutgoingEmail.objects.exclude(template="orders/new_order").delete()
    [row] = OutgoingEmail.objects.all()
    assert row.event_key.startswith(f"order-{order.number}-")
    with mail_server() as server:
        server.answers = False
        first = worker(server)
        wait_until(lambda: bool(server.taken), first)
        kill_9(first)

        row.refresh_from_db()
        assert (row.state, row.attempts) == (EmailState.WAITING, 0)
        wait_until(lambda: _is_free(row))

        server.answers = True
        second = worker(server)
        assert second.communicate(timeout=60)[0].split()[-1] == b"1"
    assert server.taken == [row.message_id, row.message_id]
    [row] = OutgoingEmail.objects.all()
    assert (row.state, row.attempts) == (EmailState.SENT, 1)


def test_a_process_killed_between_commit_and_mail_leaves_the_mail_to_the_worker() -> None:
    """The order is committed, its mail is in the outbox, and whoever placed it is gone."""
    world = build_world()
    site = run_python(placing(world) + "\nimport time; time.sleep(60)")
    wait_until(Order.objects.exists, site)
    kill_9(site)
    waiting = set(OutgoingEmail.objects.values_list("message_id", flat=True))
    assert len(waiting) == 2, "one to Nora, one to Ali"
    with mail_server() as server:
        second = worker(server)
        assert second.communicate(timeout=60)[0].split()[-1] == b"2"
    assert sorted(server.taken) == sorted(waiting)


def _is_free(row: OutgoingEmail) -> bool:
    """Whether the server has noticed that the killed worker is gone."""
    with transaction.atomic():
        return OutgoingEmail.objects.select_for_update(skip_locked=True).filter(pk=row.pk).exists()
