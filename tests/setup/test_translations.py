"""The translations gate names every text that a Swede or a Norwegian would meet in English."""

from pathlib import Path

import polib
import pytest

from config.translations import LANGUAGES, compile_all, extracted_texts, problems


@pytest.fixture
def locale(tmp_path: Path) -> Path:
    """Both catalogues, complete, with one text."""
    for language in LANGUAGES:
        write(tmp_path, language, polib.POEntry(msgid="Cart", msgstr=f"{language} cart"))
    return tmp_path


def write(locale: Path, language: str, *entries: polib.POEntry) -> Path:
    path = locale / language / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    catalogue = polib.POFile()
    catalogue.metadata = {"Content-Type": "text/plain; charset=utf-8"}
    catalogue.extend(entries)
    catalogue.save(str(path))
    return path


def test_complete_catalogues_pass(locale: Path) -> None:
    assert problems(locale, wanted={"Cart"}) == []


def test_missing_catalogue_is_named(locale: Path) -> None:
    (locale / "nb/LC_MESSAGES/django.po").unlink()
    assert problems(locale) == ["nb: there is no django.po"]


def test_empty_fuzzy_and_half_plural_texts_are_named(locale: Path) -> None:
    write(
        locale,
        "sv",
        polib.POEntry(msgid="Cart"),
        polib.POEntry(msgid="Order", msgstr="Order", flags=["fuzzy"]),
        polib.POEntry(
            msgid="One line", msgid_plural="%d lines", msgstr_plural={0: "En rad", 1: ""}
        ),
    )
    assert sorted(problems(locale)) == [
        "sv: fuzzy: 'Order'",
        "sv: not translated: 'Cart'",
        "sv: not translated: 'One line'",
    ]


def test_text_that_the_source_has_and_the_catalogue_has_not_is_named(locale: Path) -> None:
    assert problems(locale, wanted={"Cart", "Approve"}) == [
        "sv: missing: 'Approve'",
        "nb: missing: 'Approve'",
    ]


def test_texts_are_found_in_python_and_in_templates(tmp_path: Path) -> None:
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop/views.py").write_text("title = _('From Python')\n")
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates/page.html").write_text("{% translate 'From a template' %}")
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests/test_it.py").write_text("title = _('From a test')\n")
    assert extracted_texts(tmp_path) - {""} == {"From Python", "From a template"}


def test_compiling_writes_only_what_changed(locale: Path) -> None:
    assert len(compile_all(locale)) == 2
    assert compile_all(locale) == []
    compiled = polib.mofile(str(locale / "sv/LC_MESSAGES/django.mo"))
    assert [entry.msgstr for entry in compiled if entry.msgid == "Cart"] == ["sv cart"]
