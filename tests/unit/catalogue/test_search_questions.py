"""What the index is asked for each word of a question."""

from catalogue.search.questions import Clause, clauses, telling_words
from catalogue.search.words import asked_words


def test_only_the_last_word_may_go_on() -> None:
    asked = clauses(asked_words("canon ton"), last_may_go_on=True)
    assert [(clause.word, clause.goes_on) for clause in asked] == [("canon", False), ("ton", True)]
    assert not any(clause.goes_on for clause in clauses(asked_words("canon ton")))


def test_the_parts_of_a_joined_word_will_do_together() -> None:
    (clause,) = clauses(asked_words("TN-2110"))
    assert clause == Clause("tn2110", (("tn", "2110"),))
    assert clause.others_of("") == "('tn' & '2110')"


def test_each_longer_word_will_do_by_itself() -> None:
    (clause,) = clauses(asked_words("skärm"), besides={"skärm": ["datorskarm", "bildskarm"]})
    assert clause.others_of("") == "('datorskarm') | ('bildskarm')"


def test_what_else_will_do_bears_the_mark_of_whom_it_is_for() -> None:
    clause = Clause("bläck", (("blä", "ck"),), goes_on=True)
    assert clause.others_of("g7:") == "('g7:bla' & 'g7:ck') | 'g7:black':*"


def test_small_words_are_left_out_unless_they_are_all() -> None:
    assert [word.text for word in telling_words(asked_words("fot till bord"))] == ["fot", "bord"]
    assert [word.text for word in telling_words(asked_words("till"))] == ["till"]
