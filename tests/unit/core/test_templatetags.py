"""Money in words, drawings by attributes, and that every drawing named is there."""

import re
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.template import Context, Template
from django.template.loader import render_to_string

from core import drawings
from core.templatetags import look, money

TEMPLATES = Path(settings.BASE_DIR) / "templates"
STATIC = Path(settings.BASE_DIR) / "static"
NBSP = "\u00a0"


def drawn(source: str, **context: Any) -> str:
    return Template("{% load look money %}" + source).render(Context(context))


def symbols(sprite: str) -> set[str]:
    text = (STATIC / sprite).read_text(encoding="utf-8")
    return set(re.findall(r'<symbol id="([\w-]+)"', text))


def test_amount_has_no_break_spaces_comma_and_two_decimals() -> None:
    assert money.money_filter(Decimal("12495")) == f"12{NBSP}495,00{NBSP}kr"
    assert money.amount_filter(Decimal("-498.02")) == "\u2212498,02"


@pytest.mark.parametrize("nothing", [None, "", "abc", True])
def test_what_is_no_amount_is_written_as_nothing(nothing: object) -> None:
    assert money.money_filter(nothing) == ""
    assert money.amount_filter(nothing) == ""
    assert money.percent(nothing) == ""


def test_zero_is_an_amount() -> None:
    assert money.money_filter(Decimal(0)) == f"0,00{NBSP}kr"


def test_tag_writes_the_shops_currency_and_an_own_one_wins() -> None:
    shop = SimpleNamespace(currency="EUR")
    assert drawn("{% money x %}", x=Decimal(5), shop=shop) == f"5,00{NBSP}EUR"
    assert drawn("{% money x %}", x=Decimal(5), shop=shop, currency="NOK") == f"5,00{NBSP}kr"
    assert drawn("{% money x %}", x=Decimal(5)) == f"5,00{NBSP}kr"


def test_key_figure_drops_the_ore_half_up() -> None:
    assert drawn("{% key_figure x %}", x=Decimal("1284309.50")) == f"1{NBSP}284{NBSP}310{NBSP}kr"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("2.50", f"2,5{NBSP}%"),
        ("-4", f"\u22124{NBSP}%"),
        ("10", f"10{NBSP}%"),
        ("100.00", f"100{NBSP}%"),
        ("0", f"0{NBSP}%"),
    ],
)
def test_percent_says_no_needless_decimals(value: str, text: str) -> None:
    assert money.percent(Decimal(value)) == text


def test_change_always_shows_its_direction() -> None:
    assert money.change_percent(Decimal(18)) == f"+18{NBSP}%"
    assert money.change_percent(Decimal("-1.7")) == f"\u22121,7{NBSP}%"
    assert money.change_percent(None) == ""


def test_sum_shows_ex_vat_before_inc_vat() -> None:
    html = drawn("{% sum_with_vat net gross %}", net=Decimal(100), gross=Decimal(125))
    assert html.index("100,00") < html.index("125,00")
    assert "inc VAT" in html


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Nora Lindqvist", "NL"),
        ("Barn och utbildning", "BU"),
        ("Kontorsgrossen AB", "KO"),
        ("Åsa", "ÅS"),
        ("", "?"),
        ("1337", "?"),
    ],
)
def test_initials(name: str, letters: str) -> None:
    assert look.initials(name) == letters


def test_tint_stays_with_the_name() -> None:
    assert look.tint_of("Nora") == look.tint_of("Nora")
    assert {look.tint_of(str(number)) for number in range(99)} == set(look.TINTS)


def test_menu_entry_is_current_for_pages_under_it_but_a_short_one_is_not() -> None:
    assert look.is_under("/c/datorer/laptops/", "/c/datorer/")
    assert look.is_under("/c/", "/c/")
    assert not look.is_under("/c/datorer/", "/c/")
    assert not look.is_under("/c/datorer/", "")
    assert not look.is_under("/c/mobler/", "/c/datorer/")


def test_words_of_a_person_are_escaped_in_pills_and_icons() -> None:
    html = drawn('{% pill "ok" x %}{% icon "flag" x %}', x='<b onclick="x">')
    assert "<b" not in html
    assert "&lt;b" in html
    assert '="x"' not in html


def test_status_has_its_word_even_when_unknown() -> None:
    assert "Awaiting" in look.status_pill("awaiting", "Awaiting")
    assert "pill-quiet" in look.status_pill("something_new", "New")
    assert "something_new" in look.status_pill("something_new")


def test_unknown_pictogram_falls_back_to_paper_and_bad_tint_to_its_own() -> None:
    html = look.pictogram("spaceship", 56, "pink")
    assert "#paper" in html
    assert "tint-sand" in html
    assert 'aria-hidden="true"' in html


def parts(total: str, *amounts: str) -> list[drawings.MeterPart]:
    kinds = ("used", "reserved", "order")
    pairs = [(kind, Decimal(x)) for kind, x in zip(kinds, amounts, strict=False)]
    return drawings.meter_parts(Decimal(total), pairs)


