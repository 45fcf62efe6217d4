"""The kinds of mail whose words staff may change: what each tells, and what can be filled in.

Each app declares its own in `email_kinds.py` and registers them when it starts. A value is a
snippet of our own template language, so that it is written as in our own words of the mail; what
staff write is never read as a template.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.template import engines

from core.reasons import Text

ORDER = "order"
PERSON = "person"


@dataclass(frozen=True, slots=True)
class Placeholder:
    """`{{ key }}` in the words; `value` is the snippet that is filled in instead."""

    key: str
    label: Text
    value: str

    @property
    def written(self) -> str:
        return f"{{{{ {self.key} }}}}"


@dataclass(frozen=True, slots=True)
class EmailKind:
    """A mail of `emails/<template>.*`.

    `sample` makes the context of an example. `about` says of what a real mail of the kind can be
    shown again: an order, a person, or nothing. `button` is what our button says, "" without one.
    `fixed` names what always stands in the mail, whatever staff write.
    """

    template: str
    group: Text
    label: Text
    tells: Text
    placeholders: tuple[Placeholder, ...]
    sample: Callable[[], Mapping[str, Any]]
    about: str = ""
    button: Text = ""
    fixed: tuple[Text, ...] = ()

    @property
    def keys(self) -> frozenset[str]:
        return frozenset(each.key for each in self.placeholders)

    def values(self, keys: Iterable[str], context: Mapping[str, Any]) -> dict[str, str]:
        """What these keys become in this mail: plain text on one line. KeyError: no such key."""
        known = {each.key: each for each in self.placeholders}
        return {key: _filled_in(known[key].value, context) for key in keys}


_KINDS: dict[str, EmailKind] = {}


def register(kinds: Iterable[EmailKind]) -> None:
    """Called by each app as it starts."""
    for kind in kinds:
        _KINDS[kind.template] = kind


def kind_of(template: str) -> EmailKind | None:
    """None: the words of this mail are ours alone."""
    return _KINDS.get(template)


def email_kinds() -> tuple[EmailKind, ...]:
    """All, in the order in which they were declared."""
    return tuple(_KINDS.values())


def _filled_in(snippet: str, context: Mapping[str, Any]) -> str:
    rendered: str = _compiled(snippet).render(dict(context))
    return " ".join(rendered.split())


@lru_cache(maxsize=500)
def _compiled(snippet: str) -> Any:
    text = f"{{% load i18n money %}}{{% autoescape off %}}{snippet}{{% endautoescape %}}"
    return engines["django"].from_string(text)
