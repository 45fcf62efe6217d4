"""A real Chromium, the real site, and a worker that can be let run."""

import os
import re
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core import mail as sending
from django.core.management import call_command
from django.db import connections
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from core import mail
from core.models import OutgoingEmail
from tests.world import PASSWORD

# Playwright's loop runs in this thread, and Django would refuse the database beside it.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

# What a click or a sent form began is not yet seen from outside: for a moment the old page still
# stands there, idle, and would be looked at while it goes. So each page says when it is to leave.
SAYS_WHEN_IT_LEAVES = """
window.isLeaving = false;
addEventListener("submit", (event) => {
  const where = event.submitter?.formTarget || event.target.target;
  if (!event.defaultPrevented && (!where || where === "_self")) window.isLeaving = true;
});
addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href]");
  if (!link || event.defaultPrevented || link.hasAttribute("download")) return;
  if (link.target && link.target !== "_self") return;
  const isHere = link.pathname === location.pathname && link.search === location.search;
  if (!(isHere && link.hash)) window.isLeaving = true;
});
addEventListener("beforeunload", () => { window.isLeaving = true; });
addEventListener("pageshow", () => { window.isLeaving = false; });
"""
HAS_ARRIVED = """() => window.isLeaving === false && document.readyState === "complete"
  && !document.querySelector(".htmx-request, .htmx-swapping, .htmx-settling")"""


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for the run; the machine's own."""
    if not Path(CHROMIUM).exists():
        if os.environ.get("ATTEST_REQUIRE_ALL") == "1":
            pytest.fail(f"Chromium is required here and is not at {CHROMIUM}.")
        pytest.skip("No Chromium on this machine; set CHROMIUM to its path.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


class Visitor:
    """A person at a browser of their own, who also looks for what is wrong on each page."""

    def __init__(self, context: BrowserContext, site: str) -> None:
        context.add_init_script(SAYS_WHEN_IT_LEAVES)
        self.page: Page = context.new_page()
        self.site = site
        self.complaints: list[str] = []
        self._has_file = False
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("download", self._got_file)

    def _heard(self, message: object) -> None:
        if getattr(message, "type", "") == "error":
            self.complaints.append(getattr(message, "text", str(message)))

    def _got_file(self, _download: object) -> None:
        self._has_file = True

    def arrive(self) -> None:
        """Waits until what was pressed has led where it leads, and all of it is there."""
        if self._has_file:  # the link gave a file, so the page stays
            self._has_file = False
            self.page.evaluate("window.isLeaving = false")
        self.page.wait_for_function(HAS_ARRIVED)
        self.page.wait_for_load_state("networkidle")

    def open(self, path: str) -> None:
        response = self.page.goto(path if path.startswith("http") else self.site + path)
        assert response is not None
        assert response.ok, f"{path}: {response.status}"
        self.look()

    def press(self, name: str) -> None:
        """Presses the button or link of that name."""
        pattern = re.compile(f"^{re.escape(name)}", re.IGNORECASE)
        button = self.page.get_by_role("button", name=pattern)
        (button if button.count() else self.page.get_by_role("link", name=pattern)).first.click()
        self.look()

    def log_in(self, email: str, password: str = PASSWORD) -> None:
        self.open("/account/login/")
        self.page.fill("[name=username]", email)
        self.page.fill("[name=password]", password)
        self.page.click("main button[type=submit]")
        self.arrive()

    def while_away(self, happens: Callable[[], None]) -> None:
        """Leaves the page, lets it happen, and comes back.

        A page that waits for the worker loads itself anew when the work is done; whoever reloads it
        at that moment has one of the two broken off.
        """
        address = self.page.url
        self.page.goto("about:blank")
        happens()
        self.open(address)

    def look(self) -> None:
        """No script error, nothing wider than the window, nothing that axe finds."""
        self.arrive()
        assert not self.complaints, self.complaints
        width = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert width <= 0, f"{self.page.url} is {width} px too wide: {self._widest()}"
        violations = Axe().run(self.page).response["violations"]
        found = [
            (violation["id"], [node["html"][:150] for node in violation["nodes"]][:3])
            for violation in violations
        ]
        assert not found, f"{self.page.url}: {found}"

    def _widest(self) -> list[str]:
        """What reaches out of the window and holds nothing that does."""
        found: list[str] = self.page.evaluate("""() => {
          const keeps = (each) => each !== null && each !== document.body
            && (getComputedStyle(each).overflowX !== "visible" || keeps(each.parentElement));
          const wide = [...document.querySelectorAll("body *")].filter((each) =>
            each.getBoundingClientRect().left + each.scrollWidth > innerWidth + 1 && !keeps(each));
          return wide.filter((each) => !wide.some((in_) => in_ !== each && each.contains(in_)))
            .slice(0, 3).map((each) => each.outerHTML.slice(0, 200));
        }""")
        return found

    def sees(self, *words: str) -> None:
        self.arrive()
        text = self.page.inner_text("body").replace("\u00a0", " ")
        for word in words:
            assert word in text, f"{word!r} is not on {self.page.url}:\n{text[:1500]}"


@pytest.fixture
def visitor(chromium: Browser, live_server: object) -> Iterator[Callable[..., Visitor]]:
    """Makes people with browsers of their own: `visitor(width=390)`."""
    contexts: list[BrowserContext] = []

    def make(width: int = 1280, height: int = 900) -> Visitor:
        context = chromium.new_context(viewport={"width": width, "height": height}, locale="en-GB")
        contexts.append(context)
        return Visitor(context, str(live_server))

    yield make
    for context in contexts:
        context.close()


def let_the_worker_run() -> None:
    """Does every waiting job, then sends what waits in the outbox."""

    def work() -> None:
        try:
            call_command("worker", once=True)
        finally:
            connections.close_all()

    thread = threading.Thread(target=work)
    thread.start()
    thread.join(timeout=120)
    assert not thread.is_alive()
    mail.send_due()


def link_in_mail(to: str, template: str, live_server: object) -> str:
    """The first link of the latest mail of that kind, on the server under test.

    As it was sent: the outbox keeps no link that opens an account.
    """
    latest = OutgoingEmail.objects.filter(to_address=to, template=template).latest("id")
    sent = [m.body for m in sending.outbox if m.extra_headers["Message-ID"] == latest.message_id]
    text = str(sent[-1]) if sent else latest.body_text
    found = re.search(r"https?://[^/\s]+(/\S+)", text)
    assert found is not None, text
    return f"{live_server}{found.group(1)}"
