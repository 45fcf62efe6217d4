"""The embedded server: up while somebody uses it, gone afterwards, whoever was killed and when."""

import os
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from config.postgres_paths import LONGEST_SOCKET_FOLDER, Paths, embedded_paths
from tests.setup.processes import Home, kill, private_home, wait_for_line, wait_until


@pytest.fixture(scope="module")
def prepared_home() -> Iterator[Home]:
    """One cluster for the tests that do not mind what was there before them."""
    with private_home() as home:
        yield home


@pytest.fixture
def home(prepared_home: Home) -> Iterator[Home]:
    environment = dict(prepared_home.environment)
    yield prepared_home
    prepared_home.environment = environment
    prepared_home.clear()


@pytest.fixture
def new_home() -> Iterator[Home]:
    """A folder in which nothing was ever started."""
    with private_home() as home:
        yield home


def test_server_stays_for_the_second_user_and_goes_with_the_last(home: Home) -> None:
    first, second = home.start_user(), home.start_user()
    for user in (first, second):
        wait_for_line(user, "ready")
    first.communicate("")
    time.sleep(1)
    assert home.postmaster().is_running()
    second.communicate("")
    wait_until(home.is_empty)


def test_server_goes_when_all_its_users_are_killed(home: Home) -> None:
    users = [home.start_user() for _ in range(3)]
    for user in users:
        wait_for_line(user, "ready")
    for user in users:
        kill(user)
        user.communicate()
    wait_until(home.is_empty)


def command_of(process: psutil.Process) -> str:
    """Its command line; '' when it has ended meanwhile, as the server's short-lived ones do."""
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""


def test_twelve_first_users_at_once_share_one_server(new_home: Home) -> None:
    users = [new_home.start_user() for _ in range(12)]
    for user in users:
        wait_for_line(user, "ready")
    masters = [p for p in new_home.processes() if " -D " in command_of(p)]
    assert len(masters) == 1
    assert len(new_home.watchers()) == 1
    for user in users:
        user.communicate("")


def test_committed_row_survives_a_killed_postmaster(home: Home) -> None:
    user = home.start_user()
    wait_for_line(user, "ready")
    home.sql("CREATE TABLE IF NOT EXISTS kept AS SELECT 42 AS answer")
    kill(home.postmaster())
    assert home.sql("SELECT answer FROM kept") == "42"
    user.communicate("")
    wait_until(home.is_empty)


def test_backend_that_outlives_its_postmaster_does_not_block_the_next_start(home: Home) -> None:
    user = home.start_user()
    wait_for_line(user, "ready")
    home.sql("CREATE TABLE IF NOT EXISTS kept AS SELECT 42 AS answer")
    busy = home.start_user()
    wait_for_line(busy, "ready")
    home.run(
        "import psycopg\nfrom config import embedded_postgres as server\n"
        "connection = psycopg.connect(server.settings_url())\n"
        # Computing, not sleeping: a backend that waits would notice its postmaster's death.
        "connection.pgconn.send_query(b'SELECT count(*) FROM generate_series(1, 3000000000)')\n"
        "import time; time.sleep(0.5)"
    )
    kill(home.postmaster())
    assert home.sql("SELECT answer FROM kept") == "42"
    for process in (user, busy):
        process.communicate("")


def test_next_user_starts_another_watcher_when_it_was_killed(home: Home) -> None:
    first = home.start_user()
    wait_for_line(first, "ready")
    kill(home.watchers()[0])
    second = home.start_user()
    wait_for_line(second, "ready")
    assert len(home.watchers()) == 1
    for user in (first, second):
        kill(user)
        user.communicate()
    wait_until(home.is_empty)


def test_next_start_cures_everything_killed_at_once(home: Home) -> None:
    user = home.start_user()
    wait_for_line(user, "ready")
    home.sql("CREATE TABLE IF NOT EXISTS kept AS SELECT 42 AS answer")
    postmaster = home.postmaster()
    for process in (*home.watchers(), postmaster):
        kill(process)
    kill(user)
    user.communicate()
    assert home.sql("SELECT answer FROM kept") == "42"


