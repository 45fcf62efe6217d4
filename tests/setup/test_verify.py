"""`manage.py verify` fails when a gate fails, and says which and why."""

import subprocess
import sys

from config.management.commands.verify import Program, gates
from config.postgres_paths import CHECKOUT


def verify(*names: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", "verify", *names],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def test_every_gate_of_the_contract_is_there() -> None:
    assert set(gates()) == {
        *("lint", "format", "types", "layers"),
        *("migrations", "translations", "templates", "deploy"),
    }


def test_gate_that_passes_is_one_line() -> None:
    result = verify("layers")
    assert result.returncode == 0, result.stdout
    (line,) = result.stdout.splitlines()
    assert line.split()[:2] == ["layers", "ok"]


def test_program_that_fails_is_quoted() -> None:
    failing = Program((sys.executable, "-c", "import sys; sys.exit('no good')"))
    assert failing() == ["no good"]


def test_program_that_fails_in_silence_still_fails() -> None:
    assert Program((sys.executable, "-c", "raise SystemExit(3)"))() == ["no output"]
