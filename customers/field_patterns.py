"""What may be said about a field of a form, and what a value written in it then breaks. Pure.

The patterns are named, never written: no expression of anybody's can keep the server busy.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Self

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from core.reasons import Text, say


class Pattern(TextChoices):
    """How a value must be written."""

    ANY = "any", _("Anything")
    DIGITS = "digits", _("Digits only")
    ALPHANUMERIC = "alphanumeric", _("Letters and digits only")
    CODE = "code", _("Letters, digits and - / . _")
    NO_SPACES = "no_spaces", _("No spaces")
    CAPITALS = "capitals", _("No small letters")


_FITS: Mapping[Pattern, Callable[[str], bool]] = {
    Pattern.ANY: lambda value: True,
    Pattern.DIGITS: lambda value: value.isascii() and value.isdigit(),
    Pattern.ALPHANUMERIC: str.isalnum,
    Pattern.CODE: lambda value: all(each.isalnum() or each in "-/._" for each in value),
    Pattern.NO_SPACES: lambda value: not any(each.isspace() for each in value),
    Pattern.CAPITALS: lambda value: value == value.upper(),
}
_WORDS: Mapping[Pattern, Text] = {
    Pattern.DIGITS: _("Write digits only."),
    Pattern.ALPHANUMERIC: _("Write letters and digits only."),
    Pattern.CODE: _("Write letters, digits and - / . _ only."),
    Pattern.NO_SPACES: _("Write it without spaces."),
    Pattern.CAPITALS: _("Write it without small letters."),
}


@dataclass(frozen=True, slots=True)
class Said:
    """What the shop, a group or a customer says of a field. None and "" = nothing of that.

    `labels` and `helps` are by language; `position` is where it stands among its section's.
    """

    is_required: bool | None = None
    is_hidden: bool | None = None
    max_length: int | None = None
    min_length: int | None = None
    pattern: str = ""
    prefix: str = ""
    default: str = ""
    position: int | None = None
    labels: Mapping[str, str] = field(default_factory=dict)
    helps: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Self:
        """From a row that has columns of these names, and others."""
        return cls(**{name: row[name] for name in PROPERTIES if name in row})

    def over(self, other: "Said") -> "Said":
        """This where it says something, else what `other`, less exact, says."""
        mine = {name: _over(getattr(self, name), getattr(other, name)) for name in PROPERTIES}
        return Said(**mine)

    @property
    def is_nothing(self) -> bool:
        return self == NOTHING


PROPERTIES = tuple(each.name for each in fields(Said))
NOTHING = Said()


def _over(exact: Any, other: Any) -> Any:
    if isinstance(exact, Mapping):
        return {**other, **{language: text for language, text in exact.items() if text}}
    return other if exact is None or exact == "" else exact


def wrong_with(said: Said, most: int, value: str) -> Text | None:
    """Why `value`, which is not blank, cannot stand; None when it can. `most` = 0: no text."""
    if not most:
        return None
    limit = min(most, said.max_length or most)
    if len(value) > limit:
        words = ngettext_lazy(
            "At most %(limit)d character. This is %(length)d.",
            "At most %(limit)d characters. This is %(length)d.",
            limit,
        )
        return say(words, limit=limit, length=len(value))
    least = min(said.min_length or 0, limit)
    if len(value) < least:
        words = ngettext_lazy(
            "At least %(least)d character.", "At least %(least)d characters.", least
        )
        return say(words, least=least)
    if said.prefix and not value.startswith(said.prefix):
        return say(_("Begin it with %(prefix)s"), prefix=said.prefix)
    pattern = Pattern(said.pattern) if said.pattern in Pattern.values else Pattern.ANY
    # What it begins with is given, and may have letters before the digits.
    rest = value.removeprefix(said.prefix) if said.prefix else value
    return None if not rest or _FITS[pattern](rest) else _WORDS[pattern]