def test_server_left_without_users_and_watcher_is_stopped_after_the_next_use(home: Home) -> None:
    user = home.start_user()
    wait_for_line(user, "ready")
    kill(home.watchers()[0])
    kill(user)
    user.communicate()
    assert home.postmaster().is_running()
    assert home.sql("SELECT 1") == "1"
    wait_until(home.is_empty)


@pytest.mark.parametrize("moment", [0.1, 0.25, 0.4, 0.6, 0.8])
def test_first_start_killed_half_way_does_not_hurt_the_next(new_home: Home, moment: float) -> None:
    user = new_home.start_user()
    time.sleep(moment)
    kill(user)
    user.communicate()
    assert new_home.sql("SELECT current_database()") == "attest"
    wait_until(new_home.is_empty)


@pytest.mark.parametrize("content", ["", "not a number", "THIS TEST\n/elsewhere\n", "1\n"])
def test_pid_file_that_names_no_server_of_ours_is_no_obstacle(home: Home, content: str) -> None:
    assert home.sql("SELECT 1") == "1"
    wait_until(home.is_empty)
    (home.data / "postmaster.pid").write_text(content.replace("THIS TEST", str(os.getpid())))
    assert home.sql("SELECT 1") == "1"


def test_socket_that_was_swept_away_comes_back(home: Home) -> None:
    user = home.start_user()
    wait_for_line(user, "ready")
    for leftover in (home.folder / "socket").iterdir():
        leftover.unlink()
    assert home.sql("SELECT 1") == "1"
    user.communicate("")


def test_folder_with_a_space_and_a_long_name_works() -> None:
    with private_home("a long name, with spaces and å, " + "x" * 80) as home:
        assert len(os.fsencode(home.folder)) > LONGEST_SOCKET_FOLDER
        assert home.sql("SELECT 1") == "1"
        wait_until(home.is_empty)


def test_variables_about_another_server_are_not_listened_to(home: Home) -> None:
    home.environment |= {"PGPORT": "6543", "PGDATA": "/nowhere", "PGOPTIONS": "-c nonsense=1"}
    home.run("from config import embedded_postgres as server; server.ensure_running()")


def test_database_url_means_no_server_of_ours(new_home: Home) -> None:
    new_home.environment["DATABASE_URL"] = "postgres://elsewhere.example/shop"
    new_home.run("from config import embedded_postgres as server; server.ensure_running()")
    assert list(new_home.folder.iterdir()) == []


def test_stop_leaves_the_server_to_another_user(home: Home) -> None:
    user = home.start_user()
    wait_for_line(user, "ready")
    stop = "from config import embedded_postgres as server; server.ensure_running(); "
    assert home.run(stop + "print(server.stop())") == "False"
    assert home.postmaster().is_running()
    user.communicate("")
    wait_until(home.is_empty)
    assert home.run(stop + "print(server.stop())") == "True"
    wait_until(home.is_empty)


def test_address_is_known_without_a_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ATTEST_DATA_DIR", "/var/tmp/nothing here")
    monkeypatch.delenv("ATTEST_POSTGRES_FAST", raising=False)
    url = embedded_paths().url
    assert url == "postgres://attest@/attest?host=/var/tmp/nothing%20here/socket&port=5432"
    assert not Path("/var/tmp/nothing here").exists()


def test_ordinary_user_keeps_it_in_the_checkout_and_root_does_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("ATTEST_DATA_DIR", raising=False)
    monkeypatch.delenv("ATTEST_POSTGRES_FAST", raising=False)
    checkout = Path(__file__).resolve().parents[2]
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    ordinary: Paths = embedded_paths()
    assert ordinary.home == checkout / "var"
    assert not ordinary.runs_as_nobody
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    root: Paths = embedded_paths()
    assert root.home.parent == Path("/var/tmp/attest")
    assert root.runs_as_nobody


def test_server_that_may_lose_data_is_never_the_demo_s(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ATTEST_POSTGRES_FAST", raising=False)
    safe = embedded_paths()
    monkeypatch.setenv("ATTEST_POSTGRES_FAST", "1")
    assert embedded_paths().data != safe.data
