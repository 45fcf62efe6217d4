"""The outbox: a mail is written in the transaction of what it tells of, and sent afterwards."""

import logging
import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from email.utils import parseaddr
from smtplib import SMTPRecipientsRefused
from typing import Any, Protocol

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import IntegrityError, transaction
from django.template import TemplateDoesNotExist
from django.template.loader import render_to_string
from django.utils import timezone, translation

from core.addresses import below_prefix
from core.email_kinds import EmailKind, kind_of
from core.email_wording import in_force, note_failure
from core.email_words import Words, as_html, as_text, filled
from core.models import EmailState, OutgoingEmail

logger = logging.getLogger(__name__)
MAX_ATTEMPTS = 12
_BLANK_LINES = re.compile(r"\n{3,}")
BODY_FIELDS = ("body_text", "body_html")


class Recipient(Protocol):
    """A person who gets mail; `customers.models.User` is one."""

    pk: Any
    email: str
    language: str


@dataclass(frozen=True)
class Written:
    """A mail as its recipient gets it. `html` is blank when the template has none."""

    subject: str
    text: str
    html: str
    language: str


def write(
    *,
    template: str,
    context: Mapping[str, Any],
    language: str,
    to: Recipient | None = None,
    words: Words | None = None,
) -> Written:
    """Renders a mail and sends nothing; the arguments are those of `enqueue`.

    In the words that staff have published for it, else in ours. `words` are for looking at before:
    whatever is wrong with them raises, while published ones that fail give way to ours and staff
    are told. No query of its own when the context's `shop` knows the edition of the words.
    """
    tongue = (to.language if to is not None else "") or language
    values = {**context, "to": to, "site_url": settings.SITE_URL, "language": tongue}
    with translation.override(tongue):
        kind = kind_of(template)
        if kind is None:
            return _rendered(template, values, tongue)
        if words is not None:
            return _edited(kind, values, tongue, words)
        edition = getattr(context.get("shop"), "mail_edition", None)
        published = in_force(template, tongue, edition)
        if published is None:
            return _rendered(template, values, tongue)
        try:
            return _edited(kind, values, tongue, published.words)
        except Exception as error:  # whatever it is, the mail goes
            logger.exception("The words of %s (%s) cannot be used", template, tongue)
            note_failure(published, error)
            return _rendered(template, values, tongue)


@dataclass(frozen=True)
class EditedMail:
    """What emails/edited.* put in the place of our words: filled in, "" where ours stay."""

    html_of: str
    text_of: str
    heading: str
    intro: str
    intro_html: str
    closing: str
    closing_html: str
    button: str


def _edited(kind: EmailKind, values: Mapping[str, Any], language: str, words: Words) -> Written:
    """Everything but the words is what our own templates of the mail say."""
    known = kind.values(words.keys, values)
    edited = EditedMail(
        html_of=f"emails/{kind.template}.html",
        text_of=f"emails/{kind.template}.txt",
        heading=filled(words.heading, known),
        intro=as_text(words.intro, known),
        intro_html=as_html(words.intro, known),
        closing=as_text(words.closing, known),
        closing_html=as_html(words.closing, known),
        button=filled(words.button, known),
    )
    ours = f"emails/{kind.template}.subject.txt"
    more = {**values, "edited": edited}
    return Written(
        subject=_subject(filled(words.subject, known) or render_to_string(ours, values)),
        text=_BLANK_LINES.sub("\n\n", _plain(render_to_string("emails/edited.txt", more))),
        html=_plain(render_to_string("emails/edited.html", more)),
        language=language,
    )


def _rendered(template: str, values: Mapping[str, Any], language: str) -> Written:
    known = dict(values)
    text = _plain(render_to_string(f"emails/{template}.txt", known))
    try:
        html = _plain(render_to_string(f"emails/{template}.html", known))
    except TemplateDoesNotExist:
        html = ""
    subject = render_to_string(f"emails/{template}.subject.txt", known)
    return Written(subject=_subject(subject), text=text, html=html, language=language)


def _subject(text: str) -> str:
    """One line: no header can be written after it."""
    return " ".join(text.split())[:250]


def _plain(rendered: str) -> str:
    """Without Django's word that it may stand in a page as it is: a mail's text may not."""
    return rendered + ""


def enqueue(
    *,
    event_key: str,
    template: str,
    context: Mapping[str, Any],
    language: str,
    to: Recipient | None = None,
    to_address: str = "",
    is_secret: bool = False,
    unsubscribe_url: str = "",
) -> OutgoingEmail | None:
    """Writes one mail of one event to one address; None if that was already written.

    `template` names `emails/<template>.subject.txt`, `.txt` and (if it exists) `.html`.
    `language` is used where `to` has none of their own. `is_secret` hides the body (it holds a
    link that opens an account) from staff, and wipes it once the mail has gone. `unsubscribe_url`
    stops mail of its kind when it is posted to, without a question or a cookie (RFC 8058). Call
    it inside the transaction that the mail tells of.
    """
    mail = compose(
        event_key=event_key,
        template=template,
        context=context,
        language=language,
        to=to,
        to_address=to_address,
        is_secret=is_secret,
        unsubscribe_url=unsubscribe_url,
    )
    try:
        with transaction.atomic():
            mail.save()
    except IntegrityError:
        return None
    return mail


