"""Bands of list prices, in the shop's currency: under 50, 50–100, 100–200, 200–500 … Pure."""

from bisect import bisect_right
from decimal import Decimal

_HIGHEST = 10**12  # what a list price can be at most


def _bounds() -> tuple[int, ...]:
    found, ten = [50], 100
    while ten <= _HIGHEST:
        found += [ten, 2 * ten, 5 * ten]
        ten *= 10
    return tuple(found)


# Where one band ends and the next begins; a price on a bound is in the upper band.
BOUNDS = _bounds()
# As they stand in addresses; one more than there are bounds.
BANDS = tuple(
    f"{low}-{high}" if high else f"{low}-"
    for low, high in zip((0, *BOUNDS), (*BOUNDS, None), strict=True)
)


def band_of(list_price_net: Decimal) -> str:
    """'200-500' of 200 to 499,99."""
    return BANDS[bisect_right(BOUNDS, list_price_net)]


def limits_of(band: str) -> tuple[int, int | None]:
    """The first price of the band and the first above it; ValueError when there is no such band."""
    place = BANDS.index(band)
    return (0, *BOUNDS)[place], (*BOUNDS, None)[place]
