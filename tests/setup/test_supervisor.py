"""The supervisor: a dead child comes back, one that keeps dying comes back ever more slowly."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil

from config.supervisor import FIRST_DELAY, Child, Supervisor
from tests.setup.processes import wait_until

SLEEPER = [sys.executable, "-c", "import time; time.sleep(600)"]
PARENT_OF_A_SLEEPER = [
    sys.executable,
    "-c",
    "import subprocess, sys\n"
    "subprocess.run([sys.executable, '-c', 'import time; time.sleep(600)'])",
]
STUBBORN = [
    sys.executable,
    "-c",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN)\nwhile True: time.sleep(1)",
]


def supervise(*commands: list[str]) -> tuple[Supervisor, list[str]]:
    said: list[str] = []
    children = [Child(name=f"child {number}", command=c) for number, c in enumerate(commands)]
    supervisor = Supervisor(
        children=children, folder=Path("/"), environment=os.environ, say=said.append
    )
    supervisor.tend()
    return supervisor, said


def process_of(supervisor: Supervisor, number: int = 0) -> subprocess.Popen[bytes]:
    process = supervisor.children[number].process
    assert process is not None
    return process


def test_killed_child_is_started_again_and_it_is_said() -> None:
    supervisor, said = supervise(SLEEPER)
    first = process_of(supervisor)
    first.kill()
    first.wait()
    supervisor.tend()
    assert process_of(supervisor).pid != first.pid
    assert said == ["The child 0 ended (signal 9). Starting it again."]
    supervisor.stop()


def test_child_that_keeps_ending_waits_longer_each_time() -> None:
    supervisor, said = supervise([sys.executable, "-c", "raise SystemExit(3)"])

    def has_ended_three_times() -> bool:
        supervisor.tend()
        return len(said) == 3

    started = time.monotonic()
    wait_until(has_ended_three_times)
    assert time.monotonic() - started >= FIRST_DELAY
    assert said == [
        "The child 0 ended (exit code 3). Starting it again.",
        "The child 0 ended (exit code 3). Starting it again in 0.5 s.",
        "The child 0 ended (exit code 3). Starting it again in 1 s.",
    ]
    supervisor.stop()


def test_what_a_killed_child_started_ends_with_it() -> None:
    supervisor, _said = supervise(PARENT_OF_A_SLEEPER)
    parent = process_of(supervisor)
    wait_until(lambda: bool(psutil.Process(parent.pid).children()))
    grandchild = psutil.Process(parent.pid).children()[0]
    parent.kill()
    parent.wait()
    supervisor.tend()
    wait_until(lambda: not grandchild.is_running() or grandchild.status() == psutil.STATUS_ZOMBIE)
    supervisor.stop()


def test_stop_ends_all_children_even_one_that_will_not() -> None:
    supervisor, _said = supervise(SLEEPER, STUBBORN)
    processes = [process_of(supervisor, 0), process_of(supervisor, 1)]
    time.sleep(0.5)
    supervisor.stop()
    assert [process.returncode for process in processes] == [-signal.SIGTERM, -signal.SIGKILL]
