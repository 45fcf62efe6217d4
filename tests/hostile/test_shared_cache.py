"""A real cache in front of the shop, which tells pages apart by nothing but their path (N-17, C9).

nginx, as a machine has it (scripts/prepare.py), obeys Cache-Control, looks at no other header of an
answer, and keeps all else for ten minutes. Whoever comes through it must never get another's
prices or name.
"""

import os
import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings

from catalogue.services.search_index import rebuild_search
from customers.models import Membership
from customers.services.sites import close_site
from tests.prices import list_in_force
from tests.processes import wait_until
from tests.sites import SCHOOL_SLUG, open_site
from tests.world import World, build_world

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]

SCHOOL, VESTBY = f"/s/{SCHOOL_SLUG}", "/s/vestby-elektro"
CONFIGURATION = """
worker_processes 1;
daemon off;
{user}
pid {home}/nginx.pid;
error_log {home}/error.log;
events {{ worker_connections 64; }}
http {{
  access_log off;
  client_body_temp_path {home}/body;
  proxy_temp_path {home}/proxy;
  fastcgi_temp_path {home}/fastcgi;
  uwsgi_temp_path {home}/uwsgi;
  scgi_temp_path {home}/scgi;
  proxy_cache_path {home}/cache keys_zone=shared:1m;
  server {{
    listen 127.0.0.1:{port};
    location / {{
      proxy_pass http://{shop};
      proxy_set_header Host $http_host;
      proxy_cache shared;
      proxy_cache_key $uri;
      proxy_ignore_headers Vary Set-Cookie;
      proxy_cache_valid any 10m;
      add_header X-Kept $upstream_cache_status always;
    }}
  }}
}}
"""


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    text: str
    kept: str  # HIT: it came out of the cache
    location: str


Ask = Callable[..., Answer]


def _nginx() -> str:
    found = shutil.which("nginx", path=f"{os.environ.get('PATH', os.defpath)}:/usr/sbin")
    if found is None:
        if os.environ.get("ATTEST_REQUIRE_ALL") == "1":
            pytest.fail("nginx is required here and is not installed: apt-get install nginx-light")
        pytest.skip("No nginx on this machine.")
    return found


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def _is_listening(port: int) -> bool:
    with socket.socket() as door:
        return door.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture
def ask(live_server: object, tmp_path: Path) -> Iterator[Ask]:
    """Asks for a path through the cache, perhaps as somebody who has logged in."""
    program, port = _nginx(), _free_port()
    file = tmp_path / "nginx.conf"
    shop = urlsplit(str(live_server)).netloc
    user = "user root;" if os.geteuid() == 0 else ""
    file.write_text(CONFIGURATION.format(home=tmp_path, port=port, shop=shop, user=user))
    process = subprocess.Popen(
        [program, "-p", str(tmp_path), "-e", str(tmp_path / "error.log"), "-c", str(file)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )

    def ask_for(path: str, session: str = "") -> Answer:
        connection = HTTPConnection("127.0.0.1", port, timeout=60)
        headers = {"Host": shop}
        if session:
            headers["Cookie"] = f"{settings.SESSION_COOKIE_NAME}={session}"
        connection.request("GET", path, headers=headers)
        response = connection.getresponse()
        body = response.read().decode(errors="replace").replace("\xa0", " ")
        kept, location = response.headers.get("X-Kept", ""), response.headers.get("Location", "")
        connection.close()
        return Answer(response.status, body, kept, location)

    try:
        wait_until(lambda: _is_listening(port), process)
        yield ask_for
    finally:
        process.terminate()
        process.communicate(timeout=30)


@pytest.fixture
def town(ask: Ask) -> World:
    """The dock is 1 111,00 to the school, 1 222,00 to Vestby and 1 590,00 to everybody else."""
    world = build_world()
    list_in_force(world, "Skolans", world.school, rows=[(world.dock, 1, "1111.00")])
    list_in_force(world, "Vestbys", world.vestby, rows=[(world.dock, 1, "1222.00")])
    rebuild_search()
    open_site(world, world.school)
    open_site(world, world.vestby, "vestby-elektro")
    return world


def session_of(world: World, who: Membership) -> str:
    return str(world.client(who).cookies[settings.SESSION_COOKIE_NAME].value)


def test_the_cache_in_front_does_keep_what_may_be_kept(ask: Ask, town: World) -> None:
    """So that the tests below are not passed by a cache that keeps nothing."""
    first, again = ask("/static/css/base.css"), ask("/static/css/base.css")
    assert (first.status, first.kept) == (200, "MISS")
    assert (again.status, again.kept) == (200, "HIT")
    assert again.text == first.text


def test_no_price_or_name_is_served_to_another(ask: Ask, town: World) -> None:
    nora, otto = session_of(town, town.nora), session_of(town, town.otto)
    school, vestby = town.school.name, town.vestby.name
    # Who comes by, below which address, what they see and must not see.
    visitors = [
        (SCHOOL, "", ("1 111,00", school), ("1 222,00", vestby)),
        ("", "", ("1 590,00",), ("1 111,00", "1 222,00", school, vestby)),
        (VESTBY, "", ("1 222,00", vestby), ("1 111,00", school)),
        ("", nora, ("1 111,00", school), ("1 222,00", vestby)),
        ("", otto, ("1 222,00", vestby), ("1 111,00", school)),
    ]
    dock = town.dock
    pages = (
        "/",
        f"/p/{dock.product.slug}/",
        f"/c/{town.docks.path}/",
        f"/search/?q={dock.sku}",
        f"/why/{dock.pk}/",
    )
    for page in pages:
        for round_of in (visitors, visitors[::-1]):
            for below, session, sees, never in round_of:
                answer = ask(below + page, session)
                assert answer.status == 200, (below, page)
                assert answer.kept != "HIT", (below, page)
                for words in sees:
                    assert words in answer.text, (below, page, words)
                for words in never:
                    assert words not in answer.text, (below, page, words)
                if not below:
                    assert SCHOOL_SLUG not in answer.text
                    assert "vestby-elektro" not in answer.text


def test_where_one_is_led_is_kept_for_nobody(ask: Ask, town: World) -> None:
    """Past the site for Nora, to log-in for a stranger; and what is shut is shut at once."""
    nora, page = session_of(town, town.nora), f"/p/{town.dock.product.slug}/"
    for _round in range(2):
        assert ask(SCHOOL + page, nora).location == page
        stranger = ask(SCHOOL + page)
        assert (stranger.status, "1 111,00" in stranger.text) == (200, True)
        assert "account/login" in ask(f"{SCHOOL}/cart/").location
        assert ask(f"{SCHOOL}/account/login/").status == 200
    site = town.school.sites.get()
    close_site(actor=town.actor(town.stina), owner=town.school, seen=site.pk)
    assert ask(SCHOOL + page).status == 410
    open_site(town, town.school)
    assert ask(SCHOOL + page).status == 200
