"""A robot fills in every field, at once; a person never sees the trap."""

import re
import time
from collections.abc import Mapping

from django import forms
from django.template.loader import render_to_string

from core.form_guard import STARTED, TRAP, GuardedForm, started_token


class AskForm(GuardedForm):
    name = forms.CharField()


class OtherForm(GuardedForm):
    name = forms.CharField()


def _sent(more: Mapping[str, str] | None = None, *, ago: float = 5) -> AskForm:
    started = started_token("AskForm", time.time() - ago)
    return AskForm({"name": "Kim", STARTED: started, **(more or {})})


def test_a_person_gets_through_and_the_guard_leaves_nothing_behind() -> None:
    form = _sent()
    assert form.is_valid()
    assert form.cleaned_data == {"name": "Kim"}


def test_whoever_fills_in_the_trap_is_told_and_gets_through_without_it() -> None:
    form = _sent({TRAP: "https://example.com"})
    assert form.has_error("__all__", "trap")
    assert not _sent({TRAP: "x" * 5000}).is_valid()
    assert _sent({TRAP: "  "}).is_valid()


def test_whoever_is_too_fast_presses_once_more_and_the_time_goes_on() -> None:
    form = _sent(ago=0)
    assert form.has_error("__all__", "fast")
    assert form.first_drawn == form.data[STARTED]
    assert AskForm({"name": "Kim", STARTED: _sent(ago=3).first_drawn}).is_valid()


def test_a_page_of_yesterday_another_forms_and_a_made_up_moment_are_not_taken() -> None:
    later = started_token("AskForm", time.time() + 60)
    old = started_token("AskForm", time.time() - AskForm.longest_seconds - 1)
    for token in (later, old, started_token("OtherForm", 1), "12345", "", "a~b", "\x00"):
        form = AskForm({"name": "Kim", STARTED: token})
        assert form.has_error("__all__", "started"), token
        assert set(form.errors) == {"__all__"}
        assert form.first_drawn != token  # the next press has a good one


def test_what_is_wrong_with_the_fields_is_told_besides() -> None:
    form = AskForm({"name": "", STARTED: started_token("AskForm", time.time() - 5)})
    assert set(form.errors) == {"name"}


def test_the_piece_draws_an_empty_trap_and_the_moment_and_nothing_beside_them() -> None:
    drawn = render_to_string("components/form_guard.html", {"form": _sent({TRAP: "x"})})
    inputs = re.findall(r"<input[^<>]*>", drawn)
    assert len(inputs) == drawn.count("<input") == 2
    assert f'name="{TRAP}"' in inputs[0]
    assert 'value=""' in inputs[0]
    assert re.search(r'name="started" value="AskForm\|\d+~[\w-]+"', inputs[1])


def test_a_form_that_was_just_drawn_says_since_when() -> None:
    assert not AskForm({"name": "Kim", STARTED: AskForm().first_drawn}).is_valid()
    assert AskForm().first_drawn.startswith("AskForm|")
