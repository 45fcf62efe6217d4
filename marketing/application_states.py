"""The states of an application for a pricing tier and the one table of moves between them. Pure."""

from datetime import datetime, timedelta
from types import MappingProxyType

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.reasons import ALLOWED, Refused, Verdict, say

UNCONFIRMED_DAYS = 14
WITHDRAWN_DAYS = 30
REOPEN_DAYS = 30


class ApplicationState(TextChoices):
    """Where an application is."""

    PENDING = "pending", _("E-mail not confirmed")
    CONFIRMED = "confirmed", _("Waits for an answer")
    APPROVED = "approved", pgettext_lazy("application", "Approved")
    REFUSED = "refused", pgettext_lazy("application", "Refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("application", "Withdrawn")


class ApplicationMoveKind(TextChoices):
    """What can happen to it; each is a line in its history."""

    SENT = "sent", pgettext_lazy("application", "Sent in")
    CONFIRM = "confirm", pgettext_lazy("application", "E-mail confirmed")
    APPROVE = "approve", pgettext_lazy("application", "Approved")
    REFUSE = "refuse", pgettext_lazy("application", "Refused")
    WITHDRAW = "withdraw", pgettext_lazy("application", "Withdrawn by the applicant")
    REOPEN = "reopen", pgettext_lazy("application", "Opened again")
    HAND_OVER = "hand_over", pgettext_lazy("application", "Handed to a sales team")


_S, _M = ApplicationState, ApplicationMoveKind

# (from, move) → to. Whatever is not here is refused.
TRANSITIONS = MappingProxyType(
    {
        (_S.PENDING, _M.CONFIRM): _S.CONFIRMED,
        (_S.PENDING, _M.WITHDRAW): _S.WITHDRAWN,
        (_S.CONFIRMED, _M.WITHDRAW): _S.WITHDRAWN,
        (_S.CONFIRMED, _M.HAND_OVER): _S.CONFIRMED,
        (_S.CONFIRMED, _M.APPROVE): _S.APPROVED,
        (_S.CONFIRMED, _M.REFUSE): _S.REFUSED,
        (_S.REFUSED, _M.REOPEN): _S.CONFIRMED,
    }
)


def may_move(
    state: str, kind: ApplicationMoveKind, *, decided_at: datetime | None, now: datetime
) -> Verdict:
    """Whether the table has the move; a refusal is opened again within thirty days only."""
    if (ApplicationState(state), kind) not in TRANSITIONS:
        words = say(
            _("The application is not open for this: %(state)s."),
            state=str(ApplicationState(state).label),
        )
        return Refused(words, "state")
    is_late = decided_at is not None and now - decided_at > timedelta(days=REOPEN_DAYS)
    if kind == _M.REOPEN and is_late:
        words = say(_("A refusal is opened again within %(days)s days."), days=REOPEN_DAYS)
        return Refused(words, "too_late")
    return ALLOWED
