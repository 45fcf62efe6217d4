"""Mail that comes back: found by our own marks, counted once, never a reason to fall over."""

import email.policy
from datetime import timedelta
from email.message import EmailMessage
from io import BytesIO, TextIOWrapper
from pathlib import Path
from smtplib import SMTPRecipientsRefused
from typing import Any

import pytest
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

from core.mail import send_due
from core.models import EmailState, OutgoingEmail
from customers.errors import NotPermitted
from customers.models import ConsentKind, User
from customers.newsletter_links import Wish, stop_link
from marketing.bounce_reports import MOST_BYTES, is_hard, read_report
from marketing.errors import MarketingRefused
from marketing.models import Bounce, BouncingAddress, Campaign, SkippedFor
from marketing.selectors.audience import counted
from marketing.services.bounces import clear_address, read_bounces
from marketing.services.campaign_sending import send_batch
from marketing.services.withdrawals import choose_by_link
from orders.services.erasing import erase_person
from tests.services.marketing.campaigns import draft, fates, says_yes, sent_off
from tests.world import World


class RefusesOtto(EmailBackend):
    """A mail server that knows no Otto, and whose mailbox for Ali is full."""

    answers = {
        "otto@example.com": (550, b"5.1.1 <otto@example.com>: no such user"),
        "ali@example.com": (552, b"5.2.2 mailbox is full"),
        "greta@example.com": (450, b"4.2.0 greylisted"),
    }

    def send_messages(self, messages: Any) -> int:
        for message in messages:
            if message.to[0] in self.answers:
                raise SMTPRecipientsRefused({message.to[0]: self.answers[message.to[0]]})
        return int(super().send_messages(messages))


def report(
    mail: OutgoingEmail | None, *, status: str = "5.1.1", action: str = "failed", **named: str
) -> bytes:
    """As a mail server writes it (RFC 3464), with the head of our mail at its end."""
    head = named.get("head")
    if head is None and mail is not None:
        head = f"Message-ID: {mail.message_id}\r\nSubject: {mail.subject}\r\n"
    return (
        "From: MAILER-DAEMON@mx.example.com\r\n"
        "To: shop@example.com\r\n"
        "Subject: Undelivered Mail Returned to Sender\r\n"
        "MIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b1"\r\n'
        "\r\n--b1\r\nContent-Type: text/plain\r\n\r\nI could not deliver it.\r\n"
        "--b1\r\nContent-Type: message/delivery-status\r\n\r\n"
        "Reporting-MTA: dns; mx.example.com\r\n\r\n"
        "Final-Recipient: rfc822; somebody@example.com\r\n"
        f"Action: {action}\r\nStatus: {status}\r\n"
        f"Diagnostic-Code: smtp; {named.get('said', '550 no such user')}\r\n\r\n"
        f"--b1\r\nContent-Type: text/rfc822-headers\r\n\r\n{head or ''}\r\n--b1--\r\n"
    ).encode()


def letters(world: World, *people: User) -> dict[str, OutgoingEmail]:
    says_yes(*people)
    sent_off(world)
    send_batch()
    send_due()
    send_batch()
    return {mail.to_address: mail for mail in OutgoingEmail.objects.all()}


def test_a_report_closes_the_address_to_newsletters_and_shows_in_the_figures(world: World) -> None:
    otto = world.otto.user
    mail = letters(world, otto, world.nora.user)[otto.email]
    assert str(read_bounces([report(mail)])) == "hard=1 soft=0 known=0 unknown=0 others=0"
    assert fates(Campaign.objects.get())[otto.email] == ("bounced", "")
    marked = BouncingAddress.objects.get()
    assert (marked.address, marked.user, marked.status) == (otto.email, otto, "5.1.1")
    assert str(read_bounces([report(mail)])) == "hard=0 soft=0 known=1 unknown=0 others=0"
    found = counted(draft(world))
    assert (found.gets, found.others) == (1, {SkippedFor.BOUNCING: 1})


def test_the_signed_link_in_what_is_returned_finds_the_letter_too(world: World) -> None:
    otto = world.otto.user
    mail = letters(world, otto)[otto.email]
    link = mail.unsubscribe_url
    quoted = f"Stop it here:\r\n{link[:60]}=\r\n{link[60:]}\r\n"
    assert read_bounces([report(None, head=quoted)]).hard == 1
    assert Bounce.objects.get().mail == mail


def test_what_names_no_mail_of_ours_marks_nobody(world: World) -> None:
    otto = world.otto.user
    letters(world, otto)
    forged = stop_link(otto.pk, ConsentKind.NEWSLETTER, letter=1)[:-4] + "AAAA/"
    counts = read_bounces(
        [
            report(None, head="Message-ID: <made-up@example.com>\r\n"),
            report(None, head=forged),
            report(None, head=f"To: {otto.email}\r\n"),
        ]
    )
    assert counts.unknown == 3
    assert not BouncingAddress.objects.exists()


