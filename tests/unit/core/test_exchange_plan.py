"""The plan of an import: counts, duplicates, and a shape that survives being saved."""

import json

from core.exchange.plan import (
    Action,
    Change,
    Counts,
    Plan,
    PlanRow,
    Problem,
    refuse_duplicates,
    refused_lines,
)


def planned(number: int, key: str, action: Action = Action.CREATE) -> PlanRow:
    return PlanRow(number, "Blad1", action, key, key.upper(), data={"email": key})


PLAN = Plan(
    (
        planned(2, "a"),
        planned(3, "b", Action.UNCHANGED),
        PlanRow(
            4,
            "Blad1",
            Action.UPDATE,
            "c",
            "C",
            changes=(Change("limit", "Purchase limit", "100,00", "200,00"),),
            data={"limit": "200.00"},
        ),
        planned(5, "d").refused(Problem("E-post", "d", "This is not an e-mail address.")),
    )
)


def test_the_counts_are_those_of_the_rows() -> None:
    assert PLAN.counts() == Counts(create=1, update=1, unchanged=1, refused=1)
    assert PLAN.counts().total == 4
    assert PLAN.counts().writes == 2
    assert PLAN.summary_line() == "create=1 update=1 unchanged=1 refused=1"
    assert Plan(()).summary_line() == "create=0 update=0 unchanged=0 refused=0"


def test_only_what_creates_or_updates_is_written() -> None:
    assert [row.row_number for row in PLAN.to_write()] == [2, 4]
    assert [row.row_number for row in PLAN.refused()] == [5]


def test_a_plan_survives_being_saved() -> None:
    assert Plan.from_json(json.loads(json.dumps(PLAN.to_json()))) == PLAN
    assert Counts.from_json(json.loads(json.dumps(PLAN.counts().to_json()))) == PLAN.counts()


def test_a_refused_row_carries_nothing_to_write() -> None:
    row = PLAN.to_write()[1].refused(Problem("", "", "No."))
    assert (row.changes, row.data, row.action) == ((), {}, Action.REFUSED)


def test_the_second_row_of_a_key_is_refused_naming_the_first() -> None:
    rows = [planned(2, "a"), planned(3, "b"), planned(7, "a"), planned(9, "a")]
    found = list(refuse_duplicates(rows, column_label="E-post"))
    assert [row.action for row in found] == [
        Action.CREATE,
        Action.CREATE,
        Action.REFUSED,
        Action.REFUSED,
    ]
    expected = Problem("E-post", "A", "The same is already in row 2.")
    assert found[2].problems == found[3].problems == (expected,)


def test_a_refused_first_row_still_counts_and_rows_without_a_key_never_clash() -> None:
    first = planned(2, "a").refused(Problem("Namn", "", "This must be filled in."))
    found = list(refuse_duplicates([first, planned(3, "a")], column_label="E-post"))
    assert found[1].is_refused
    nameless = [planned(2, ""), planned(3, "")]
    assert list(refuse_duplicates(nameless, column_label="E-post")) == nameless


def test_a_refused_row_is_one_line_for_each_problem() -> None:
    row = planned(5, "d").refused(Problem("E-post", "d", "Bad."), Problem("", "", "Worse."))
    assert list(refused_lines(row)) == ["Blad1 5 E-post “d”: Bad.", "Blad1 5: Worse."]
