"""A client that loads a site: one process, one connection kept open, nothing of Django.

Run as `python -m benchmarks.client`. Standard input: a line of JSON that says what to do, then a
line for each start. Standard output: a line when ready, then a line of figures. What is asked for
is in `_Job`.
"""

import json
import re
import resource
import socket
import sys
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

_HIDDEN = re.compile(rb'name="(token|fingerprint|address|delivery_method|payment_method)"([^>]*)>')
_VALUE = re.compile(rb'value="([^"]*)"')
_PLACED = re.compile(rb"^/checkout/\d+/$")


class Unexpected(Exception):
    """The site did not answer as a working shop does; the figures would mean nothing."""


@dataclass
class Answer:
    status: int
    head: bytes
    body: bytes

    def header(self, name: bytes) -> bytes:
        found = re.search(rb"\r\n" + name + rb": ([^\r]*)", self.head, re.IGNORECASE)
        return found[1] if found else b""


class Connection:
    """HTTP/1.1 by hand, since a library costs the client more than the site's socket work."""

    def __init__(self, port: int, host: str) -> None:
        self._port = port
        self._shared = (
            f"Host: {host}\r\nX-Forwarded-Proto: https\r\nOrigin: https://{host}\r\n"
            "User-Agent: benchmark\r\nAccept: text/html\r\n"
        )
        self._socket: socket.socket | None = None
        self._rest = b""

    def get(self, path: str, cookies: str) -> Answer:
        return self.send(self.written("GET", path, cookies))

    def post(self, path: str, cookies: str, form: dict[str, str]) -> Answer:
        return self.send(self.written("POST", path, cookies, form))

    def written(
        self, method: str, path: str, cookies: str, form: dict[str, str] | None = None
    ) -> bytes:
        head = f"{method} {path} HTTP/1.1\r\n{self._shared}"
        if cookies:
            head += f"Cookie: {cookies}\r\n"
        if form is None:
            return f"{head}\r\n".encode()
        body = urlencode(form)
        kind = "Content-Type: application/x-www-form-urlencoded"
        return f"{head}{kind}\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode()

    def send(self, request: bytes) -> Answer:
        """Once more on a new connection when the site had closed the old one between two."""
        if self._socket is None:
            self._connect()
            return self._exchange(request)
        try:
            return self._exchange(request)
        except (ConnectionError, _Closed):
            self._connect()
            return self._exchange(request)

    def _connect(self) -> None:
        if self._socket is not None:
            self._socket.close()
        self._socket = socket.create_connection(("127.0.0.1", self._port), timeout=60)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._rest = b""

    def _exchange(self, request: bytes) -> Answer:
        assert self._socket is not None
        self._socket.sendall(request)
        while (end := self._rest.find(b"\r\n\r\n")) < 0:
            self._read()
        head, self._rest = self._rest[: end + 2], self._rest[end + 4 :]
        answer = Answer(int(head[9:12]), head, b"")
        length = int(answer.header(b"Content-Length") or 0)
        while len(self._rest) < length:
            self._read()
        answer.body, self._rest = self._rest[:length], self._rest[length:]
        if answer.header(b"Connection").lower() == b"close":
            self._socket.close()
            self._socket = None
        return answer

    def _read(self) -> None:
        assert self._socket is not None
        some = self._socket.recv(262_144)
        if not some:
            raise _Closed
        self._rest += some


class _Closed(Exception):
    """The site closed the connection before it answered."""


@dataclass
class _Job:
    """What this client does: `kind` is pages, places or checkouts."""

    port: int
    host: str
    kind: str
    seconds: float
    paths: list[str] = field(default_factory=list)  # pages: asked for in turn
    cookies: str = ""  # pages: who asks
    buyers: list[dict[str, Any]] = field(default_factory=list)  # the others: one order of each


