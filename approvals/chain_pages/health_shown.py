"""The findings of the health as the page shows them: grouped, with the people who mend them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from approvals.chain_pages.shown import Asked
from approvals.chain_pages.words import ADVICE, LOOKS, TITLES, sentence_of
from approvals.chains import ChainLink
from approvals.health import Finding, Trouble
from approvals.selectors.chain_map import OrganisationChains
from core.reasons import Text

SHOWN_AT_ONCE = 5
MOST_SHOWN = 50
_BELOW = 6


@dataclass(frozen=True, slots=True)
class PersonLink:
    name: str
    href: str


@dataclass(frozen=True, slots=True)
class FindingShown:
    """A sentence, where to mend it, and the first of those who wait because of it."""

    sentence: Text
    about: tuple[PersonLink, ...]
    below: tuple[PersonLink, ...]
    below_more: int = 0


@dataclass(frozen=True, slots=True)
class FindingGroup:
    """All findings of one kind. `rest` are folded; `left_out` are only counted."""

    title: Text
    advice: Text
    look: str
    count: int
    first: tuple[FindingShown, ...]
    rest: tuple[FindingShown, ...]
    left_out: int


def groups_of(
    findings: Sequence[Finding], known: OrganisationChains, asked: Asked
) -> Sequence[FindingGroup]:
    """The worst kind first. Somebody outside, from before a move, has no card to open here."""
    groups = []
    for trouble in Trouble:
        found = [finding for finding in findings if finding.trouble == trouble]
        if not found:
            continue
        shown = [_shown(finding, known, asked) for finding in found[:MOST_SHOWN]]
        groups.append(
            FindingGroup(
                title=TITLES[trouble],
                advice=ADVICE[trouble],
                look=LOOKS[trouble],
                count=len(found),
                first=tuple(shown[:SHOWN_AT_ONCE]),
                rest=tuple(shown[SHOWN_AT_ONCE:]),
                left_out=len(found) - len(shown),
            )
        )
    return groups


def _shown(finding: Finding, known: OrganisationChains, asked: Asked) -> FindingShown:
    links, member_ids = known.chains.links, known.member_ids
    others = [pk for pk in finding.affects if pk not in finding.about]
    return FindingShown(
        sentence=sentence_of(finding, links),
        about=tuple(_link(pk, links, asked) for pk in finding.about if pk in member_ids),
        below=tuple(_link(pk, links, asked) for pk in others[:_BELOW]),
        below_more=max(len(others) - _BELOW, 0),
    )


def _link(pk: int, links: Mapping[int, ChainLink], asked: Asked) -> PersonLink:
    return PersonLink(links[pk].name, asked.of_person(pk))
