"""`manage.py verify` fails when a gate fails, and says which and why."""

import sys

from config.management.commands.verify import Program, gates, run_gates


def test_every_gate_of_the_contract_is_there() -> None:
    assert set(gates()) == {
        *("lint", "format", "types", "layers"),
        *("migrations", "translations", "templates", "deploy"),
    }


def test_gate_that_passes_is_one_line_with_its_time() -> None:
    said: list[str] = []
    assert run_gates({"layers": Program((sys.executable, "-c", "print('fine')"))}, said.append)
    (line,) = said
    assert line.split()[:2] == ["layers", "ok"]
    assert line.endswith(" s")


def test_one_gate_that_fails_fails_them_all_and_the_rest_still_run() -> None:
    said: list[str] = []
    fails = Program((sys.executable, "-c", "import sys; print('line 7'); sys.exit(1)"))
    passes = Program((sys.executable, "-c", ""))
    assert not run_gates({"lint": fails, "types": passes}, said.append)
    assert [line.split()[:2] for line in said] == [
        ["lint", "FAILED"],
        ["line", "7"],
        ["types", "ok"],
    ]


def test_program_that_fails_is_quoted() -> None:
    failing = Program((sys.executable, "-c", "import sys; sys.exit('no good')"))
    assert failing() == ["no good"]


def test_program_that_fails_in_silence_still_fails() -> None:
    assert Program((sys.executable, "-c", "raise SystemExit(3)"))() == ["no output"]
