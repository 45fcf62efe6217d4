"""A customer's own colours made safe: every text readable, every control seen, in both themes.

Pure. The raw colours stay untouched behind the logo and in the stripe under the header; everything
else is derived here once, when a profile is saved. Hue is kept, chroma gives way only where a
screen has no such colour, lightness moves in steps of 0.005 until WCAG's ratios hold. No colour is
refused, whatever it is.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from customers.oklch import Lch, contrast, hex_of, lch_of, mixed

WHITE, BLACK = "#FFFFFF", "#000000"
# What texts and controls stand on: static/css/tokens.css; a test keeps them equal.
LIGHT_GROUNDS = ("#FFFFFF", "#F4F6F5", "#EAEEEC")  # surface, paper, sunken
DARK_GROUNDS = ("#15201E", "#0D1514", "#1D2A28")
INK, DARK_INK = "#14211F", "#E6EDEB"
LIGHT_INKS = (INK, "#475552", "#5E6C68")
DARK_INKS = (DARK_INK, "#B3C0BC", "#95A39F")
_ON_DARK_BUTTON = "#0B1312"

TEXT, CONTROL = 4.5, 3.0
_LINK, _EDGE = 4.6, 3.05  # what is aimed at, so that nothing stands on the border
_STEP, _HOVER = 0.005, 0.055
_STRIPE = "4px"

_COLOUR = re.compile(r"#?([0-9A-Fa-f]{6}|[0-9A-Fa-f]{3})", re.ASCII)
_VALUE = re.compile(r"#[0-9A-F]{6}|4px|transparent", re.ASCII)
_NAME = re.compile(r"[a-z][a-z0-9-]{0,29}", re.ASCII)


class NotAColour(ValueError):
    """What was written is no colour."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """Custom properties of one theme, by name without the two dashes."""

    values: Mapping[str, str]

    def __getitem__(self, name: str) -> str:
        return self.values[name]


@dataclass(frozen=True, slots=True)
class Derived:
    """What a profile's pages are drawn with. `header` is "" where the page's own white stays."""

    brand: str
    header: str
    light: Tokens
    dark: Tokens

    @property
    def stylesheet(self) -> str:
        return stylesheet(self.light.values, self.dark.values)


def colour_in(text: str) -> str:
    """`#FFC400` from `ffc400`, `#fc0` and the like; NotAColour for anything else."""
    match = _COLOUR.fullmatch(text.strip())
    if match is None:
        raise NotAColour(text[:20])
    digits = match[1].upper()
    return "#" + (digits if len(digits) == 6 else "".join(each * 2 for each in digits))


@lru_cache(maxsize=256)
def derive(brand: str, header: str = "") -> Derived:
    """Both themes' tokens from the raw colours, each as `colour_in` gives it."""
    head = _header(header, brand)
    return Derived(
        brand=brand,
        header=header,
        light=Tokens(_light(brand) | (head or _no_header(brand))),
        dark=Tokens(_dark(brand) | (head or _no_header(brand) | {"logo-plate": WHITE})),
    )


def _light(brand: str) -> dict[str, str]:
    raw = lch_of(brand)
    solid, on_solid = _solid(brand)
    tint = hex_of(raw.at(0.962, most_chroma=0.028))
    text = _moved(brand, raw, -_STEP, _readable((*LIGHT_GROUNDS, tint), _LINK))
    return {
        "brand": text,
        "brand-solid": solid,
        "brand-solid-hover": _hover(solid, on_solid),
        "on-brand": on_solid,
        "brand-edge": _moved(brand, raw, -_STEP, _readable(LIGHT_GROUNDS[:2], _EDGE)),
        "brand-tint": tint,
        "brand-tint-hover": _ground(raw, 0.935, 0.962, 0.045, (*LIGHT_INKS, text)),
        "brand-line": hex_of(raw.at(0.84, most_chroma=0.06)),
        # Also on sunken and tinted ground, where a border is not but the ring of focus is.
        "focus": _moved(brand, raw, -_STEP, _readable((*LIGHT_GROUNDS, tint), _EDGE)),
    }


def _dark(brand: str) -> dict[str, str]:
    raw = lch_of(brand)
    tint = hex_of(raw.at(0.29, most_chroma=0.06))
    start = raw.at(max(raw.lightness, 0.72), most_chroma=0.12)
    text = _moved(hex_of(start), start, _STEP, _readable((*DARK_GROUNDS, tint), _LINK))
    return {
        "brand": text,
        "brand-solid": text,
        "brand-solid-hover": _hover(text, _ON_DARK_BUTTON, first=_HOVER),
        "on-brand": _ON_DARK_BUTTON,
        "brand-edge": text,
        "brand-tint": tint,
        "brand-tint-hover": _ground(raw, 0.33, 0.29, 0.06, (*DARK_INKS, text)),
        "brand-line": hex_of(raw.at(0.42, most_chroma=0.07)),
        "focus": text,
    }