class Client:
    """Does its job each time it is told to start, until time or buyers are out."""

    def __init__(self, job: _Job) -> None:
        self._job = job
        self._connection = Connection(job.port, job.host)
        self._next = 0
        self._buyers = iter(job.buyers)

    def prepare(self, most: int) -> list[tuple[str, dict[str, str]]]:
        """Looks at the checkout of so many buyers: what their placing will send."""
        if self._job.kind != "places":
            return []
        ready = []
        for _number, buyer in zip(range(most), self._buyers, strict=False):
            page = self._connection.get("/checkout/", buyer["cookies"])
            ready.append((buyer["cookies"], _form_in(page, buyer["csrf"])))
        return ready

    def run(self, ready: list[tuple[str, dict[str, str]]]) -> dict[str, Any]:
        times: list[float] = []
        size = 0
        before = _cpu()
        began = time.perf_counter()
        deadline = began + self._job.seconds
        while (start := time.perf_counter()) < deadline:
            done = self._once(ready)
            if done is None:
                break
            times.append(time.perf_counter() - start)
            size = done
        return {
            "times": times,
            "seconds": time.perf_counter() - began,
            "cpu": _cpu() - before,
            "bytes": size,
        }

    def _once(self, ready: list[tuple[str, dict[str, str]]]) -> int | None:
        if self._job.kind == "pages":
            path = self._job.paths[self._next % len(self._job.paths)]
            self._next += 1
            answer = self._connection.get(path, self._job.cookies)
            _expect(answer, 200, path)
            return len(answer.body)
        if self._job.kind == "places":
            if not ready:
                return None
            cookies, form = ready.pop()
            return self._place(cookies, form)
        buyer = next(self._buyers, None)
        return self._check_out(buyer) if buyer else None

    def _place(self, cookies: str, form: dict[str, str]) -> int:
        answer = self._connection.post("/checkout/", cookies, form)
        _expect(answer, 302, "placing")
        if not _PLACED.match(answer.header(b"Location")):
            raise Unexpected(f"Placing led to {answer.header(b'Location')!r}.")
        return len(answer.body)

    def _check_out(self, buyer: dict[str, Any]) -> int:
        """One item in the cart, the checkout page, the order."""
        form = {"csrfmiddlewaretoken": buyer["csrf"], "quantity": "1", "next": "/cart/"}
        added = self._connection.post(
            "/cart/add/", buyer["cookies"], form | {"variant": str(buyer["variant"])}
        )
        _expect(added, 302, "put in cart")
        told = [found[1].decode() for found in _SET_MESSAGES.finditer(added.head)]
        page = self._connection.get("/checkout/", "; ".join([buyer["cookies"], *told]))
        return self._place(buyer["cookies"], _form_in(page, buyer["csrf"]))


_SET_MESSAGES = re.compile(rb"\r\nSet-Cookie: (messages=[^;\r]*)", re.IGNORECASE)


def _form_in(page: Answer, csrf: str) -> dict[str, str]:
    """What a browser would send: hidden fields and the choices that are already made."""
    _expect(page, 200, "checkout")
    form = {"csrfmiddlewaretoken": csrf}
    for name, attributes in _HIDDEN.findall(page.body):
        value = _VALUE.search(attributes)
        if value and (name in (b"token", b"fingerprint") or b"checked" in attributes):
            form[name.decode()] = value[1].decode()
    return form


def _expect(answer: Answer, status: int, what: str) -> None:
    if answer.status != status:
        raise Unexpected(f"{what}: {answer.status} instead of {status}.\n{_said(answer)}")


def _said(answer: Answer) -> str:
    """The words of a page that refuses, for whoever must find out why."""
    text = re.sub(rb"<[^>]*>", b" ", answer.body).decode(errors="replace")
    return " ".join(text.split())[:1500]


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def main() -> None:
    job = _Job(**json.loads(sys.stdin.readline()))
    client = Client(job)
    for line in sys.stdin:
        ready = client.prepare(int(line))
        print("ready", flush=True)
        if not sys.stdin.readline():
            return
        print(json.dumps(client.run(ready)), flush=True)


if __name__ == "__main__":
    main()
