"""Geometry of meters, ladders and small bars, as the words SVG attributes take (LOOK §9)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal


def share(part: Decimal, whole: Decimal) -> Decimal:
    """`part` of `whole` in per cent, within 0..100; everything is too much of nothing."""
    if whole <= 0:
        return Decimal(100) if part > 0 else Decimal(0)
    return max(Decimal(0), min(Decimal(100), part * 100 / whole))


def attribute(value: Decimal) -> str:
    return f"{value.quantize(Decimal('0.01')):f}%"


@dataclass(frozen=True)
class MeterPart:
    """One rectangle of a meter: where it starts, how wide, and as what."""

    kind: str
    x: str
    width: str
    end: str


def meter_parts(
    total: Decimal, parts: Sequence[tuple[str, Decimal]], *, over: str = "stop"
) -> list[MeterPart]:
    """The rectangles of `parts` on a bar of `total`; the part that passes the end becomes `over`.

    Parts of zero are left out.
    """
    drawn: list[MeterPart] = []
    start = Decimal(0)
    for kind, amount in parts:
        if amount <= 0:
            continue
        left, right = share(start, total), share(start + amount, total)
        passes = start + amount > total
        start += amount
        if right > left or passes:
            left = min(left, Decimal(98))
            drawn.append(
                MeterPart(
                    over if passes else kind,
                    attribute(left),
                    attribute(max(right - left, Decimal("0.5"))),
                    attribute(right),
                )
            )
    return drawn


def limit_state(amount: Decimal, left: Decimal) -> str:
    """none_allowed, exceeded, nearly (the last tenth) or normal."""
    if left < 0:
        return "exceeded"
    if amount == 0:
        return "none_allowed"
    return "nearly" if left * 10 < amount else "normal"


@dataclass(frozen=True)
class LadderMark:
    """A break point on the ladder: where it stands and what it says."""

    x: str
    amount: Decimal


@dataclass(frozen=True)
class LadderBand:
    """The stretch between two break points and who is enough there."""

    x: str
    label: str


def ladder_of(
    value: Decimal, bands: Sequence[tuple[Decimal | None, str]]
) -> tuple[Decimal, list[LadderMark], list[LadderBand]]:
    """The top of the scale, the break points and the stretches up to `value`."""
    ceilings = [ceiling for ceiling, _label in bands if ceiling is not None]
    top = max([value, *ceilings]) * Decimal(100) / Decimal(85)
    marks = [LadderMark(attribute(share(ceiling, top)), ceiling) for ceiling in ceilings]
    drawn: list[LadderBand] = []
    start = Decimal(0)
    for ceiling, label in bands:
        if start > value:
            break
        end = top if ceiling is None else min(ceiling, top)
        drawn.append(LadderBand(attribute(share((start + end) / 2, top)), label))
        start = end
    return top, marks, drawn


@dataclass(frozen=True)
class HistoryBar:
    """One month of a small bar chart, drawn from the bottom of a box 24 units high."""

    x: int
    y: str
    height: str
    is_last: bool


def history_of(counts: Sequence[int]) -> list[HistoryBar]:
    """One bar a month, nine units apart; an empty month keeps a foot one unit high."""
    tallest = max([*counts, 1])
    bars = []
    for place, count in enumerate(counts):
        height = max(Decimal(1), Decimal(count * 24) / tallest).quantize(Decimal("0.1"))
        bars.append(
            HistoryBar(place * 9, f"{24 - height:f}", f"{height:f}", place == len(counts) - 1)
        )
    return bars
