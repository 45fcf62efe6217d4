"""What a stranger wants to save: one item for a list, or the whole cart. Pure.

It waits in a session or beside a registration as plain JSON, and is judged only when it is saved.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from orders.models import MOST_LINES
from orders.quantities import MOST

_LARGEST_ID = 2**63 - 1


@dataclass(frozen=True, slots=True)
class KeptWish:
    """(variant id, quantity) of each line; `is_cart` = saved as a cart, else put on a list."""

    lines: tuple[tuple[int, int], ...]
    is_cart: bool = False

    def as_json(self) -> dict[str, Any]:
        return {"lines": [list(line) for line in self.lines], "is_cart": self.is_cart}


def kept_wish(said: object) -> KeptWish | None:
    """What JSON says; None for anything that `as_json` did not write."""
    if not isinstance(said, Mapping) or not isinstance(said.get("lines"), list):
        return None
    lines = tuple((line[0], line[1]) for line in said["lines"] if _is_line(line))
    if not 0 < len(lines) <= MOST_LINES:
        return None
    return KeptWish(lines, is_cart=said.get("is_cart") is True)


def _is_line(line: object) -> bool:
    match line:
        case [int(variant_id), int(quantity)]:
            return 0 < variant_id <= _LARGEST_ID and 0 < quantity <= MOST
    return False
