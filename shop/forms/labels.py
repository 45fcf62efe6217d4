"""Which goods get a shelf label, how many pieces each says, and on what paper."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import QueryDict

from core.exports import Asked
from orders.labels import MOST_LABELS
from orders.quantities import MOST

_SOURCES = ("from", "list", "order", "category")


@dataclass(frozen=True, slots=True)
class LabelsAsked:
    """`quantities` by variant id, of those that are ticked, in the order of the page."""

    source: Asked
    quantities: Mapping[int, int]
    is_single: bool
    is_pdf: bool


def source_in(data: QueryDict) -> Asked:
    """Where the goods come from, as `orders.selectors.order_form` reads it."""
    asked = {name: str(data[name])[:200] for name in _SOURCES if data.get(name)}
    return asked or {"from": "mine"}


def labels_asked(data: QueryDict) -> LabelsAsked:
    """What was ticked; a quantity that is none counts as the smallest."""
    ticked = [pk for written in data.getlist("chosen") if (pk := _number(written))]
    return LabelsAsked(
        source=source_in(data),
        quantities={
            pk: min(_number(data.get(f"quantity-{pk}", "")) or 1, MOST)
            for pk in list(dict.fromkeys(ticked))[: MOST_LABELS + 1]
        },
        is_single=data.get("paper") == "single",
        is_pdf="pdf" in data,
    )


def quantity_on_label(data: QueryDict) -> int:
    """How many, as the label's address says; 1 when it says nothing that makes sense."""
    return min(_number(data.get("n", "")) or 1, MOST)


def _number(written: str) -> int:
    return int(written) if written.isascii() and written.isdigit() and len(written) < 19 else 0
