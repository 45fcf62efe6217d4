"""Verdicts carry their reason, and reasons are shown together."""

from datetime import date

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from core.reasons import ALLOWED, Allowed, Reasons, Refused, say


def test_allowed_says_yes_without_a_reason() -> None:
    assert ALLOWED.allowed is True
    assert ALLOWED.reason == ""
    assert Allowed() == ALLOWED


def test_a_refusal_is_falsy_so_that_an_if_cannot_let_it_through() -> None:
    assert not Refused("No.", "no")
    assert Refused("No.", "no").allowed is False
    assert ALLOWED


def test_all_refusals_are_kept_in_order_and_each_once() -> None:
    limit, credit = Refused("Over the limit.", "limit"), Refused("Over the credit.", "credit")
    reasons = Reasons.of(ALLOWED, limit, credit, limit).and_also(ALLOWED)
    assert reasons.codes == ("limit", "credit")
    assert reasons.reason == "Over the limit. Over the credit."
    assert list(reasons) == [limit, credit]
    assert not reasons.allowed
    assert not reasons


def test_no_refusal_means_allowed() -> None:
    assert Reasons.of(ALLOWED, ALLOWED).allowed
    assert Reasons().verdict == ALLOWED


def test_several_refusals_as_one_verdict_say_both_sentences() -> None:
    verdict = Reasons.of(Refused("One.", "one"), Refused("Two.", "two")).verdict
    assert str(verdict.reason) == "One. Two."
    assert verdict.code == "one"


def test_a_sentence_is_put_together_in_the_language_of_its_reader() -> None:
    sentence = say(_("%(day)s"), day=date(2026, 3, 31))
    with translation.override("en"):
        assert str(sentence) == "31 March 2026"
    with translation.override("sv"):
        assert str(sentence) == "31 mars 2026"


def test_a_name_with_placeholders_in_it_stays_a_name() -> None:
    assert str(say(_("%(name)s is inactive."), name="%(x)s {y} 100%")) == (
        "%(x)s {y} 100% is inactive."
    )