def enqueue_all(mails: Sequence[OutgoingEmail]) -> None:
    """Writes the mails that were not written before. One statement."""
    OutgoingEmail.objects.bulk_create(mails, ignore_conflicts=True)


def compose(
    *,
    event_key: str,
    template: str,
    context: Mapping[str, Any],
    language: str,
    to: Recipient | None = None,
    to_address: str = "",
    is_secret: bool = False,
    unsubscribe_url: str = "",
) -> OutgoingEmail:
    """The mail that `enqueue` writes, not written yet; for `enqueue_all`."""
    return letter_to(
        write(template=template, context=context, language=language, to=to),
        event_key=event_key,
        template=template,
        to=to,
        to_address=to_address,
        is_secret=is_secret,
        unsubscribe_url=unsubscribe_url,
    )


def letter_to(
    written: Written,
    *,
    event_key: str,
    template: str,
    to: Recipient | None,
    to_address: str = "",
    is_secret: bool = False,
    unsubscribe_url: str = "",
) -> OutgoingEmail:
    """A rendered mail in its envelope, not written yet."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    return OutgoingEmail(
        message_id=f"<{uuid.uuid4()}@{domain}>",
        event_key=event_key,
        to_address=to.email if to is not None else to_address,
        to_user_id=to.pk if to is not None else None,
        template=template,
        language=written.language,
        subject=written.subject,
        body_text=written.text,
        body_html=written.html,
        is_secret=is_secret,
        unsubscribe_url=unsubscribe_url,
    )


def absolute_url(path: str) -> str:
    """The address of `path` as a mail must write it: at the shop itself, whatever prefix the page
    that asks for it is below."""
    return f"{settings.SITE_URL.rstrip('/')}/{below_prefix(path).lstrip('/')}"


def send_due(*, at_most: int = 50) -> int:
    """Sends waiting mail whose time has come; returns how many went.

    Each row is locked while it is sent, and skipped by every other worker. A worker that dies
    in between leaves it waiting, so the mail goes at least once, with the same Message-ID.
    """
    sent = 0
    connection = get_connection()
    for _turn in range(at_most):
        with transaction.atomic():
            mail = (
                OutgoingEmail.objects.select_for_update(skip_locked=True)
                .filter(state=EmailState.WAITING, next_attempt_at__lte=timezone.now())
                .order_by("next_attempt_at", "id")
                .first()
            )
            if mail is None:
                break
            sent += _send_one(mail, connection)
    return sent


def _send_one(mail: OutgoingEmail, connection: Any) -> int:
    message = EmailMultiAlternatives(
        subject=mail.subject,
        body=mail.body_text,
        to=[mail.to_address],
        headers=_headers(mail),
        connection=connection,
    )
    if mail.body_html:
        message.attach_alternative(mail.body_html, "text/html")
    mail.attempts += 1
    try:
        message.send()
    except Exception as error:
        mail.last_error = f"{type(error).__name__}: {error}"[:2000].replace("\x00", "")
        mail.next_attempt_at = timezone.now() + timedelta(minutes=min(2**mail.attempts, 240))
        mail.refused_with = refused_for_good(error)
        if mail.attempts >= MAX_ATTEMPTS or mail.refused_with:
            mail.state = EmailState.FAILED
            _forget_secret(mail)
        mail.save(
            update_fields=[
                *("attempts", "last_error", "next_attempt_at", "state", "refused_with"),
                *BODY_FIELDS,
            ]
        )
        return 0
    mail.state = EmailState.SENT
    mail.sent_at = timezone.now()
    mail.last_error = mail.refused_with = ""
    _forget_secret(mail)
    mail.save(
        update_fields=["attempts", "state", "sent_at", "last_error", "refused_with", *BODY_FIELDS]
    )
    return 1


def refused_for_good(error: Exception) -> str:
    """What a mail server says of an address that it will never take mail for: "550 5.1.1".

    "" for everything that may go better next time: trying again would only tell the server that
    we do not listen.
    """
    if not isinstance(error, SMTPRecipientsRefused) or not error.recipients:
        return ""
    code, said = next(iter(error.recipients.values()))
    if not 500 <= code < 600:
        return ""
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    enhanced = re.match(r"\s*(5\.\d{1,3}\.\d{1,3})\b", text)
    return f"{code} {enhanced[1]}" if enhanced else str(code)


def _headers(mail: OutgoingEmail) -> dict[str, str]:
    headers = {"Message-ID": mail.message_id}
    if mail.unsubscribe_url:
        headers["List-Unsubscribe"] = f"<{mail.unsubscribe_url}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers


def _forget_secret(mail: OutgoingEmail) -> None:
    """A link that opens an account lives in its mail only: here it would lie beside the log.

    Also in a mail that was given up: by then the link is too old to be worth sending again.
    """
    if mail.is_secret and not settings.OUTBOX_KEEPS_SECRETS:
        mail.body_text = mail.body_html = ""
