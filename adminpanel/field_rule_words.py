"""The field rules in words: what is said of a field, and where the rules hold at all."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from customers.field_patterns import Pattern, Said
from customers.field_rules import ADDRESSES, CHECKOUT, CUSTOMERS, SECTIONS, USERS


def words_of(said: Said) -> list[str]:
    """Short, one for each thing that is said."""
    words = []
    if said.is_required is not None:
        words.append(_("required") if said.is_required else _("optional"))
    if said.is_hidden is not None:
        words.append(_("hidden") if said.is_hidden else _("shown"))
    if said.max_length is not None:
        told = ngettext("at most %(n)d character", "at most %(n)d characters", said.max_length)
        words.append(told % {"n": said.max_length})
    if said.min_length is not None:
        told = ngettext("at least %(n)d character", "at least %(n)d characters", said.min_length)
        words.append(told % {"n": said.min_length})
    if said.pattern in Pattern.values:
        words.append(str(Pattern(said.pattern).label))
    if said.prefix:
        words.append(_("begins with “%(text)s”") % {"text": said.prefix})
    if said.default:
        words.append(_("default “%(text)s”") % {"text": said.default})
    if said.position is not None:
        words.append(_("place %(n)d") % {"n": said.position})
    if said.labels:
        words.append(_("called “%(text)s”") % {"text": _in_my_language(said.labels)})
    if said.helps:
        words.append(_("help “%(text)s”") % {"text": _in_my_language(said.helps)})
    return words


def _in_my_language(texts: "dict[str, str] | object") -> str:
    assert isinstance(texts, dict)  # noqa: S101 - as Said has them
    mine = (get_language() or "").split("-")[0]
    return str(texts.get(mine) or next(iter(texts.values())))


@dataclass(frozen=True, slots=True)
class Covered:
    """A kind of field: in which places the rules hold for it, in the order of `PLACES`."""

    label: str
    fields: str
    places: Sequence[bool]


def places() -> list[str]:
    return [
        _("Checkout"),
        _("Placing an order"),
        _("An approver's change"),
        _("My pages"),
        _("Back office"),
        _("Imports"),
        _("Order page"),
        _("Order mails"),
        _("Order as PDF"),
        _("Order in the back office"),
    ]


_HOLDS = {
    #           checkout placing change my     staff  import page   mail   PDF   staff's order
    CHECKOUT: (True, True, True, False, False, False, True, True, True, True),
    ADDRESSES: (True, True, True, True, True, True, True, True, True, True),
    USERS: (False, False, False, True, True, True, False, False, False, False),
    CUSTOMERS: (False, False, False, False, True, True, False, False, False, False),
}


def coverage(sections: Sequence[str]) -> list[Covered]:
    """Which fields are covered, and where (N-23)."""
    return [
        Covered(
            label=str(SECTIONS[name].label),
            fields=", ".join(str(field.label) for field in SECTIONS[name].fields),
            places=_HOLDS[name],
        )
        for name in sections
    ]
