"""What a spreadsheet of the mail log looks like. It only goes out, and without what mails say."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.exchange.sheet import Column, Sheet
from core.exchange.values import text
from core.exchange.writer import Value
from core.models import EmailState, OutgoingEmail
from core.reasons import Text

_COLUMNS: tuple[tuple[str, Text], ...] = (
    ("subject", _("Subject")),
    ("to", _("To")),
    ("state", _("Status")),
    ("tries", _("Tries")),
    ("written", _("Written")),
    ("sent", _("Sent")),
    ("error", _("What went wrong")),
)
_AT_A_TIME = 2_000


@lru_cache(maxsize=8)
def mail_sheet(_currency: str) -> Sheet:
    """One row = one mail."""
    return Sheet(
        name="mails",
        label=_("Mail"),
        columns=tuple(Column(key, label, text) for key, label in _COLUMNS),
        key=("subject",),
    )


def mail_rows(_actor: Any, found: QuerySet[OutgoingEmail]) -> Iterator[Sequence[Value]]:
    """One row for each mail, in the list's order; times are the shop's own. One query."""
    words = {state.value: str(state.label) for state in EmailState}
    plain = found.values_list(
        "subject", "to_address", "state", "attempts", "created_at", "sent_at", "last_error"
    )
    for subject, to, state, tries, written, sent, error in plain.iterator(chunk_size=_AT_A_TIME):
        yield [
            subject,
            to,
            words[state],
            tries,
            timezone.localtime(written),
            timezone.localtime(sent) if sent else None,
            error,
        ]