def test_only_failures_count(world: World) -> None:
    otto = world.otto.user
    mail = letters(world, otto)[otto.email]
    for action in ("delayed", "delivered", "relayed", ""):
        assert read_bounces([report(mail, action=action)]).others == 1
    assert read_bounces([b"Subject: Out of office\r\n\r\nBack on Monday"]).others == 1
    assert not Bounce.objects.exists()


def test_three_that_come_back_for_now_within_thirty_days_close_the_address(world: World) -> None:
    otto = world.otto.user
    says_yes(otto)
    for number in range(4):
        sent_off(world)
        send_batch()
        send_due()
        mail = OutgoingEmail.objects.latest("id")
        assert read_bounces([report(mail, status="4.2.2")]).soft == 1
        if number == 0:
            Bounce.objects.update(happened_at=timezone.now() - timedelta(days=31))
        assert BouncingAddress.objects.exists() == (number == 3)


def test_what_came_back_before_the_address_was_opened_counts_no_more(world: World) -> None:
    otto, stina = world.otto.user, world.actor(world.stina)
    BouncingAddress.objects.create(address=otto.email)
    for number in range(3):
        Bounce.objects.create(
            key=f"b{number}", user=otto, address=otto.email, kind="soft", way="report"
        )
    clear_address(actor=stina, user_id=otto.pk)
    mail = letters(world, otto)[otto.email]
    assert read_bounces([report(mail, status="4.2.2")]).soft == 1
    assert not BouncingAddress.objects.filter(cleared_at=None).exists()


def test_only_administrators_open_the_address_of_one_of_the_staff(world: World) -> None:
    BouncingAddress.objects.create(address=world.stina.email)
    with pytest.raises(NotPermitted):
        clear_address(actor=world.actor(world.sam), user_id=world.stina.pk)
    clear_address(actor=world.actor(world.stina), user_id=world.stina.pk)


def test_staff_open_the_address_again_and_old_failures_are_forgotten(world: World) -> None:
    otto = world.otto.user
    mail = letters(world, otto)[otto.email]
    read_bounces([report(mail)])
    for who in (world.nora, world.greta, world.otto, None):
        with pytest.raises(NotPermitted):
            clear_address(actor=world.actor(who), user_id=otto.pk)
    clear_address(actor=world.actor(world.sam), user_id=otto.pk)
    with pytest.raises(MarketingRefused):
        clear_address(actor=world.actor(world.sam), user_id=otto.pk)
    assert counted(draft(world)).gets == 1


def test_the_person_opens_it_by_a_link_that_was_mailed_there(world: World) -> None:
    BouncingAddress.objects.create(address="otto@example.com")
    wish = Wish(email="Otto@example.com", asked_at=timezone.now())
    choose_by_link(wish=wish, kinds=frozenset({ConsentKind.NEWSLETTER}))
    assert counted(draft(world)).gets == 1


def test_what_the_mail_server_refuses_for_good_is_not_tried_again(
    world: World, settings: Any
) -> None:
    settings.EMAIL_BACKEND = "tests.services.marketing.test_bounces.RefusesOtto"
    people = (world.otto.user, world.ali.user, world.greta.user, world.nora.user)
    mails = letters(world, *people)
    states = {to.split("@")[0]: mail.state for to, mail in mails.items()}
    assert states == {
        "otto": EmailState.FAILED,
        "ali": EmailState.FAILED,
        "greta": EmailState.WAITING,
        "nora": EmailState.SENT,
    }
    assert mails["otto@example.com"].attempts == 1
    assert [row.address for row in BouncingAddress.objects.all()] == ["otto@example.com"]
    assert fates(Campaign.objects.get()) == {
        "otto@example.com": ("bounced", ""),
        "ali@example.com": ("bounced", ""),
        "greta@example.com": ("queued", ""),
        "nora@example.com": ("sent", ""),
    }


def test_a_refusal_goes_with_the_person_and_is_not_noted_again(world: World, settings: Any) -> None:
    settings.EMAIL_BACKEND = "tests.services.marketing.test_bounces.RefusesOtto"
    otto = world.otto.user
    letters(world, otto)
    assert Bounce.objects.count() == BouncingAddress.objects.count() == 1
    User.objects.filter(pk=otto.pk).update(is_active=False)
    erase_person(actor=world.actor(world.stina), user=otto, typed=otto.email, reason="Asked 3 May")
    send_batch()
    assert not Bounce.objects.exists()
    assert not BouncingAddress.objects.exists()


