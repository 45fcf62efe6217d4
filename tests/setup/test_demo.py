"""`manage.py demo`: it serves, survives the death of each part, and leaves nothing behind."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import psutil
import pytest

from config.demo_logins import DEMO_LOGINS, DEMO_PASSWORD
from config.postgres_paths import CHECKOUT
from tests.setup.processes import Home, kill, private_home, wait_for_line, wait_until


@dataclass
class Demo:
    """A running demo and the port that it said it is at."""

    process: subprocess.Popen[str]
    port: int
    said: str

    def answers(self) -> bool:
        client = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            client.request("GET", "/", headers={"Host": "localhost"})
            return client.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            client.close()


def start_demo(home: Home, *arguments: str, port: int = 0) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "manage.py", "demo", *arguments],
        cwd=CHECKOUT,
        env=home.environment | {"PORT": str(port)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def ready(process: subprocess.Popen[str]) -> Demo:
    said = "".join(wait_for_line(process, "Ctrl-C stops everything."))
    port = re.search(r"http://localhost:(\d+)", said)
    assert port is not None
    return Demo(process=process, port=int(port.group(1)), said=said)


@pytest.fixture(scope="module")
def home() -> Iterator[Home]:
    """One prepared database for this file: migrating and seeding is the slow part."""
    with private_home() as home:
        yield home


@pytest.fixture(autouse=True)
def _nothing_left_for_the_next_test(home: Home) -> Iterator[None]:
    environment = dict(home.environment)
    yield
    home.environment = environment
    home.clear()


@pytest.fixture
def demo(home: Home) -> Iterator[Demo]:
    process = start_demo(home)
    try:
        yield ready(process)
    finally:
        process.terminate()
        process.communicate(timeout=60)
        wait_until(home.is_empty)


def masters(home: Home) -> list[psutil.Process]:
    """gunicorn's master: the one whose parent is not gunicorn."""
    found = home.with_argument("gunicorn_demo")
    pids = {process.pid for process in found}
    return [process for process in found if process.ppid() not in pids]


def workers(home: Home) -> list[psutil.Process]:
    return home.with_argument("config.demo_worker")


def test_check_fetches_the_front_page_and_leaves_nothing(home: Home) -> None:
    process = start_demo(home, "--check")
    said, _ = process.communicate(timeout=300)
    assert process.returncode == 0, said
    assert "answers" in said
    wait_until(home.is_empty)


def test_newcomer_is_told_the_address_and_who_can_log_in(demo: Demo) -> None:
    assert demo.answers()
    assert DEMO_PASSWORD in demo.said
    for email, role in DEMO_LOGINS:
        assert re.search(rf"{re.escape(email)}\s+{role}", demo.said)


@pytest.mark.parametrize("signal_number", [signal.SIGINT, signal.SIGTERM])
def test_signal_stops_all_of_it(home: Home, signal_number: signal.Signals) -> None:
    demo = ready(start_demo(home))
    demo.process.send_signal(signal_number)
    demo.process.communicate(timeout=30)
    assert demo.process.returncode == 0
    assert home.is_empty()
    assert not demo.answers()


def test_killed_demo_takes_everything_with_it_and_starts_again(home: Home) -> None:
    demo = ready(start_demo(home))
    kill(demo.process)
    wait_until(home.is_empty)
    demo.process.communicate()
    again = ready(start_demo(home, port=demo.port))
    assert again.answers()
    again.process.terminate()
    again.process.communicate(timeout=30)


def test_killed_make_takes_the_demo_with_it(home: Home) -> None:
    home.environment["ATTEST_ENDS_WITH_PARENT"] = "1"
    make = subprocess.Popen(
        ["/bin/sh", "-c", f"{sys.executable} manage.py demo; true"],
        cwd=CHECKOUT,
        env=home.environment | {"PORT": "0"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    ready(make)
    kill(make)
    wait_until(home.is_empty)
    make.communicate()


def test_demo_killed_together_with_the_site_leaves_no_orphan(home: Home) -> None:
    demo = ready(start_demo(home))
    master = masters(home)[0]
    kill(demo.process)
    kill(master)
    wait_until(home.is_empty)
    demo.process.communicate()


@pytest.mark.parametrize(
    ("part", "of_home"),
    [
        ("site", masters),
        ("worker", workers),
        ("watcher", Home.watchers),
        ("database", lambda home: [home.postmaster()]),
    ],
)
def test_killed_part_is_replaced(
    home: Home, demo: Demo, part: str, of_home: Callable[[Home], list[psutil.Process]]
) -> None:
    victim = of_home(home)[0]
    kill(victim)

    def has_a_successor() -> bool:
        try:
            return any(process.pid != victim.pid for process in of_home(home))
        except (OSError, ValueError, psutil.Error):
            return False

    wait_until(has_a_successor)
    wait_until(demo.answers)
    wait_until(lambda: bool(workers(home)))


def test_killed_site_process_is_replaced_by_its_master(home: Home, demo: Demo) -> None:
    master = masters(home)[0]
    before = {process.pid for process in master.children()}
    kill(psutil.Process(min(before)))
    wait_until(lambda: len({process.pid for process in master.children()} - before) == 1)
    assert demo.answers()


def test_taken_port_is_said_in_one_sentence(home: Home) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        process = start_demo(home, port=port)
        said, _ = process.communicate(timeout=60)
    assert process.returncode == 1
    assert f"Port {port} on 127.0.0.1 cannot be used" in said
    assert f"PORT={port + 1} make demo" in said
    assert "Traceback" not in said
    wait_until(home.is_empty)


def test_demo_refuses_production_settings(home: Home) -> None:
    production = {
        "DJANGO_SETTINGS_MODULE": "config.settings.production",
        "SECRET_KEY": "".join(chr(97 + number % 26) for number in range(60)),
        "DATABASE_URL": "postgres://nobody@127.0.0.1:1/nothing",
        "EMAIL_URL": "smtp://mail.example.com",
        "ALLOWED_HOSTS": "shop.example.com",
        "SITE_URL": "https://shop.example.com",
    }
    result = subprocess.run(
        [sys.executable, "manage.py", "demo"],
        cwd=CHECKOUT,
        env=os.environ | production,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert result.returncode == 1
    assert "demo settings only" in result.stderr
