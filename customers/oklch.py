"""Colours by lightness, chroma and hue as eyes see them (OKLCH), and how far apart two are (WCAG).

Pure. A colour is six hexadecimal digits after a #, in capitals.
"""

from dataclasses import dataclass
from functools import lru_cache
from math import atan2, cos, hypot, sin

_BISECTIONS = 24


@dataclass(frozen=True, slots=True)
class Lch:
    """Lightness 0..1, chroma 0..0.4, hue in radians."""

    lightness: float
    chroma: float
    hue: float

    def at(self, lightness: float, *, most_chroma: float = 1.0) -> "Lch":
        """The same hue, lighter or darker."""
        return Lch(min(max(lightness, 0.0), 1.0), min(self.chroma, most_chroma), self.hue)


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def _gamma(channel: float) -> float:
    return channel * 12.92 if channel <= 0.0031308 else 1.055 * channel ** (1 / 2.4) - 0.055


def _channels(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return _linear(red), _linear(green), _linear(blue)


def lch_of(colour: str) -> Lch:
    red, green, blue = _channels(colour)
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    middle = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    lightness = 0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short
    chroma = hypot(a, b)
    # A grey has no hue; what rounding leaves of one would come out as a tint.
    return Lch(lightness, chroma, atan2(b, a)) if chroma > 0.001 else Lch(lightness, 0.0, 0.0)


def _to_linear(colour: Lch) -> tuple[float, float, float]:
    a, b = colour.chroma * cos(colour.hue), colour.chroma * sin(colour.hue)
    long = (colour.lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (colour.lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (colour.lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )


def _is_in_gamut(colour: Lch) -> bool:
    return all(-0.0005 <= channel <= 1.0005 for channel in _to_linear(colour))


def hex_of(colour: Lch) -> str:
    """The nearest colour that a screen has: chroma gives way, hue and lightness stay."""
    shown = colour
    if not _is_in_gamut(colour):
        least, most = 0.0, colour.chroma
        for _step in range(_BISECTIONS):
            middle = (least + most) / 2
            if _is_in_gamut(Lch(colour.lightness, middle, colour.hue)):
                least = middle
            else:
                most = middle
        shown = Lch(colour.lightness, least, colour.hue)
    digits = (round(255 * _gamma(min(max(channel, 0.0), 1.0))) for channel in _to_linear(shown))
    return "#" + "".join(f"{digit:02X}" for digit in digits)


def mixed(colour: str, other: str, share: float) -> str:
    """`share` (0..1) of the other in the colour, channel by channel as a screen mixes."""
    pairs = ((int(colour[at : at + 2], 16), int(other[at : at + 2], 16)) for at in (1, 3, 5))
    return "#" + "".join(f"{round(one + (two - one) * share):02X}" for one, two in pairs)


@lru_cache(maxsize=4096)
def luminance(colour: str) -> float:
    red, green, blue = _channels(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, two: str) -> float:
    """WCAG 2.x: 1 for the same, 21 for black on white."""
    light, dark = sorted((luminance(one), luminance(two)), reverse=True)
    return (light + 0.05) / (dark + 0.05)
