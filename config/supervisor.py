"""Keeps a few child processes running for as long as this process lives, and ends them with it."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

FIRST_DELAY = 0.5
LONGEST_DELAY = 30.0
STEADY_SECONDS = 10.0  # a child that lived this long starts again without delay
STOP_SECONDS = 6.0


@dataclass
class Child:
    """One process to keep running. `keep_open` are descriptors that it inherits."""

    name: str
    command: Sequence[str]
    keep_open: Sequence[int] = ()
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    delay: float = 0.0
    start_at: float = 0.0


@dataclass
class Supervisor:
    """Start children, start them again when they die, end them all.

    Each child is the leader of a session of its own, so that Ctrl-C in the terminal reaches this
    process alone and a killed child's own children can be found. Its standard input is a pipe that
    ends when this process does (`config.lifeline`).
    """

    children: Sequence[Child]
    folder: Path
    environment: Mapping[str, str]
    say: Callable[[str], None]
    _pipe: tuple[int, int] = field(default_factory=os.pipe)

    def tend(self) -> None:
        """Look at each child once; call this often."""
        for child in self.children:
            if child.process is not None and child.process.poll() is not None:
                self._bury(child, child.process)
            if child.process is None and time.monotonic() >= child.start_at:
                self._start(child)

    def stop(self) -> None:
        """End every child and whatever it started: gently, then not."""
        for child in self.children:
            if child.process is not None:
                child.process.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        for child in self.children:
            if child.process is None:
                continue
            try:
                child.process.wait(timeout=max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.process.kill()
                child.process.wait()
            _end_group(child.process.pid)
            child.process = None
        for end in self._pipe:
            os.close(end)

    def _start(self, child: Child) -> None:
        child.started_at = time.monotonic()
        child.process = subprocess.Popen(
            child.command,
            stdin=self._pipe[0],
            pass_fds=tuple(child.keep_open),
            cwd=self.folder,
            env=dict(self.environment),
            start_new_session=True,
        )

    def _bury(self, child: Child, process: subprocess.Popen[bytes]) -> None:
        _end_group(process.pid)
        if time.monotonic() - child.started_at > STEADY_SECONDS:
            child.delay = 0.0
        self.say(
            f"The {child.name} ended ({_ending(process.returncode)}). "
            + (f"Starting it again in {child.delay:g} s." if child.delay else "Starting it again.")
        )
        child.start_at = time.monotonic() + child.delay
        child.delay = min(LONGEST_DELAY, child.delay * 2 or FIRST_DELAY)
        child.process = None


def _ending(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"exit code {code}"


def _end_group(leader: int) -> None:
    """The leader is dead and waited for; its group's number stays taken while a member lives."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)