def _header(header: str, brand: str) -> dict[str, str] | None:
    """The header in its raw colour; alike in both themes. None: it keeps the page's own."""
    if not header:
        return None
    # Between white and ink there are colours on which neither is read: black always is then.
    better = max((WHITE, INK), key=lambda ink: contrast(ink, header))
    ink = better if contrast(better, header) >= TEXT else BLACK
    far = BLACK if ink == WHITE else WHITE
    muted = _towards(header, ink)
    tint = mixed(header, ink, 0.12)
    if min(contrast(ink, tint), contrast(muted, tint)) < TEXT:
        tint = mixed(header, far, 0.12)
    seen = min(contrast(brand, header), contrast(brand, tint)) >= CONTROL
    return {
        "head-bg": header,
        "head-ink": ink,
        "head-muted": muted,
        "head-tint": tint,
        "head-tint-hover": mixed(tint, far if contrast(ink, tint) < 6 else header, 0.4),
        "head-line": mixed(header, ink, 0.3),
        "head-rest": mixed(header, ink, 0.25),
        "head-reserved": mixed(header, ink, 0.55),
        "head-mark": brand if seen else ink,
        "head-stop": ink,
        "head-focus": ink,
        "head-stripe": brand,
        "head-stripe-width": _STRIPE,
        "logo-plate": "transparent",
    }


def _no_header(brand: str) -> dict[str, str]:
    return {"head-stripe": brand, "head-stripe-width": _STRIPE, "logo-plate": "transparent"}


def _towards(header: str, ink: str) -> str:
    """Four fifths of the way to the ink, or as much more as it takes to be read."""
    for share in (0.8, 0.85, 0.9, 0.95):
        if contrast(found := mixed(header, ink, share), header) >= TEXT:
            return found
    return ink


def _solid(brand: str) -> tuple[str, str]:
    """The button's ground and what is written on it: the nearest lightness where one is read."""
    raw, away = lch_of(brand), 0.0
    while True:
        for lightness in (raw.lightness - away, raw.lightness + away):
            found = hex_of(raw.at(lightness)) if away else brand
            for ink in (WHITE, INK):
                if contrast(ink, found) >= TEXT:
                    return found, ink
        away += _STEP


def _hover(solid: str, ink: str, *, first: float = -_HOVER) -> str:
    """A little darker, or lighter where that could not be read or seen."""
    raw = lch_of(solid)
    for change in (first, -first, first / 2, -first / 2):
        found = hex_of(raw.at(raw.lightness + change))
        if 0 <= raw.lightness + change <= 1 and contrast(ink, found) >= TEXT:
            return found
    return solid


def _readable(grounds: Iterable[str], least: float) -> Callable[[str], bool]:
    beside = tuple(grounds)
    return lambda colour: min(contrast(colour, ground) for ground in beside) >= least


def _moved(found: str, colour: Lch, step: float, is_enough: Callable[[str], bool]) -> str:
    """`found` itself if it is enough, else the first step of lightness that is.

    It ends at black or white at the latest, which are enough on every ground here.
    """
    lightness = colour.lightness
    while not is_enough(found) and 0.0 <= lightness <= 1.0:
        lightness += step
        found = hex_of(colour.at(lightness))
    return found


def _ground(raw: Lch, start: float, end: float, chroma: float, texts: Iterable[str]) -> str:
    """A tint as far as possible from the page on which all `texts` are still read."""
    written = tuple(texts)
    step = _STEP if end > start else -_STEP
    for count in range(round((end - start) / step) + 1):
        found = hex_of(raw.at(start + count * step, most_chroma=chroma))
        if all(contrast(text, found) >= TEXT for text in written):
            return found
    return hex_of(raw.at(end, most_chroma=chroma / 2))


def stylesheet(light: Mapping[str, str], dark: Mapping[str, str]) -> str:
    """Custom properties and nothing else, for the screen; `dark` in both ways of asking for it.

    ValueError for any name or value that this module would not have made, wherever it comes from.
    """
    return (
        "@media screen {\n"
        f":root {{\n{_declared(light)}}}\n"
        f'[data-bs-theme="dark"] {{\n{_declared(dark)}}}\n'
        "}\n@media screen and (prefers-color-scheme: dark) {\n"
        f':root:not([data-bs-theme="light"]) {{\n{_declared(dark)}}}\n'
        "}\n"
    )


def sample_stylesheet(light: Mapping[str, str], dark: Mapping[str, str]) -> str:
    """The same for the two samples on the form, whatever theme the page itself is in."""
    light = _page(LIGHT_GROUNDS, LIGHT_INKS, "#7A8783", light) | dict(light)
    dark = _page(DARK_GROUNDS, DARK_INKS, "#74837F", dark) | dict(dark)
    return (
        f'.look-sample[data-bs-theme="light"] {{\n{_declared(light)}}}\n'
        f'.look-sample[data-bs-theme="dark"] {{\n{_declared(dark)}}}\n'
    )


def _page(
    grounds: tuple[str, str, str],
    inks: tuple[str, str, str],
    edge: str,
    tokens: Mapping[str, str],
) -> dict[str, str]:
    """What the page around a customer's colours has, as far as a sample shows it."""
    names = ("surface", "paper", "sunken", "ink", "ink-2", "ink-3", "edge")
    page = dict(zip(names, (*grounds, *inks, edge), strict=True))
    tint = tokens.get("brand-tint", grounds[2])
    head = {"head-bg": grounds[0], "head-ink": inks[0], "head-muted": inks[1], "head-tint": tint}
    return page | head


def _declared(tokens: Mapping[str, str]) -> str:
    lines = []
    for name, value in sorted(tokens.items()):
        if _NAME.fullmatch(name) is None or _VALUE.fullmatch(value) is None:
            raise ValueError(f"no token of a profile: {name[:40]!r}")
        lines.append(f"  --{name}: {value};\n")
    return "".join(lines)


def digest_of(text: str) -> str:
    """What stands in the address of a stylesheet: another for every other content."""
    return hashlib.sha256(text.encode()).hexdigest()[:32]
