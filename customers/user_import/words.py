"""How the values of a plan are written for the person who reviews it."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from core.money import format_amount
from customers.sheets import LANGUAGES, RECURRENCES
from customers.user_import.drafts import Draft
from customers.user_import.facts import SeatKey


class Words:
    """Knows the names of the people in the file, for next approvers."""

    def __init__(self, drafts: Sequence[Draft]) -> None:
        self.emails = {draft.person_key: draft.email for draft in drafts if draft.email}

    def of(self, column: str, value: object) -> str:
        if value is None or value == "":
            return ""
        if isinstance(value, bool):
            return _("Yes") if value else _("No")
        if isinstance(value, Decimal):
            return format_amount(value)
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, SeatKey):
            return self.emails.get(value.person, value.person)
        if column == "language":
            return str(LANGUAGES.get(str(value), (value,))[0])
        if column == "limit_renewed":
            return str(RECURRENCES[str(value)][0])
        return str(value)

    def plain(self, value: object) -> Any:
        """The value as JSON, the same whoever plans."""
        if isinstance(value, SeatKey):
            return [value.person, value.customer_id]
        return value if value is None or isinstance(value, bool) else str(value)
