"""Mails with a link to choose a password, to many people at once: made here, sent by the worker.

Making one writes rows and renders nothing, so an import may do it in its transaction.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from core.audit import use_case
from core.reasons import ALLOWED
from customers.access import Perm
from customers.actors import Actor
from customers.errors import CustomersRefused, require
from customers.models import (
    NoticeKind,
    NoticeRecipient,
    PasswordNotice,
    RecipientState,
    SentLink,
    SkipReason,
    User,
)
from customers.notice_text import NoticeText, problems_of
from customers.policies import may_send_notices
from customers.selectors.notices import with_gets

SEND_TASK = "customers.send_notices"
_AT_ONCE = 5_000


@use_case("notice.activations")
def queue_activations(*, actor: Actor, user_ids: Sequence[int]) -> None:
    """Mails these people the activation link, soon; those with a password are passed over.

    Call it inside the transaction that makes them: one row each, and a job that starts when the
    transaction commits. Raises NotPermitted.
    """
    require(ALLOWED if actor.has(Perm.GROUP_ADMINISTER) else may_send_notices(actor))
    if user_ids:
        _open(actor, PasswordNotice(kind=NoticeKind.ACTIVATION), user_ids)


@use_case("notice.open")
def open_notice(
    *, actor: Actor, user_ids: Sequence[int], text: NoticeText, token: UUID | None = None
) -> PasswordNotice:
    """Mails these people what staff wrote, each with a link of their own: U-22, C4.

    An activation link to those without a password, a reset link to others; who can have neither
    is kept as skipped, with the reason. The same `token` a second time gives the first notice.
    Raises NotPermitted, and CustomersRefused for a text that cannot be sent.
    """
    require(may_send_notices(actor))
    for refusal in problems_of(text.subject, text.body).values():
        raise CustomersRefused(refusal)
    notice = PasswordNotice(
        kind=NoticeKind.WRITTEN,
        subject=text.subject,
        body=text.body,
        language=text.language,
        token=token,
    )
    try:
        with transaction.atomic():
            _open(actor, notice, user_ids)
    except IntegrityError:
        first = PasswordNotice.objects.filter(token=token, made_by=actor.user_id).first()
        if token is None or first is None:
            raise
        return first
    return notice


@use_case("notice.stop")
def stop_notice(*, actor: Actor, notice_id: int) -> PasswordNotice:
    """Nobody more is sent to. Whoever has the mail keeps it, and the link in it works."""
    require(may_send_notices(actor))
    notice: PasswordNotice = PasswordNotice.objects.select_for_update(of=("self",)).get(
        pk=notice_id
    )
    waiting = NoticeRecipient.objects.filter(notice=notice, state=RecipientState.WAITING)
    stopped = waiting.update(state=RecipientState.SKIPPED, reason=SkipReason.STOPPED)
    if stopped and notice.stopped_at is None:
        notice.stopped_at = timezone.now()
        notice.stopped_by_id = actor.user_id
        notice.save(update_fields=["stopped_at", "stopped_by"])
    return notice


def _open(actor: Actor, notice: PasswordNotice, user_ids: Sequence[int]) -> None:
    notice.made_by_id = actor.user_id
    notice.acted_by_id = actor.acted_by_id
    notice.save()
    wanted = sorted(set(user_ids))
    written = 0
    for start in range(0, len(wanted), _AT_ONCE):
        some = wanted[start : start + _AT_ONCE]
        people = User.objects.visible_to(actor).filter(pk__in=some)
        written += _add_recipients(
            notice, with_gets(people, actor=actor, kind=NoticeKind(notice.kind))
        )
    notice.people = written
    notice.save(update_fields=["people"])
    # In the same transaction, and at once: the sending itself keeps to so many a minute.
    app.configure_task(SEND_TASK).defer()


def _add_recipients(notice: PasswordNotice, people: Any) -> int:
    """A row for each, made by the database from the question itself; returns how many.

    Through Python a hundred thousand would hold up the import that they belong to.
    """
    question, values = people.order_by("pk").values_list("pk", "gets").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            INSERT INTO {NoticeRecipient._meta.db_table}
                (notice_id, user_id, state, reason, link)
            SELECT %s, who.id,
                CASE WHEN who.gets = ANY(%s) THEN %s ELSE %s END,
                CASE WHEN who.gets = ANY(%s) THEN '' ELSE who.gets END,
                ''
            FROM ({question}) AS who (id, gets)
            """,  # noqa: S608 (a table's name, and a question that the ORM wrote)
            [
                notice.pk,
                list(SentLink.values),
                RecipientState.WAITING,
                RecipientState.SKIPPED,
                list(SentLink.values),
                *values,
            ],
        )
        return int(cursor.rowcount)
