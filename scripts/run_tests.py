"""Every gate and every test, then one summary. Run by `make test` with the checkout's own Python.

Arguments go to pytest. With `ATTEST_REQUIRE_ALL=1`, as in CI, a skipped test is a failure: every
program and every server that a test wants has to be there.
"""

import os
import re
import subprocess
import sys
import time
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent


def main(pytest_arguments: list[str]) -> int:
    started = time.monotonic()
    # Tests may use the server that does not wait for the disk; the demo's own is another one.
    environment = os.environ | {"ATTEST_POSTGRES_FAST": "1"}
    gates = subprocess.run(
        [sys.executable, "manage.py", "verify"], cwd=CHECKOUT, env=environment, check=False
    ).returncode
    tests, skipped = _run_pytest(pytest_arguments, environment)
    problems = []
    if gates:
        problems.append("a gate failed")
    if tests:
        problems.append("pytest ran no test" if tests == 5 else "a test failed")
    if skipped and os.environ.get("ATTEST_REQUIRE_ALL") == "1":
        problems.append(f"{skipped} skipped, where everything is required")
    minutes, seconds = divmod(round(time.monotonic() - started), 60)
    print(
        f"{'Failed: ' + ', '.join(problems) if problems else 'All good'} ({minutes}:{seconds:02})"
    )
    return 1 if problems else 0


def _run_pytest(arguments: list[str], environment: dict[str, str]) -> tuple[int, int]:
    """pytest's exit code, and how many tests its closing line says were skipped."""
    # One test at a time is handed out, in order: else one process has the last dozen journeys of a
    # minute each for itself. Never stolen from another's end: tests that empty the whole database
    # come last, and after one of them a process is to run nothing that leans on what was there.
    spread = ["-n", _processes(), "--maxschedchunk", "1"]
    command = [sys.executable, "-m", "pytest", *spread, *arguments]
    last_line = ""
    with subprocess.Popen(
        command, cwd=CHECKOUT, env=environment, stdout=subprocess.PIPE, text=True
    ) as process:
        if process.stdout is not None:
            for line in process.stdout:
                sys.stdout.write(line)
                sys.stdout.flush()
                last_line = line.strip() or last_line
    found = re.search(r"(\d+) skipped", last_line)
    return process.returncode, int(found.group(1)) if found else 0


def _processes() -> str:
    """At least two, so that a test that needs the machine to itself shows; at most eight."""
    return str(min(8, max(2, os.cpu_count() or 2)))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
