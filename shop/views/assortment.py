"""The agreement assortment: by category, one agreement or all, found within, as rows or cards."""

from dataclasses import dataclass, replace
from http import HTTPStatus
from urllib.parse import urlencode

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _

from catalogue.selectors.assortments import AgreementAsked, agreement_page
from customers.actors import ShopRequest
from shop.cards import cards_of, prices_are
from shop.context import shop_of

_PRICED = {"with": True, "without": False}
_LONGEST_TEXT = 100
_LONGEST_ID = 18


@dataclass(frozen=True, slots=True)
class Asked:
    """The page's address, read and written. What is not understood is left out."""

    agreement: int | None = None
    text: str = ""
    price: str = ""  # "with" a contract price, "without", or ""
    part: int | None = None
    as_cards: bool = False
    after: int | None = None

    @classmethod
    def read(cls, query: QueryDict) -> "Asked":
        price = query.get("price", "")
        return cls(
            agreement=_id(query.get("agreement", "")),
            text=query.get("q", "").strip()[:_LONGEST_TEXT],
            price=price if price in _PRICED else "",
            part=_id(query.get("part", "")),
            as_cards=query.get("view") == "cards",
            after=_id(query.get("after", "")),
        )

    @property
    def url(self) -> str:
        return "?" + urlencode(self.pairs)

    @property
    def pairs(self) -> list[tuple[str, str]]:
        said = (
            ("agreement", self.agreement),
            ("q", self.text),
            ("price", self.price),
            ("part", self.part),
            ("view", "cards" if self.as_cards else ""),
            ("after", self.after),
        )
        return [(name, str(value)) for name, value in said if value]

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """What the form for finding carries along."""
        fixed = ("agreement", "part", "view")
        return [(name, value) for name, value in self.pairs if name in fixed]

    @property
    def narrows(self) -> bool:
        return bool(self.agreement or self.text or self.price or self.part)

    def selection(self) -> AgreementAsked:
        return AgreementAsked(self.agreement, self.text, _PRICED.get(self.price), self.part)


@dataclass(frozen=True, slots=True)
class _Choice:
    """One agreement, or one part of the tree, to choose."""

    label: str
    url: str
    is_chosen: bool
    detail: object = None


@dataclass(frozen=True, slots=True)
class _Chip:
    """A set filter; see templates/components/filter_chips.html."""

    label: str
    remove_url: str


def assortment(request: ShopRequest) -> HttpResponse:
    """The agreement assortment by category (A-19..A-21); 404 with words when there is none."""
    actor = request.actor
    shop = shop_of(request)
    asked = Asked.read(request.GET)
    page = agreement_page(actor, asked=asked.selection(), after=asked.after)
    start = replace(asked, after=None)
    parts = {part.id: part.name for part in page.parts}
    agreements = {each.pk: each.name for each in page.assortments}
    context = {
        "page": page,
        "asked": asked,
        "categories": [
            (each.names, cards_of(actor, shop, each.glances)) for each in page.categories
        ],
        "agreements": [
            _Choice(
                each.name,
                replace(start, agreement=each.pk, part=None).url,
                each.pk == asked.agreement,
                each,
            )
            for each in page.assortments
        ],
        "all_url": replace(start, agreement=None, part=None).url,
        "parts": [
            _Choice(part.name, replace(start, part=part.id).url, part.id == asked.part, part.count)
            for part in page.parts
            if part.id is not None
        ],
        "chips": _chips(start, agreements, parts),
        "prices": (("with", _("With contract price")), ("without", _("At ordinary price"))),
        "rows_url": replace(start, as_cards=False).url,
        "cards_url": replace(start, as_cards=True).url,
        "next_url": replace(asked, after=page.next_after).url if page.next_after else "",
        "start_url": start.url if asked.after else "",
        "clear_url": request.path,
        "prices_are": prices_are(actor, shop),
        "customer": actor.customer,
    }
    is_there = bool(page.categories) or (asked.narrows and page.assortments)
    status = HTTPStatus.OK if is_there else HTTPStatus.NOT_FOUND
    context["is_there"] = is_there
    return render(request, "shop/catalogue/assortment.html", context, status=status)


def _chips(start: Asked, agreements: dict[int, str], parts: dict[int | None, str]) -> list[_Chip]:
    """What is set, each with the address without it."""
    found = []
    if start.agreement:
        name = agreements.get(start.agreement, _("Another agreement"))
        found.append(_Chip(name, replace(start, agreement=None).url))
    if start.part:
        name = parts.get(start.part, _("Another category"))
        found.append(_Chip(name, replace(start, part=None).url))
    if start.text:
        found.append(_Chip(f"“{start.text}”", replace(start, text="").url))
    if start.price:
        name = _("With contract price") if start.price == "with" else _("At ordinary price")
        found.append(_Chip(name, replace(start, price="").url))
    return found


def _id(text: str) -> int | None:
    is_id = text.isascii() and text.isdigit() and len(text) <= _LONGEST_ID
    return int(text) if is_id else None
