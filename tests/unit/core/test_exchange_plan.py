"""The plan of an import: counts, duplicates, and a shape that survives being saved."""

import json
from dataclasses import replace

import pytest

from core.exchange.plan import (
    Action,
    Change,
    Counts,
    Edit,
    PlanRow,
    Problem,
    refuse_duplicates,
    refused_lines,
)


def planned(number: int, key: str, action: Action = Action.CREATE) -> PlanRow:
    edit = Edit("customers.user", number, None, {"email": key})
    return PlanRow(number, "Blad1", action, key, key.upper(), edits=(edit,), data={"mail": True})


ROWS = (
    planned(2, "a"),
    planned(3, "b", Action.UNCHANGED),
    PlanRow(
        4,
        "Blad1",
        Action.UPDATE,
        "c",
        "C",
        changes=(Change("limit_amount", "100.00", "200.00"), Change("is_buyer", None, True)),
        edits=(Edit("customers.purchaselimit", 7, {"amount": "100.00"}, {"amount": "200.00"}),),
        data={"mail": True},
    ),
    planned(5, "d").refused(Problem("E-post", "d", "This is not an e-mail address.")),
)


def test_the_counts_are_those_of_the_rows() -> None:
    counts = Counts.of(ROWS)
    assert counts == Counts(create=1, update=1, unchanged=1, refused=1)
    assert (counts.total, counts.writes) == (4, 2)
    assert counts.summary_line() == "create=1 update=1 unchanged=1 refused=1"
    assert Counts().summary_line() == "create=0 update=0 unchanged=0 refused=0"
    assert Counts.from_json(json.loads(json.dumps(counts.to_json()))) == counts


def test_only_what_creates_or_updates_is_written() -> None:
    assert [row.row_number for row in ROWS if row.writes] == [2, 4]


@pytest.mark.parametrize("row", ROWS)
def test_a_row_survives_being_saved_but_for_its_edits_that_lie_elsewhere(row: PlanRow) -> None:
    stored = json.loads(json.dumps(row.to_json()))
    again = PlanRow.from_json(
        stored,
        row_number=row.row_number,
        sheet=row.sheet,
        action=row.action.value,
        label=row.label,
    )
    assert again == replace(row, edits=())


def test_a_refused_row_carries_nothing_to_write() -> None:
    row = ROWS[2].refused(Problem("", "", "No."))
    assert (row.changes, row.edits, row.data, row.action) == ((), (), None, Action.REFUSED)


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