@pytest.mark.parametrize(
    ("status", "hard"),
    [
        ("5.1.1", True),
        ("5.1.10", True),
        ("5.0.0", True),
        ("550", True),
        ("550 5.4.4", True),
        ("5.2.2", False),
        ("552", False),
        ("552 5.2.2", False),
        ("5.7.1", False),
        ("4.4.7", False),
        ("2.0.0", False),
        ("", False),
    ],
)
def test_which_failures_are_for_good(status: str, hard: bool) -> None:
    assert is_hard(status) is hard


def _nested(depth: int) -> bytes:
    head = b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (n, n)
        for n in range(depth)
    )
    return b"Subject: deep\r\n" + head + b"\r\n\r\nthe end\r\n"


def hostile() -> dict[str, bytes]:
    status = b"Content-Type: message/delivery-status\r\n\r\n"
    many = b"--b\r\nContent-Type: text/plain\r\n\r\nx\r\n" * 20_000
    return {
        "nothing": b"",
        "zeros": b"\x00" * 10_000,
        "twenty megabytes": b"Subject: a\r\n\r\n" + b"a" * 20_000_000,
        "one long line of heads": b"Subject: " + b"a," * 200_000,
        "many heads": b"X-A: b\r\n" * 60_000 + b"\r\n\r\n",
        "nested": _nested(5_000),
        "nested rfc822": b"Content-Type: message/rfc822\r\n\r\n" * 10_000,
        "many parts": b'Content-Type: multipart/report; boundary="b"\r\n\r\n' + many,
        "status that is none": b'Content-Type: multipart/report; boundary="b"\r\n\r\n--b\r\n'
        + status
        + b"\xff\xfe\r\n\r\nAction: failed\r\nStatus: \xff\r\n--b--",
        "unknown charset": b"Content-Type: text/plain; charset=x-nothing\r\n\r\n\xff\xff",
        "no boundary": b"Content-Type: multipart/report\r\n\r\n--\r\n",
        "broken base64": b"Content-Transfer-Encoding: base64\r\n" + status + b"%%%%%",
        "broken words": b"Subject: =?utf-8?b?////?=\r\nFrom: =?x?q?=\r\n\r\n",
        "many numbers": b"Message-ID: <" + b"a" * 90 + b"@x>\r\n" + b"<a@b>" * 90_000,
        "brackets": b"<" * 500_000,
    }


@pytest.mark.parametrize("name", list(hostile()))
def test_nothing_that_is_mailed_to_us_stops_the_reading(world: World, name: str) -> None:
    otto = world.otto.user
    mail = letters(world, otto)[otto.email]
    assert read_bounces([hostile()[name], report(mail)]).hard == 1
    assert BouncingAddress.objects.count() == 1


def test_what_a_server_says_is_kept_short_and_without_what_cannot_be_kept(world: World) -> None:
    otto = world.otto.user
    mail = letters(world, otto)[otto.email]
    read_bounces([report(mail, said="550 \x00\x07" + "no " * 5_000, status="x" * 400)])
    bounce = Bounce.objects.get()
    assert len(bounce.said) <= 300
    assert "550 no no" in bounce.said
    assert bounce.status == "5.0.0"


def test_pythons_own_reports_are_read_as_well() -> None:
    whole = EmailMessage(policy=email.policy.SMTP)
    whole["Subject"] = "Returned"
    whole.set_content("see below")
    assert read_report(whole.as_bytes()) is None


def test_the_command_reads_a_file_a_folder_and_a_pipe(
    world: World, tmp_path: Path, capsys: Any, monkeypatch: Any
) -> None:
    people = (world.otto.user, world.ali.user, world.nora.user)
    mails = letters(world, *people)
    file = tmp_path / "one.eml"
    file.write_bytes(report(mails["otto@example.com"]))
    call_command("read_bounces", str(file))
    box = tmp_path / "box"
    (box / "new").mkdir(parents=True)
    (box / "new" / "1.a").write_bytes(report(mails["ali@example.com"]))
    (box / "new" / "2.b").write_bytes(b"\xff" * 100)
    (box / "new" / "3.c").symlink_to("/etc/passwd")
    call_command("read_bounces", str(box))
    call_command("read_bounces", str(box))
    assert sorted(path.name for path in (box / "cur").iterdir()) == ["1.a:2,S", "2.b:2,S"]
    pipe = TextIOWrapper(BytesIO(report(mails["nora@example.com"]) + b" " * (MOST_BYTES * 2)))
    monkeypatch.setattr("sys.stdin", pipe)
    call_command("read_bounces")
    assert capsys.readouterr().out.splitlines() == [
        "hard=1 soft=0 known=0 unknown=0 others=0",
        "hard=1 soft=0 known=0 unknown=0 others=1",
        "hard=0 soft=0 known=0 unknown=0 others=0",
        "hard=1 soft=0 known=0 unknown=0 others=0",
    ]
    with pytest.raises(CommandError):
        call_command("read_bounces", str(tmp_path / "nothing"))
    with pytest.raises(CommandError):
        call_command("read_bounces", str(tmp_path))
