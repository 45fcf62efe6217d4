"""Mails with a link to choose a password, to many people at once: made here, sent by the worker.

Making one writes rows and renders nothing, so an import may do it in its transaction.
"""

from collections.abc import Sequence
from typing import Any

from procrastinate.contrib.django import app

from core.audit import use_case
from core.reasons import ALLOWED
from customers.access import Perm
from customers.actors import Actor
from customers.errors import require
from customers.models import (
    NoticeKind,
    NoticeRecipient,
    PasswordNotice,
    RecipientState,
    SentLink,
    SkipReason,
    User,
)
from customers.policies import NO_RIGHT
from customers.selectors.notices import with_gets

SEND_TASK = "customers.send_notices"
_AT_ONCE = 5_000


@use_case("notice.activations")
def queue_activations(*, actor: Actor, user_ids: Sequence[int]) -> None:
    """Mails these people the activation link, soon; those with a password are passed over.

    Call it inside the transaction that makes them: one row each, and a job that starts when the
    transaction commits. Raises NotPermitted.
    """
    invites = actor.has(Perm.STAFF_USER_CHANGE) or actor.has(Perm.GROUP_ADMINISTER)
    require(ALLOWED if invites else NO_RIGHT)
    if user_ids:
        _open(actor, PasswordNotice(kind=NoticeKind.ACTIVATION), user_ids)


def _open(actor: Actor, notice: PasswordNotice, user_ids: Sequence[int]) -> None:
    notice.made_by_id = actor.user_id
    notice.acted_by_id = actor.acted_by_id
    notice.save()
    wanted = sorted(set(user_ids))
    for start in range(0, len(wanted), _AT_ONCE):
        some = wanted[start : start + _AT_ONCE]
        people = User.objects.visible_to(actor).filter(pk__in=some)
        gets: Any = with_gets(people, actor=actor, kind=NoticeKind(notice.kind))
        NoticeRecipient.objects.bulk_create(
            _recipient(notice, user_id, what) for user_id, what in gets.values_list("pk", "gets")
        )
    # In the same transaction, and at once: the sending itself keeps to so many a minute.
    app.configure_task(SEND_TASK).defer()


def _recipient(notice: PasswordNotice, user_id: int, gets: str) -> NoticeRecipient:
    if gets in SentLink.values:
        return NoticeRecipient(notice=notice, user_id=user_id)
    reason = SkipReason(gets)
    return NoticeRecipient(
        notice=notice, user_id=user_id, state=RecipientState.SKIPPED, reason=reason
    )
