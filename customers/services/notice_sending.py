"""The worker's part of a notice: so many mails a minute, batch by batch.

A batch is one transaction, with its mails in the outbox and the job for the next batch. A worker
killed in the middle of it has done nothing, one killed after it has left the job for the rest.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from core.audit import use_case
from core.batches import leave_job
from core.mail import enqueue
from core.turns import take_turns
from customers.actors import SYSTEM, Actor
from customers.models import (
    AccountEvent,
    AccountEventKind,
    NoticeKind,
    NoticeRecipient,
    PasswordNotice,
    RecipientState,
    SentLink,
    ShopSettings,
    SkipReason,
    User,
)
from customers.notice_text import NoticeText
from customers.selectors.notices import (
    customers_of,
    maker_of,
    notices_with_waiting,
    room_now,
    with_gets,
)
from customers.selectors.shop import shop_settings
from customers.services.activation import activation_link, mail_activation
from customers.services.notice_letter import TEMPLATE, letter_context
from customers.services.notices import SEND_TASK
from customers.services.passwords import reset_link

BATCH = 200  # mails of one transaction
_TURN = 4_711_031
_EVENTS = {
    SentLink.ACTIVATION: AccountEventKind.INVITED,
    SentLink.RESET: AccountEventKind.RESET_ASKED,
}


@use_case("notice.send")
def send_batch(*, actor: Actor = SYSTEM) -> int:
    """Sends to as many as may be sent to now, has the rest sent later; returns how many went."""
    take_turns(_TURN)  # or each worker would count the minute without the other's mails
    room, _wait = room_now()
    notices = notices_with_waiting() if room else ()
    left = min(room, BATCH)
    sent = 0
    for position, notice in enumerate(notices):
        # Each gets its share, so that ten new people do not wait for a hundred thousand.
        share = -(-(left - sent) // (len(notices) - position))
        sent += _send_some(notice, at_most=share)
    _go_on()
    return sent


def _go_on() -> None:
    """Leaves a job for those who still wait."""
    if NoticeRecipient.objects.filter(state=RecipientState.WAITING).exists():
        _room, wait = room_now()
        leave_job(SEND_TASK, in_seconds=wait)


def _send_some(notice: PasswordNotice, *, at_most: int) -> int:
    """To the first `at_most` who wait, each looked at anew; returns how many were sent to."""
    rows = NoticeRecipient.objects.select_for_update(skip_locked=True, of=("self",)).filter(
        notice=notice, state=RecipientState.WAITING
    )
    recipients = list(rows.order_by("id")[:at_most])
    people = _people(notice, recipients)
    customers = customers_of(people)
    shop = shop_settings()
    became: dict[str, list[NoticeRecipient]] = defaultdict(list)
    for recipient in recipients:
        user = people[recipient.user_id]
        became[user.gets].append(recipient)
        if user.gets in SentLink.values:
            _mail(notice, recipient, user, shop, customers[user.pk])
    return sum(_note(notice, gets, some) for gets, some in became.items())


def _people(notice: PasswordNotice, recipients: Sequence[NoticeRecipient]) -> dict[int, Any]:
    """By id, with `.gets` as things are now."""
    wanted = User.objects.filter(pk__in=[recipient.user_id for recipient in recipients])
    gets = with_gets(wanted, actor=maker_of(notice), kind=NoticeKind(notice.kind))
    return {user.pk: user for user in gets}


def _mail(
    notice: PasswordNotice,
    recipient: NoticeRecipient,
    user: Any,
    shop: ShopSettings,
    customers: Sequence[str],
) -> None:
    event_key = f"notice:{recipient.pk}"  # one mail, however often it is tried
    if notice.kind == NoticeKind.ACTIVATION:
        mail_activation(user=user, shop=shop, customers=customers, event_key=event_key)
        return
    link = SentLink(user.gets)
    address = activation_link(user) if link == SentLink.ACTIVATION else reset_link(user)
    text = NoticeText(notice.subject, notice.body, notice.language)
    enqueue(
        event_key=event_key,
        template=TEMPLATE,
        context=letter_context(
            text, user=user, shop=shop, customers=customers, link=link, address=address
        ),
        language=notice.language,
        to=user,
        is_secret=True,
    )


def _note(notice: PasswordNotice, gets: str, recipients: Sequence[NoticeRecipient]) -> int:
    """Writes down what became of them, also in each person's log; returns how many were sent."""
    rows = NoticeRecipient.objects.filter(pk__in=[recipient.pk for recipient in recipients])
    if gets not in SentLink.values:
        rows.update(state=RecipientState.SKIPPED, reason=SkipReason(gets))
        return 0
    link = SentLink(gets)
    AccountEvent.objects.bulk_create(
        AccountEvent(
            user_id=recipient.user_id,
            kind=_EVENTS[link],
            done_by_id=notice.made_by_id,
            acted_by_id=notice.acted_by_id,
        )
        for recipient in recipients
    )
    return rows.update(state=RecipientState.SENT, link=link, sent_at=timezone.now())
