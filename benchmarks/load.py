"""So many clients at once against a site, and what came of it."""

import json
import statistics
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psutil

from benchmarks.serving import HOST, Served, cpu_of
from config.postgres_paths import CHECKOUT


class ClientFailed(Exception):
    """A client was not answered as a buyer must be; the message says how."""


@dataclass(frozen=True)
class Round:
    """One run of some seconds against one site."""

    seconds: float
    times: Sequence[float]  # of each request, or of each whole checkout
    web_cpu: float
    database_cpu: float
    clients_cpu: float
    page_bytes: int

    @property
    def rate(self) -> float:
        return len(self.times) / self.seconds if self.times else 0.0


@dataclass(frozen=True)
class Load:
    """Clients that wait for the word to start, as often as it is given."""

    site: Served
    database: psutil.Process | None
    processes: Sequence[subprocess.Popen[str]]

    def run(self, most: int = 0) -> Round:
        """All of them at once; `most` is how many placings each makes ready before."""
        for process in self.processes:
            self._say(process, most)
        for process in self.processes:
            self._hear(process)
        web, database = self.site.cpu(), self._database_cpu()
        for process in self.processes:
            self._say(process, 0)
        told = [json.loads(self._hear(process)) for process in self.processes]
        return Round(
            seconds=max(each["seconds"] for each in told),
            times=[time for each in told for time in each["times"]],
            web_cpu=self.site.cpu() - web,
            database_cpu=self._database_cpu() - database,
            clients_cpu=sum(each["cpu"] for each in told),
            page_bytes=told[0]["bytes"],
        )

    def _database_cpu(self) -> float:
        return cpu_of(self.database) if self.database else 0.0

    def _say(self, process: subprocess.Popen[str], number: int) -> None:
        assert process.stdin is not None
        try:
            process.stdin.write(f"{number}\n")
            process.stdin.flush()
        except BrokenPipeError:
            raise ClientFailed(_last_words(process)) from None

    def _hear(self, process: subprocess.Popen[str]) -> str:
        assert process.stdout is not None
        line = process.stdout.readline()
        if not line:
            raise ClientFailed(_last_words(process))
        return line


@contextmanager
def clients(
    site: Served, database: psutil.Process | None, jobs: Sequence[Mapping[str, Any]]
) -> Iterator[Load]:
    """A process for each job; they end with the block, since their standard input does."""
    processes: list[subprocess.Popen[str]] = []
    try:
        for job in jobs:
            process = subprocess.Popen(
                [sys.executable, "-m", "benchmarks.client"],
                cwd=CHECKOUT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                start_new_session=True,
            )
            processes.append(process)
            assert process.stdin is not None
            process.stdin.write(json.dumps({"port": site.port, "host": HOST, **job}) + "\n")
            process.stdin.flush()
        yield Load(site, database, processes)
    finally:
        for process in processes:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout, process.stderr):
                if pipe:
                    pipe.close()


def _last_words(process: subprocess.Popen[str]) -> str:
    assert process.stderr is not None
    process.wait(10)
    return process.stderr.read()[-2500:]


def median_of(values: Sequence[float]) -> float:
    return statistics.median(values) if values else 0.0


def percentile(times: Sequence[float], share: float) -> float:
    """The time that this share of the requests did not exceed, in milliseconds."""
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] * 1000 if ordered else 0.0
