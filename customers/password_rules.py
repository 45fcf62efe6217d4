"""Rules for passwords beyond Django's own (C3)."""

from collections.abc import Sequence

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.reasons import Text, say
from customers.models import User


class StaffMinimumLength:
    """Staff reach everybody's data with one password, so theirs is longer."""

    def __init__(self, min_length: int = 15) -> None:
        self.min_length = min_length

    def validate(self, password: str, user: object | None = None) -> None:
        if getattr(user, "is_staff", False) and len(password) < self.min_length:
            raise ValidationError(
                ngettext(
                    "Staff choose at least %(min_length)d character.",
                    "Staff choose at least %(min_length)d characters.",
                    self.min_length,
                ),
                code="password_too_short_for_staff",
                params={"min_length": self.min_length},
            )

    def get_help_text(self) -> str:
        return _("Staff choose at least %(min_length)d characters.") % {
            "min_length": self.min_length
        }


def password_rules(person: User) -> Sequence[Text]:
    """The rules in words, shown before anybody types (C3); what AUTH_PASSWORD_VALIDATORS check."""
    shortest = settings.PASSWORD_MINIMUM_LENGTH
    if person.is_staff:
        shortest = max(shortest, StaffMinimumLength().min_length)
    return (
        say(_("At least %(count)s characters. A few words in a row are fine."), count=shortest),
        _("Not your name or e-mail address."),
        _("Not one of the most common passwords, and not only digits."),
    )
