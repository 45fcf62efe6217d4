"""Guessing at the log-in: many names from one address are slowed, and an office is not shut out."""

from datetime import timedelta
from typing import Any

import pytest
from axes.models import AccessFailureLog
from django.test import Client
from django.utils import timezone

from customers import tasks
from customers.services.log_in_ceiling import MOST_FAILURES
from tests.hashers import FastArgon2
from tests.world import PASSWORD, World

LOGIN = "/account/login/"
OFFICE, ELSEWHERE = "192.0.2.66", "198.51.100.7"


def try_in(name: str, password: str = "wrong", *, ip: str = OFFICE, **headers: Any) -> Any:
    return Client(REMOTE_ADDR=ip, **headers).post(LOGIN, {"username": name, "password": password})


def failed(count: int, *, minutes_ago: int = 1, ip: str = OFFICE) -> None:
    for number in range(count):
        log = AccessFailureLog.objects.create(username=f"n{number}@example.com", ip_address=ip)
        then = timezone.now() - timedelta(minutes=minutes_ago)
        AccessFailureLog.objects.filter(pk=log.pk).update(attempt_time=then)


def test_fifty_names_from_one_address_close_the_door_there_in_words(world: World) -> None:
    failed(MOST_FAILURES - 1)
    assert try_in("one@example.com").status_code == 200
    closed = try_in("nora@example.com", PASSWORD)
    assert closed.status_code == 429
    assert "Too many tries" in closed.content.decode()
    assert "from your network" in closed.content.decode()
    assert try_in("nora@example.com", PASSWORD, ip=ELSEWHERE).status_code == 302


def test_it_opens_again_a_quarter_of_an_hour_after_the_last_failure(world: World) -> None:
    failed(MOST_FAILURES + 5, minutes_ago=14)
    for _time in range(3):
        assert try_in("nora@example.com").status_code == 429
    AccessFailureLog.objects.update(attempt_time=timezone.now() - timedelta(minutes=16))
    assert try_in("nora@example.com", PASSWORD).status_code == 302


def test_older_failures_are_not_counted_and_forgotten_at_night(world: World) -> None:
    failed(MOST_FAILURES + 5, minutes_ago=61)
    failed(3)
    assert try_in("nora@example.com", PASSWORD).status_code == 302
    tasks.forget_old_requests(0)
    assert AccessFailureLog.objects.count() == 3


def test_who_gets_in_takes_their_own_mistakes_off_the_count(world: World) -> None:
    """An office of people who mistype before they log in is never shut out."""
    failed(MOST_FAILURES - 2)
    for name in ("nora@example.com", "otto@example.com", "ali@example.com"):
        assert try_in(name.upper()).status_code == 200
        assert try_in(name, PASSWORD).status_code == 302
    assert AccessFailureLog.objects.count() == MOST_FAILURES - 2


def test_whoever_guesses_at_a_name_elsewhere_is_counted_on_when_its_owner_gets_in(
    world: World,
) -> None:
    assert try_in("nora@example.com", ip=ELSEWHERE).status_code == 200
    assert try_in("nora@example.com", PASSWORD).status_code == 302
    assert AccessFailureLog.objects.filter(ip_address=ELSEWHERE).count() == 1


def test_who_is_logged_in_notices_nothing(world: World) -> None:
    nora = world.client(world.nora)
    failed(MOST_FAILURES)
    assert nora.get("/my/", REMOTE_ADDR=OFFICE).status_code == 200
    assert Client(REMOTE_ADDR=OFFICE).get(LOGIN).status_code == 200


def test_a_proxy_that_nobody_told_of_shuts_nobody_out(world: World) -> None:
    """Then everybody comes from the machine itself."""
    failed(MOST_FAILURES, ip="127.0.0.1")
    assert try_in("nora@example.com", PASSWORD, ip="127.0.0.1").status_code == 302


def test_behind_a_proxy_the_visitors_own_address_counts(world: World, settings: Any) -> None:
    settings.PROXIES_IN_FRONT = 1
    proxy = {"ip": "127.0.0.1"}
    failed(MOST_FAILURES)
    told = {"HTTP_X_FORWARDED_FOR": f"{ELSEWHERE}, {OFFICE}"}
    assert try_in("nora@example.com", PASSWORD, **proxy, **told).status_code == 429
    lied = {"HTTP_X_FORWARDED_FOR": f"{OFFICE}, {ELSEWHERE}"}
    assert try_in("nora@example.com", PASSWORD, **proxy, **lied).status_code == 302
    for nonsense in ("", "unknown", "1.2.3", "<script>"):
        odd = {"HTTP_X_FORWARDED_FOR": nonsense}
        assert try_in("otto@example.com", PASSWORD, **proxy, **odd).status_code == 302
    settings.PROXIES_IN_FRONT = 2
    assert try_in("ali@example.com", PASSWORD, **proxy, **lied).status_code == 429


def test_no_password_is_written_down_with_a_failure(world: World) -> None:
    try_in("nora@example.com", "min hemliga fras")
    rows = list(AccessFailureLog.objects.values())
    assert len(rows) == 1
    assert "hemliga" not in str(rows)


@pytest.mark.parametrize("known", [True, False])
def test_an_unknown_address_is_hashed_like_a_known_one(
    world: World, known: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The work that takes time is done once, whether there is an account or not (K-31)."""
    work: list[str] = []
    for name in ("encode", "verify"):
        real = getattr(FastArgon2, name)

        def counted(self: FastArgon2, *given: Any, _real: Any = real, **options: Any) -> Any:
            work.append("hash")
            return _real(self, *given, **options)

        monkeypatch.setattr(FastArgon2, name, counted)
    assert try_in("nora@example.com" if known else "nobody@example.com").status_code == 200
    assert work == ["hash"]
