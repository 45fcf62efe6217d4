"""Geometry of a column chart, as the words SVG attributes take (LOOK §9): no script, no style.

Across it is drawn in per cent and up in pixels, so that its words keep their size on a phone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from core.drawings import attribute

HEIGHT = 190
_HEAD = 14  # room for the word on the topmost line
_STEPS = 4
_NICE = tuple(Decimal(size) for size in ("1", "2", "2.5", "5", "10"))
_FILLED = Decimal("0.68")  # of each column's room
_MOST_LABELS = 12
_MOST_LABELS_NARROW = 5


@dataclass(frozen=True)
class ChartValue:
    """One column: the short word under it, its size, and the sentence that says it."""

    label: str
    amount: Decimal
    words: str


@dataclass(frozen=True)
class Column:
    """A drawn column. `is_wide_only`: its label stands only where there is room for it."""

    x: str
    width: str
    y: str
    height: str
    middle: str
    words: str
    label: str = ""
    is_wide_only: bool = False


@dataclass(frozen=True)
class GridLine:
    y: str
    amount: Decimal


@dataclass(frozen=True)
class ColumnChart:
    columns: Sequence[Column]
    lines: Sequence[GridLine]  # from the bottom up; the first is 0


def column_chart(values: Sequence[ChartValue]) -> ColumnChart:
    """Columns from the left, each as high as its amount, and lines at round amounts."""
    step = _nice_step(max((value.amount for value in values), default=Decimal(0)))
    top = step * _STEPS
    lines = [
        GridLine(_pixels(_height_at(step * place, top)), step * place)
        for place in range(_STEPS + 1)
    ]
    return ColumnChart([_column(values, place, top) for place in range(len(values))], lines)


def _column(values: Sequence[ChartValue], place: int, top: Decimal) -> Column:
    value, room = values[place], Decimal(100) / len(values)
    width = room * _FILLED
    y = _height_at(value.amount, top)
    wide, narrow = _every(len(values), _MOST_LABELS), _every(len(values), _MOST_LABELS_NARROW)
    return Column(
        x=attribute(room * place + (room - width) / 2),
        width=attribute(width),
        y=_pixels(y),
        height=_pixels(Decimal(HEIGHT) - y),
        middle=attribute(room * place + room / 2),
        words=value.words,
        label=value.label if place % wide == 0 else "",
        is_wide_only=place % narrow != 0,
    )


def _every(count: int, at_most: int) -> int:
    """Which labels are written so that there are no more than `at_most`: every nth."""
    return max(1, -(-count // at_most))


def _height_at(amount: Decimal, top: Decimal) -> Decimal:
    """Measured from above, as SVG does."""
    return Decimal(HEIGHT) - (HEIGHT - _HEAD) * max(amount, Decimal(0)) / top


def _pixels(value: Decimal) -> str:
    return f"{value.quantize(Decimal('0.1')):f}"


def _nice_step(tallest: Decimal) -> Decimal:
    """The distance between two lines: 1, 2, 2,5 or 5 with noughts, and the tallest fits."""
    wanted = max(tallest, Decimal(_STEPS)) / _STEPS
    scale = Decimal(1).scaleb(wanted.adjusted())
    step = next(size for size in _NICE if size * scale >= wanted) * scale
    return step.to_integral_value(ROUND_CEILING)
