"""The colours of the look: both themes whole, and every text readable on its ground."""

import re
from pathlib import Path

import pytest
from django.conf import settings

CSS = (Path(settings.BASE_DIR) / "static/css/tokens.css").read_text(encoding="utf-8")


def block(pattern: str) -> dict[str, str]:
    match = re.search(pattern + r"\s*\{([^}]*)\}", CSS)
    assert match, pattern
    return dict(re.findall(r"--([\w-]+):\s*([^;]+);", match.group(1)))


LIGHT = block(r":root")
DARK = block(r'\[data-bs-theme="dark"\]')
DEVICE = block(r':root:not\(\[data-bs-theme="light"\]\)')
THEMES = {"light": LIGHT, "dark": {**LIGHT, **DARK}}


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    """The ratio of WCAG 2.x, 1 to 21."""
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


GROUNDS = ("surface", "paper", "sunken")
TEXTS = ("ink", "ink-2", "ink-3", "brand", "accent")
STATUSES = ("ok", "wait", "stop", "info", "brand", "accent")
TINTS = ("mist", "lichen", "sand", "heather", "clay")
PAIRS = [
    *[(text, ground, 4.5) for text in TEXTS for ground in GROUNDS],
    *[(status, f"{status}-tint", 4.5) for status in STATUSES],
    *[(status, "surface", 4.5) for status in STATUSES],
    *[("edge", ground, 3.0) for ground in GROUNDS],
    *[("accent-fill", ground, 3.0) for ground in GROUNDS],
    *[(f"{tint}-dark", tint, 4.5) for tint in TINTS],
    ("ink-3", "brand-tint", 4.5),
    ("ink-2", "sand", 4.5),
    ("ink", "wait-tint", 4.5),
    ("on-brand", "brand-solid", 4.5),
    ("on-brand", "brand-solid-hover", 4.5),
    ("on-ok", "ok", 4.5),
    ("surface", "accent", 4.5),
    ("focus", "surface", 3.0),
    ("focus", "paper", 3.0),
    ("rail-ink", "rail", 4.5),
    ("rail-muted", "rail", 4.5),
    ("on-rail", "rail-current", 4.5),
    ("rail-focus", "rail", 4.5),
]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground", "least"), PAIRS)
def test_text_is_readable_on_its_ground(theme: str, text: str, ground: str, least: float) -> None:
    colours = THEMES[theme]
    assert contrast(colours[text], colours[ground]) >= least


def test_as_the_device_is_the_same_dark_theme() -> None:
    assert DEVICE == DARK


def test_dark_theme_changes_no_name_that_light_has_not() -> None:
    assert set(DARK) - set(LIGHT) == set()


def test_known_ratio_is_computed_as_wcag_does() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#0B5563", "#FFFFFF") == pytest.approx(8.42, abs=0.01)


def test_no_stylesheet_but_tokens_names_a_colour() -> None:
    allowed = {"tokens.css", "print.css", "labels.css"}  # paper is white in every theme
    folder = Path(settings.BASE_DIR) / "static/css"
    found = {
        path.name: re.findall(r"(?<![\w#-])#(?!hatch)[0-9a-fA-F]{3,8}\b", text)
        for path in folder.glob("*.css")
        if path.name not in allowed
        for text in [path.read_text(encoding="utf-8")]
    }
    white_behind_photos = {"storefront.css": {"#fff"}, "components.css": {"#fff"}}
    for name, colours in found.items():
        assert set(colours) <= white_behind_photos.get(name, set()), name
