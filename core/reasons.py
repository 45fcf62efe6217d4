"""Answers that carry their reason: allowed or refused, and all refusals shown together."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Literal, cast

from django.utils.formats import date_format
from django.utils.functional import Promise, lazy

# A sentence: ready, or translated when it is shown.
Text = str | Promise


def _fill(template: Text, values: dict[str, object]) -> str:
    shown = {
        key: date_format(value, "j F Y") if isinstance(value, date) else value
        for key, value in values.items()
    }
    return str(template) % shown


_lazy_fill = cast(Callable[..., Promise], lazy(cast(Any, _fill), str))


def say(template: Text, **values: object) -> Text:
    """A translatable sentence with its values, put together when it is shown.

    `say(_("%(name)s is inactive."), name="Bo Ek")` follows the language of whoever reads it, not
    of whoever caused it. Dates are written in words in that language.
    """
    return _lazy_fill(template, values)


def _join(texts: tuple[Text, ...]) -> str:
    return " ".join(str(text) for text in texts)


_lazy_join = cast(Callable[[tuple[Text, ...]], Promise], lazy(cast(Any, _join), str))


def together(*texts: Text) -> Text:
    """Several sentences after each other, put together when they are shown."""
    return _lazy_join(texts)


@dataclass(frozen=True, slots=True)
class Allowed:
    """Yes. Nothing more to say."""

    allowed: ClassVar[Literal[True]] = True
    reason: ClassVar[str] = ""
    code: ClassVar[str] = ""

    def __bool__(self) -> bool:
        return True


@dataclass(frozen=True, slots=True)
class Refused:
    """No, with the sentence to show and a code for logs, APIs and tests.

    It is falsy, so that `if may_cancel:` cannot be true by accident.
    """

    reason: Text
    code: str
    allowed: ClassVar[Literal[False]] = False

    def __bool__(self) -> bool:
        return False


Verdict = Allowed | Refused
ALLOWED = Allowed()


@dataclass(frozen=True, slots=True)
class Reasons:
    """Several verdicts on the same thing; every refusal is kept, so that all are shown at once."""

    refusals: tuple[Refused, ...] = ()

    @classmethod
    def of(cls, *verdicts: Verdict) -> "Reasons":
        """Keep the refusals among `verdicts`, in order, each once."""
        refusals = (verdict for verdict in verdicts if isinstance(verdict, Refused))
        return cls(tuple(dict.fromkeys(refusals)))

    def and_also(self, *verdicts: Verdict) -> "Reasons":
        return Reasons.of(*self.refusals, *verdicts)

    @property
    def allowed(self) -> bool:
        return not self.refusals

    @property
    def texts(self) -> tuple[Text, ...]:
        return tuple(refusal.reason for refusal in self.refusals)

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(refusal.code for refusal in self.refusals)

    @property
    def reason(self) -> str:
        """All sentences one after the other, in the reader's language."""
        return _join(self.texts)

    @property
    def verdict(self) -> Verdict:
        """The same as one verdict, for a caller that has room for one."""
        if not self.refusals:
            return ALLOWED
        return Refused(together(*self.texts), self.refusals[0].code)

    def __bool__(self) -> bool:
        return self.allowed

    def __iter__(self) -> Iterator[Refused]:
        return iter(self.refusals)
