"""What a visitor asked of a list in its address: order, filters, cards or rows, where to go on."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from django.http import QueryDict

from catalogue.facets.choices import ATTRIBUTE, BRAND, IN_STOCK, PRICE, STOCK, About, Filters
from catalogue.selectors.listing import ListingOrder

# More than anybody ticks; what is beyond is left out.
_MOST_VALUES = 20
_MOST_GROUPS = 12
_LONGEST_VALUE = 120
_PLAIN = {"brand": BRAND, "price": PRICE, "stock": STOCK}
_OF_ATTRIBUTE = "a."


def field_of(about: About) -> str:
    """The name that choices of it have in an address: 'brand', 'a.Garanti'."""
    kind, name = about
    return f"{_OF_ATTRIBUTE}{name}" if kind == ATTRIBUTE else kind


def read_filters(query: QueryDict) -> Filters:
    """?brand=…&price=200-500&stock=1&a.Garanti=…, any of them several times."""
    groups: dict[About, tuple[str, ...]] = {}
    for name in query:
        about = _PLAIN.get(name)
        if about is None and name.startswith(_OF_ATTRIBUTE) and len(name) > len(_OF_ATTRIBUTE):
            about = (ATTRIBUTE, name.removeprefix(_OF_ATTRIBUTE)[:_LONGEST_VALUE])
        values = tuple(_clean(query.getlist(name)))
        if about is not None and values and len(groups) < _MOST_GROUPS and "\x00" not in about[1]:
            groups[about] = values
    if STOCK in groups and IN_STOCK not in groups[STOCK]:
        del groups[STOCK]
    return Filters(groups)


def filter_pairs(filters: Filters) -> list[tuple[str, str]]:
    """What an address says of them; `read_filters` reads it."""
    return [(field_of(about), value) for about, some in filters.groups.items() for value in some]


def without_value(filters: Filters, about: About, value: str) -> Filters:
    left = tuple(chosen for chosen in filters.of(about) if chosen != value)
    others = {key: values for key, values in filters.groups.items() if key != about}
    return Filters({**others, about: left} if left else others)


@dataclass(frozen=True, slots=True)
class Browse:
    """A list's address, read and written. What nobody offered is left out."""

    order: ListingOrder = ListingOrder.NAME
    filters: Filters = field(default_factory=Filters)
    as_rows: bool = False
    after: str = ""

    @classmethod
    def read(cls, query: QueryDict) -> "Browse":
        order = query.get("sort", "")
        return cls(
            order=ListingOrder(order) if order in set(ListingOrder) else ListingOrder.NAME,
            filters=read_filters(query),
            as_rows=query.get("view") == "rows",
            after=query.get("after", ""),
        )

    @property
    def url(self) -> str:
        """The address' query, '?' when all is as it would be anyway."""
        pairs: list[tuple[str, str]] = []
        if self.order != ListingOrder.NAME:
            pairs.append(("sort", self.order.value))
        pairs += filter_pairs(self.filters)
        if self.as_rows:
            pairs.append(("view", "rows"))
        if self.after:
            pairs.append(("after", self.after))
        return "?" + urlencode(pairs)

    def going_on(self, after: str) -> "Browse":
        return replace(self, after=after)

    def drawn(self, *, as_rows: bool) -> "Browse":
        return replace(self, as_rows=as_rows)

    def narrowed_by(self, filters: Filters) -> "Browse":
        return replace(self, filters=filters, after="")

    def known(self, filters: Filters) -> "Browse":
        """The same place in the list with those of the filters that there are."""
        return replace(self, filters=filters)

    def from_the_start(self) -> "Browse":
        return replace(self, after="")


def _clean(values: Iterable[str]) -> Iterable[str]:
    told = (value.replace("\x00", "")[:_LONGEST_VALUE] for value in values)
    return list(dict.fromkeys(value for value in told if value))[:_MOST_VALUES]
