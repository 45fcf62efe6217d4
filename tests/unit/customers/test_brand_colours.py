"""A customer's colours made safe: whatever colour, every text is read and every control seen."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from customers.brand_colours import (
    DARK_GROUNDS,
    DARK_INKS,
    LIGHT_GROUNDS,
    LIGHT_INKS,
    NotAColour,
    Tokens,
    colour_in,
    derive,
    digest_of,
    sample_stylesheet,
    stylesheet,
)
from customers.brand_words import name_of, pairs, told
from customers.oklch import contrast, hex_of, lch_of
from tests.unit.core.test_tokens import DARK, LIGHT

# raw, white on raw, on-brand, link, edge, dark link; the links of two are a step of rounding from
# the table they were first drawn in.
TABLE = [
    ("#FFC400", 1.60, "#14211F", 10.38, "#856500", "#B18700", "#F0C86C"),
    ("#8BC34A", 2.10, "#14211F", 7.89, "#4A7600", "#669B17", "#95BF6B"),
    ("#00B7E5", 2.36, "#14211F", 7.03, "#007291", "#0099C0", "#39B5DE"),
    ("#E30613", 4.88, "#FFFFFF", 4.88, "#D7000E", "#E30613", "#E6867A"),
    ("#5B2A86", 9.90, "#FFFFFF", 9.90, "#5B2A86", "#5B2A86", "#B691E1"),
    ("#FFFFFF", 1.00, "#14211F", 16.57, "#6A6A6A", "#8D8D8D", "#FFFFFF"),
]
# What companies come with: yellows, neon, pastels, white, black, and what lies just between.
REAL = (
    "#FFC400",
    "#FFFFFF",
    "#000000",
    "#E30613",
    "#5B2A86",
    "#8BC34A",
    "#00B7E5",
    "#FFED00",
    "#39FF14",
    "#FF00FF",
    "#CCFF00",
    "#0057B8",
    "#004B87",
    "#FF6A13",
    "#767676",
    "#7A7A7A",
    "#808080",
    "#F5E6D3",
    "#1F1F1F",
    "#00A651",
    "#D4AF37",
    "#FFC0CB",
)
COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06X}")


def least(fronts: list[str], grounds: list[str]) -> float:
    return min(contrast(front, ground) for front in fronts for ground in grounds)


def unsafe(brand: str, header: str) -> list[str]:
    """What could not be read or seen of a profile, in words; nothing for any colour."""
    found = derive(brand, header)
    wrong = []

    def check(what: str, ratio: float, bound: float) -> None:
        if ratio < bound:
            wrong.append(f"{brand} {header} {what}: {ratio:.3f}")

    for name, tokens, grounds, inks in (
        ("light", found.light, LIGHT_GROUNDS, LIGHT_INKS),
        ("dark", found.dark, DARK_GROUNDS, DARK_INKS),
    ):
        tints = [tokens["brand-tint"], tokens["brand-tint-hover"]]
        solids = [tokens["brand-solid"], tokens["brand-solid-hover"]]
        check(f"{name} link", least([tokens["brand"]], [*grounds, *tints]), 4.5)
        check(f"{name} inks on tints", least(list(inks), tints), 4.5)
        check(f"{name} button", least([tokens["on-brand"]], solids), 4.5)
        check(f"{name} edge", least([tokens["brand-edge"]], list(grounds[:2])), 3)
        check(f"{name} focus", least([tokens["focus"]], [*grounds, tints[0]]), 3)
        if header:
            heads = [tokens["head-bg"], tokens["head-tint"], tokens["head-tint-hover"]]
            check(f"{name} head ink", least([tokens["head-ink"], tokens["head-stop"]], heads), 4.5)
            check(f"{name} head muted", least([tokens["head-muted"]], heads[:2]), 4.5)
            check(f"{name} head mark", least([tokens["head-mark"]], heads[:2]), 3)
            check(f"{name} head focus", least([tokens["head-focus"]], heads[:1]), 3)
    return wrong


@pytest.mark.parametrize(("raw", "white", "on_brand", "button", "link", "edge", "dark"), TABLE)
def test_the_colours_of_the_look_come_out_as_they_were_drawn(
    raw: str, white: float, on_brand: str, button: float, link: str, edge: str, dark: str
) -> None:
    found = derive(raw)
    assert contrast("#FFFFFF", raw) == pytest.approx(white, abs=0.01)
    assert (found.light["brand-solid"], found.light["on-brand"]) == (raw, on_brand)
    assert contrast(on_brand, raw) == pytest.approx(button, abs=0.01)
    assert (found.light["brand"], found.light["brand-edge"]) == (link, edge)
    assert found.dark["brand"] == dark
    assert found.dark["on-brand"] == "#0B1312"


@pytest.mark.parametrize("brand", REAL)
def test_what_companies_come_with_is_read_and_seen_in_both_themes(brand: str) -> None:
    assert [wrong for header in ("", *REAL) for wrong in unsafe(brand, header)] == []


@given(brand=COLOURS, header=st.one_of(st.just(""), COLOURS))
@settings(max_examples=300, deadline=None)
def test_so_is_every_colour_there_is(brand: str, header: str) -> None:
    assert unsafe(brand, header) == []


@given(brand=COLOURS)
@settings(max_examples=100, deadline=None)
def test_raw_colours_stay_where_they_are_the_customers_own(brand: str) -> None:
    found = derive(brand, brand)
    for tokens in (found.light, found.dark):
        assert tokens["head-bg"] == brand
        assert tokens["head-stripe"] == brand


@given(brand=COLOURS)
@settings(max_examples=100, deadline=None)
def test_a_colour_keeps_its_hue(brand: str) -> None:
    raw, link = lch_of(brand), lch_of(derive(brand).light["brand"])
    if raw.chroma > 0.08 and link.chroma > 0.08:
        turned = abs(raw.hue - link.hue)
        assert min(turned, 6.2832 - turned) < 0.06


@given(colour=COLOURS)
@settings(max_examples=200, deadline=None)
def test_a_colour_goes_there_and_back(colour: str) -> None:
    back = hex_of(lch_of(colour))
    for at in (1, 3, 5):
        assert abs(int(colour[at : at + 2], 16) - int(back[at : at + 2], 16)) <= 3


def test_a_red_profile_leaves_refusal_and_status_alone() -> None:
    own = set(derive("#E30613", "#E30613").light.values)
    for name in ("stop", "ok", "wait", "info", "accent", "ink", "surface", "edge"):
        assert name not in own


@pytest.mark.parametrize(
    ("written", "colour"),
    [("#ffc400", "#FFC400"), (" FFC400 ", "#FFC400"), ("#fc0", "#FFCC00"), ("abc", "#AABBCC")],
)
def test_a_colour_may_be_written_in_the_usual_ways(written: str, colour: str) -> None:
    assert colour_in(written) == colour


@pytest.mark.parametrize(
    "written",
    [
        "",
        "#",
        "yellow",
        "#12345",
        "#1234567",
        "#fff;}</style><script>",
        "url(javascript:alert(1))",
        "#FFC40٠",
        "#FFC400\n}",
        "rgb(1,2,3)",
        "var(--stop)",
    ],
)
def test_anything_else_is_no_colour(written: str) -> None:
    with pytest.raises(NotAColour):
        colour_in(written)


@pytest.mark.parametrize(
    "tokens",
    [
        {"brand": "red"},
        {"brand": "#FFF;}</style>"},
        {"brand": "url(javascript:alert(1))"},
        {"brand;}": "#FFFFFF"},
        {"brand": "#FFC400\n"},
    ],
)
def test_nothing_but_colours_reaches_a_stylesheet(tokens: dict[str, str]) -> None:
    for written in (stylesheet, sample_stylesheet):
        with pytest.raises(ValueError, match="no token"):
            written(tokens, {})
        with pytest.raises(ValueError, match="no token"):
            written({}, tokens)


def test_a_stylesheet_holds_properties_only_and_dark_stands_in_both_ways() -> None:
    text = derive("#FFC400", "#1F1F1F").stylesheet
    properties = re.findall(r"^  --([a-z-]+): (#[0-9A-F]{6}|4px|transparent);$", text, re.M)
    rest = re.sub(r"^  --.*$\n", "", text, flags=re.M)
    assert len(properties) == 3 * len(derive("#FFC400", "#1F1F1F").light.values)
    assert re.sub(r"\s+", " ", rest).strip() == (
        '@media screen { :root { } [data-bs-theme="dark"] { } } '
        "@media screen and (prefers-color-scheme: dark) "
        '{ :root:not([data-bs-theme="light"]) { } }'
    )
    blocks = re.findall(r'(?:theme="dark"\]|"light"\]\)) \{\n(.*?)\}', text, re.S)
    assert blocks[0] == blocks[1]
    assert digest_of(text) != digest_of(derive("#FFC401", "#1F1F1F").stylesheet)


def test_the_sample_has_the_page_around_it_and_touches_nothing_else() -> None:
    found = derive("#FFC400")
    text = sample_stylesheet(found.light.values, found.dark.values)
    blocks = dict(re.findall(r"^(\S+) \{\n(.*?)\}", text, re.M | re.S))
    assert list(blocks) == [
        '.look-sample[data-bs-theme="light"]',
        '.look-sample[data-bs-theme="dark"]',
    ]
    light, dark = blocks.values()
    assert "--surface: #FFFFFF;" in light
    assert "--ink-2: #475552;" in light
    assert "--brand: #856500;" in light
    assert "--surface: #15201E;" in dark
    assert "--brand: #F0C86C;" in dark


def test_grounds_are_those_of_the_look() -> None:
    names = ("surface", "paper", "sunken")
    assert tuple(LIGHT[name] for name in names) == LIGHT_GROUNDS
    assert tuple(DARK[name] for name in names) == DARK_GROUNDS
    inks = ("ink", "ink-2", "ink-3")
    assert tuple(LIGHT[name] for name in inks) == LIGHT_INKS
    assert tuple(DARK[name] for name in inks) == DARK_INKS


def test_every_token_of_a_profile_is_one_that_the_look_has() -> None:
    for tokens in (derive("#FFC400", "#1F1F1F").light, derive("#FFC400").dark):
        assert isinstance(tokens, Tokens)
        assert set(tokens.values) <= set(LIGHT)


def test_staff_read_what_was_done_to_a_yellow() -> None:
    words = [str(text) for text in told(derive("#FFC400", "#1F1F1F"))]
    assert "We darkened your yellow for links so it can be read." in words
    assert "The text on your yellow buttons is dark: white could not be read." in words
    assert "The text on your black header is white." in words


def test_a_colour_that_serves_as_it_is_needs_few_words() -> None:
    words = [str(text) for text in told(derive("#5B2A86"))]
    assert words == [
        "In the dark theme your purple has another lightness, so it can be read there."
    ]


@pytest.mark.parametrize("brand", REAL)
def test_the_ratios_shown_all_hold(brand: str) -> None:
    shown = pairs(derive(brand, brand))
    assert len(shown) == 16
    assert all(pair.holds for pair in shown)
    assert all(float(pair.shown) <= pair.ratio for pair in shown)


@pytest.mark.parametrize(
    ("colour", "name"),
    [
        ("#FFC400", "yellow"),
        ("#E30613", "red"),
        ("#5B2A86", "purple"),
        ("#0057B8", "blue"),
        ("#00A651", "green"),
        ("#FF6A13", "orange"),
        ("#00B3A4", "turquoise"),
        ("#00B7E5", "blue"),
        ("#FF00FF", "pink"),
        ("#FFFFFF", "white"),
        ("#000000", "black"),
        ("#808080", "grey"),
    ],
)
def test_colours_have_the_names_people_give_them(colour: str, name: str) -> None:
    assert str(name_of(colour)) == name
