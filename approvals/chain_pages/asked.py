"""What the address of the page of chains asks for; a stranger's id in it is 404."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.http import Http404, QueryDict

from approvals.chain_pages.forms import TryForm
from approvals.chain_pages.page import MOST_HITS, fits
from approvals.chain_pages.preview import Tried, try_order
from approvals.chain_pages.shown import Asked
from approvals.selectors.chain_map import OrganisationChains
from customers.models import Membership

_MOST_OPENED = 50


@dataclass(frozen=True, slots=True)
class TryAnswer:
    """An order that was tried. Several `hits` = the name fits more than one person."""

    form: TryForm
    person: Membership | None = None
    tried: Tried | None = None
    hits: Sequence[Membership] = ()
    is_unknown: bool = False

    @property
    def ids(self) -> frozenset[int]:
        return self.tried.ids if self.tried is not None else frozenset()


def read_asked(path: str, values: QueryDict, known: OrganisationChains) -> Asked:
    """Raises Http404 for a person who is not of this organisation."""
    tree = values.get("tree", "")
    return Asked(
        path=path,
        person=_member(values.get("person", ""), known),
        tree=None if tree == "none" else _member(tree, known),
        alone=tree == "none",
        opened=frozenset(
            pk
            for text in values.getlist("open")[:_MOST_OPENED]
            if (pk := _member(text, known)) is not None
        ),
        find=values.get("find", "")[:100],
        as_list=values.get("view") == "list",
    )


def read_try(values: QueryDict, known: OrganisationChains, *, shop_name: str) -> TryAnswer:
    """The order that the address tries: `try` names a person by id, else `who` by name."""
    person_id = _member(values.get("try", ""), known)
    if "amount" not in values:
        return TryAnswer(TryForm(initial={"who": _name(values, known)}))
    if person_id is not None:
        values = values.copy()
        values["who"] = known.people[person_id].user.full_name[:100]
    form = TryForm(values)
    if not form.is_valid():
        return TryAnswer(form)
    hits = _meant(form.cleaned_data["who"], known) if person_id is None else []
    if person_id is None and len(hits) == 1:
        person_id = hits[0].pk
    if person_id is None:
        return TryAnswer(form, hits=hits[:MOST_HITS], is_unknown=not hits)
    amount: Decimal = form.cleaned_data["amount"]
    tried = try_order(known.chains, person_id, amount, shop_name=shop_name)
    return TryAnswer(form, known.people[person_id], tried)


def _name(values: QueryDict, known: OrganisationChains) -> str:
    """Whose card is open stands in the field already."""
    person = _member(values.get("person", ""), known)
    return known.people[person].user.full_name if person is not None else ""


def _meant(text: str, known: OrganisationChains) -> list[Membership]:
    words = text.casefold().split()[:6]
    if not words:
        return []
    links = known.chains.links
    people = [each for pk, each in known.people.items() if links[pk].is_active]
    exact = [each for each in people if each.user.full_name.casefold() == text.casefold().strip()]
    return exact or [each for each in people if fits(each, words)]


def _member(text: str, known: OrganisationChains) -> int | None:
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or len(text) > 18:
        raise Http404
    if int(text) not in known.member_ids:
        raise Http404
    return int(text)
