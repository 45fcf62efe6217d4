"""A sheet of 120 × 80 units to draw goods on, in flat colours, without jagged edges."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from PIL import Image, ImageColor, ImageDraw

WIDTH, HEIGHT = 1200, 800
_FINER = 2  # drawn twice as large, then made smaller: smooth edges
_UNIT = WIDTH * _FINER / 120

RGB = tuple[int, int, int]
Point = tuple[float, float]


def rgb(colour: str) -> RGB:
    red, green, blue = ImageColor.getrgb(colour)[:3]
    return red, green, blue


def mixed(one: RGB, other: RGB, share: float) -> RGB:
    """`share` of `other` in `one`."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


@dataclass(frozen=True)
class Palette:
    """The colours of one drawing: what it stands on, and the thing in three shades."""

    ground: RGB
    main: RGB
    dark: RGB
    light: RGB
    paper: RGB = (255, 255, 255)

    @property
    def shadow(self) -> RGB:
        return mixed(self.ground, (20, 33, 31), 0.10)


class Canvas:
    """Shapes in units; the origin is the upper left corner."""

    def __init__(self, palette: Palette) -> None:
        self.palette = palette
        self._image = Image.new("RGB", (WIDTH * _FINER, HEIGHT * _FINER), palette.ground)
        self._draw = ImageDraw.Draw(self._image)

    def box(
        self, x: float, y: float, width: float, height: float, fill: RGB, radius: float = 0
    ) -> None:
        corners = [x * _UNIT, y * _UNIT, (x + width) * _UNIT, (y + height) * _UNIT]
        self._draw.rounded_rectangle(corners, radius * _UNIT, fill=fill)

    def oval(self, x: float, y: float, across: float, down: float, fill: RGB) -> None:
        """Around the middle (x, y)."""
        box = [x - across / 2, y - down / 2, x + across / 2, y + down / 2]
        self._draw.ellipse([side * _UNIT for side in box], fill=fill)

    def shape(self, points: Sequence[Point], fill: RGB) -> None:
        self._draw.polygon([(x * _UNIT, y * _UNIT) for x, y in points], fill=fill)

    def stroke(self, points: Sequence[Point], width: float, fill: RGB) -> None:
        """A line with round ends and corners."""
        for (x1, y1), (x2, y2) in pairwise(points):
            ends = [(x1 * _UNIT, y1 * _UNIT), (x2 * _UNIT, y2 * _UNIT)]
            self._draw.line(ends, fill=fill, width=round(width * _UNIT))
        for x, y in points:
            self.oval(x, y, width, width, fill)

    def arc(
        self,
        x: float,
        y: float,
        across: float,
        down: float,
        angles: tuple[float, float],
        width: float,
        fill: RGB,
    ) -> None:
        """Part of an oval's edge around (x, y); angles in degrees clockwise from the right."""
        box = [x - across / 2, y - down / 2, x + across / 2, y + down / 2]
        corners = [side * _UNIT for side in box]
        self._draw.arc(corners, *angles, fill=fill, width=round(width * _UNIT))

    def floor(self, x: float, y: float, across: float) -> None:
        """The soft shadow that a thing stands on."""
        self.oval(x, y, across, across * 0.09, self.palette.shadow)

    def png(self) -> bytes:
        out = io.BytesIO()
        smooth = self._image.reduce(_FINER)
        smooth.quantize(128, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(out, "PNG")
        return out.getvalue()


def curve(start: Point, bend1: Point, bend2: Point, end: Point) -> list[Point]:
    """Points along a Bézier curve, close enough to be one line."""
    points = []
    for step in range(33):
        t = step / 32
        u = 1 - t
        weights = (u**3, 3 * u * u * t, 3 * u * t * t, t**3)
        corners = (start, bend1, bend2, end)
        points.append(
            (
                sum(w * p[0] for w, p in zip(weights, corners, strict=True)),
                sum(w * p[1] for w, p in zip(weights, corners, strict=True)),
            )
        )
    return points