def test_meter_parts_stand_after_each_other() -> None:
    used, reserved, order = parts("60000", "21300", "8450", "24211.48")
    assert (used.x, used.width) == ("0.00%", "35.50%")
    assert reserved.x == used.end
    assert order.x == reserved.end
    assert order.end == "89.94%"


def test_meter_shows_what_passes_the_end_as_too_much() -> None:
    used, order = parts("100", "80", "0", "30")
    assert used.kind == "used"
    assert order.kind == "stop"
    assert order.end == "100.00%"


def test_full_meter_is_not_too_much() -> None:
    assert [part.kind for part in parts("100", "60", "0", "40")] == ["used", "order"]


def test_meter_of_nothing_allowed_is_all_too_much() -> None:
    assert [part.kind for part in parts("0", "0", "0", "5")] == ["stop"]
    assert parts("0", "0", "0", "0") == []


@pytest.mark.parametrize(
    ("amount", "order", "state"),
    [
        ("100", "0", "normal"),
        ("100", "90", "normal"),
        ("100", "90.01", "nearly"),
        ("100", "100", "nearly"),
        ("100", "100.01", "exceeded"),
        ("0", "0", "none_allowed"),
        ("0", "1", "exceeded"),
    ],
)
def test_limit_state(amount: str, order: str, state: str) -> None:
    answer = look.limit_meter(
        Context({}), Decimal(amount), Decimal(0), Decimal(0), Decimal(order), "November"
    )
    assert answer["state"] == state


def test_no_limit_draws_nothing() -> None:
    assert drawn("{% limit_meter x %}", x=None).strip() == ""


def test_exceeded_limit_says_by_how_much_in_words() -> None:
    html = drawn("{% limit_meter a u r o %}", a=Decimal(100), u=Decimal(50), r=0, o=Decimal(60))
    assert f"10,00{NBSP}kr over" in html


def test_ladder_marks_stand_in_scale_and_the_value_before_the_end() -> None:
    bands = [(Decimal(5000), "You"), (Decimal(20000), "Ali"), (None, "Ali and Greta")]
    answer: Any = look.amount_ladder(Context({}), Decimal(24000), bands)
    assert answer["value_x"] == "85.00%"
    assert [mark.x for mark in answer["marks"]] == ["17.71%", "70.83%"]
    assert [band.label for band in answer["bands"]] == ["You", "Ali", "Ali and Greta"]


def test_ladder_names_nobody_above_the_value() -> None:
    bands = [(Decimal(5000), "You"), (Decimal(20000), "Ali"), (None, "Greta")]
    answer: Any = look.amount_ladder(Context({}), Decimal(6000), bands)
    assert [band.label for band in answer["bands"]] == ["You", "Ali"]


def test_history_bars_keep_a_foot_for_empty_months() -> None:
    answer: Any = look.history_bars([0, 4, 8])
    assert [bar.height for bar in answer["bars"]] == ["1.0", "12.0", "24.0"]
    assert [bar.is_last for bar in answer["bars"]] == [False, False, True]
    assert look.history_bars([0, 0])["width"] == 16


def test_every_icon_named_in_code_or_template_is_in_the_sprite() -> None:
    named = {pair[1] for pair in (*look.STATUSES.values(), *look.WARNINGS.values())}
    named |= set(look.ALERT_ICONS.values()) | {pair[1] for pair in look.CHANGE_ROWS.values()}
    for template in TEMPLATES.rglob("*.html"):
        text = template.read_text(encoding="utf-8")
        named |= set(re.findall(r'{% icon "([\w-]+)"', text))
        named |= set(re.findall(r'icon(?:_name)?="([\w-]+)"', text))
        named |= set(re.findall(r'{% pill "\w+" [^%]*? "([\w-]+)" %}', text))
    assert named - symbols("icons/sprite.svg") == set()


def test_every_pictogram_is_drawn_and_every_drawing_is_named() -> None:
    assert symbols("pictograms/sprite.svg") == set(look.PICTOGRAMS)


def test_every_piece_names_its_context_on_line_one() -> None:
    silent = [
        piece.name
        for piece in (TEMPLATES / "components").glob("*.html")
        if "{# Context:" not in piece.read_text(encoding="utf-8").splitlines()[0]
    ]
    assert silent == []


def test_no_page_carries_inline_style_script_or_handlers() -> None:
    inline = re.compile(
        r"""<style|\sstyle=|\son\w+=["']|<script(?![^>]*\ssrc=)|href="javascript:"""
    )
    found = [
        str(template.relative_to(TEMPLATES))
        for template in TEMPLATES.rglob("*.html")
        if template.relative_to(TEMPLATES).parts[0] != "emails"
        and inline.search(template.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_vendored_files_point_at_no_missing_map() -> None:
    for path in (STATIC / "vendor").iterdir():
        assert "sourceMappingURL" not in path.read_text(encoding="utf-8"), path.name


def test_error_page_needs_nothing_to_be_drawn() -> None:
    assert "not yours" in render_to_string("500.html")
