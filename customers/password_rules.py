"""Rules for passwords beyond Django's own (C3)."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext


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
