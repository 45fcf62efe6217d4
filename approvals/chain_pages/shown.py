"""The pieces that the page of chains shows: what was asked for, people, boxes, list items."""

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from approvals.chain_pages.drawing import Box
from approvals.chain_pages.words import Standing

_LETTERS = 20  # of a name that fit in a box
_NOTE_LETTERS = 25


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address of the page says. `tree` is a last approver; `alone` = those without."""

    path: str
    person: int | None = None
    tree: int | None = None
    alone: bool = False
    opened: frozenset[int] = frozenset()
    find: str = ""
    as_list: bool = False

    @property
    def url(self) -> str:
        values: list[tuple[str, str]] = []
        if self.tree is not None:
            values.append(("tree", str(self.tree)))
        if self.alone:
            values.append(("tree", "none"))
        values += [("open", str(pk)) for pk in sorted(self.opened)]
        if self.as_list:
            values.append(("view", "list"))
        if self.person is not None:
            values.append(("person", str(self.person)))
        return f"{self.path}?{urlencode(values)}" if values else self.path

    def of_person(self, pk: int) -> str:
        """Where that person's card is open, in the person's own chain."""
        return replace(self, person=pk, tree=None, alone=False, find="").url + "#person"

    def opening(self, pk: int) -> str:
        return replace(self, opened=self.opened | {pk}).url


@dataclass(frozen=True, slots=True)
class Shown:
    """A person or a bundle as both the map and the list show it."""

    members: tuple[int, ...]
    name: str
    href: str
    standing: Standing
    goes: str  # "over 5 000 to Ali Haddad"
    amount: str = ""
    below: int = 0
    is_selected: bool = False
    is_tried: bool = False

    @property
    def is_bundle(self) -> bool:
        return len(self.members) > 1

    @property
    def short(self) -> str:
        return _cut(self.name, _LETTERS)

    @property
    def short_note(self) -> str:
        return _cut(str(self.standing.text), _NOTE_LETTERS)

    @property
    def label(self) -> str:
        """The whole of it in one sentence, for those who do not see where it stands."""
        return ". ".join(str(part) for part in (self.name, self.standing.text, self.goes) if part)


@dataclass(frozen=True, slots=True)
class Drawn:
    """One box of the map."""

    box: Box
    shown: Shown
    fold_href: str = ""


@dataclass(frozen=True, slots=True)
class ListItem:
    """`kind`: person | opens (people below follow, up to `closes`) | closes | bundle | folded."""

    kind: str
    shown: Shown | None = None
    members: tuple[Shown, ...] = ()
    fold: int = 0
    fold_href: str = ""


@dataclass(frozen=True, slots=True)
class Tab:
    label: str
    url: str
    count: int
    is_current: bool


def _cut(text: str, letters: int) -> str:
    return text if len(text) <= letters else f"{text[: letters - 1]}…"
