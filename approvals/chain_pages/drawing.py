"""The map of a chain as shapes with whole pixels: boxes, lines with amounts, the seller. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from approvals.chain_map import ChainMap, Line, Place
from approvals.chains import ChainLink
from core.money import format_amount

BOX_WIDTH = 208
BOX_HEIGHT = 44
_GAP = 100
_ROW = 56
_MARGIN = 8
_FOLD = 76  # room at the left for "+ 37"
_SELLER = 26  # radius
_LETTER = 6.6


@dataclass(frozen=True, slots=True)
class Label:
    """An amount on a line, centred in its pill."""

    text: str
    x: int
    y: int
    width: int

    @property
    def centre(self) -> int:
        return self.x + self.width // 2

    @property
    def top(self) -> int:
        return self.y - 10


@dataclass(frozen=True, slots=True)
class Box:
    """Where a person or a bundle stands. `fold` = people below who are not drawn."""

    members: tuple[int, ...]
    x: int
    y: int
    fold: int = 0

    @property
    def middle(self) -> int:
        return self.y + BOX_HEIGHT // 2

    @property
    def fold_x(self) -> int:
        return self.x - _FOLD + 8


@dataclass(frozen=True, slots=True)
class Thread:
    """`look`: "" | tried | broken | loop."""

    path: str
    look: str
    label: Label | None


@dataclass(frozen=True, slots=True)
class Drawing:
    boxes: tuple[Box, ...]
    threads: tuple[Thread, ...]
    width: int
    height: int
    seller_x: int
    seller_y: int


def amount_text(amount: Decimal, currency: str) -> str:
    """'5 000', or with its decimals where there are any."""
    text = format_amount(amount, currency)
    return text.removesuffix(",00")


def draw(
    drawn: ChainMap,
    links: Mapping[int, ChainLink],
    *,
    hidden: Mapping[int, int],
    tried: Collection[int] = (),
    currency: str,
) -> Drawing:
    """`hidden` = how many stand folded below each; `tried` = those on the path that is tried."""
    left = _MARGIN + (_FOLD if hidden else 0)
    boxes = tuple(_box(place, left, hidden) for place in drawn.places)
    threads = [_thread(line, boxes, links, set(tried), currency) for line in drawn.lines]
    tops = {line.below for line in drawn.lines}
    last = [box for index, box in enumerate(boxes) if index not in tops or _closes(drawn, index)]
    seller_x = left + drawn.columns * (BOX_WIDTH + _GAP) + _SELLER
    seller_y = (sum(box.middle for box in last) // len(last)) if last else _ROW
    threads += [_to_seller(box, links, seller_x, seller_y, set(tried)) for box in last]
    return Drawing(
        boxes=boxes,
        threads=tuple(sorted(threads, key=lambda thread: thread.look == "tried")),
        width=seller_x + _SELLER + _MARGIN,
        height=max(drawn.rows * _ROW, 2 * _SELLER + 40) + 2 * _MARGIN,
        seller_x=seller_x,
        seller_y=max(seller_y, _SELLER + _MARGIN),
    )


def _closes(drawn: ChainMap, index: int) -> bool:
    return all(line.closes_loop for line in drawn.lines if line.below == index)


def _box(place: Place, left: int, hidden: Mapping[int, int]) -> Box:
    return Box(
        members=place.members,
        x=left + place.column * (BOX_WIDTH + _GAP),
        y=_MARGIN + round(place.row * _ROW),
        fold=0 if place.is_bundle else hidden.get(place.members[0], 0),
    )


def _thread(
    line: Line,
    boxes: Sequence[Box],
    links: Mapping[int, ChainLink],
    tried: set[int],
    currency: str,
) -> Thread:
    below, above = boxes[line.below], boxes[line.above]
    label = _label(below, links, currency)
    if line.closes_loop:
        return Thread(_back(below, above), "loop", label)
    upper = links[above.members[0]]
    is_tried = above.members[0] in tried and bool(tried & set(below.members))
    broken = not (upper.is_active and upper.is_approver)
    start, end = below.x + BOX_WIDTH, above.x
    bend = end - _GAP
    path = (
        f"M{start} {below.middle}H{bend}"
        f"C{bend + _GAP // 2} {below.middle} {end - _GAP // 2} {above.middle} {end} {above.middle}"
    )
    return Thread(path, "tried" if is_tried else "broken" if broken else "", label)


def _to_seller(box: Box, links: Mapping[int, ChainLink], x: int, y: int, tried: set[int]) -> Thread:
    start = box.x + BOX_WIDTH
    is_tried = bool(tried & set(box.members))
    link = links[box.members[0]]
    broken = not (link.is_active and link.is_approver)
    middle = (start + x) // 2
    path = f"M{start} {box.middle}C{middle} {box.middle} {middle} {y} {x - _SELLER} {y}"
    return Thread(path, "tried" if is_tried else "broken" if broken else "", None)


def _back(below: Box, above: Box) -> str:
    """A loop's last line, drawn under the boxes from the right back to the left."""
    start, end = below.x + BOX_WIDTH // 2, above.x + BOX_WIDTH // 2
    bottom = max(below.y, above.y) + BOX_HEIGHT + 10
    return f"M{start} {below.y + BOX_HEIGHT}V{bottom}H{end}V{above.y + BOX_HEIGHT}"


def _label(box: Box, links: Mapping[int, ChainLink], currency: str) -> Label | None:
    found = (links[pk].break_point for pk in box.members)
    points = sorted({point for point in found if point is not None})
    if not points:
        return None
    text = amount_text(points[0], currency)
    if len(points) > 1:
        text = f"{text}–{amount_text(points[-1], currency)}"
    return Label(text, box.x + BOX_WIDTH + 6, box.middle, round(len(text) * _LETTER) + 16)
