"""What a visitor asked of a list in its address: order, brands, cards or rows, where to go on."""

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import QueryDict

from catalogue.selectors.listing import ListingOrder

_MOST_BRANDS = 20
_LONGEST_BRAND = 120


@dataclass(frozen=True, slots=True)
class Browse:
    """A list's address, read and written. What nobody offered is left out."""

    order: ListingOrder = ListingOrder.NAME
    brands: tuple[str, ...] = ()
    as_rows: bool = False
    after: str = ""

    @classmethod
    def read(cls, query: QueryDict) -> "Browse":
        order = query.get("sort", "")
        brands = (brand.replace("\x00", "")[:_LONGEST_BRAND] for brand in query.getlist("brand"))
        return cls(
            order=ListingOrder(order) if order in set(ListingOrder) else ListingOrder.NAME,
            brands=tuple(dict.fromkeys(brand for brand in brands if brand))[:_MOST_BRANDS],
            as_rows=query.get("view") == "rows",
            after=query.get("after", ""),
        )

    @property
    def url(self) -> str:
        """The address' query, '?' when all is as it would be anyway."""
        pairs: list[tuple[str, str]] = []
        if self.order != ListingOrder.NAME:
            pairs.append(("sort", self.order.value))
        pairs += [("brand", brand) for brand in self.brands]
        if self.as_rows:
            pairs.append(("view", "rows"))
        if self.after:
            pairs.append(("after", self.after))
        return "?" + urlencode(pairs)

    def going_on(self, after: str) -> "Browse":
        return replace(self, after=after)

    def drawn(self, *, as_rows: bool) -> "Browse":
        return replace(self, as_rows=as_rows)

    def without_brand(self, brand: str) -> "Browse":
        left = tuple(chosen for chosen in self.brands if chosen != brand)
        return replace(self, brands=left, after="")

    def without_filters(self) -> "Browse":
        return replace(self, brands=(), after="")

    def from_the_start(self) -> "Browse":
        return replace(self, after="")
