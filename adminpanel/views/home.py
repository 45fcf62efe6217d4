"""The back office's front page: what needs somebody's hands, and the newest orders."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from adminpanel.context import work_of
from adminpanel.views.imports import desk_of
from catalogue.selectors.search_state import search_is_behind
from core.access.menu import may_open
from customers.actors import ShopRequest
from orders.presenting import approved_by
from orders.selectors.dashboard import Counts, OrdersByDay, dashboard_counts, orders_by_day
from orders.selectors.staff import COUNTED_AT_MOST, staff_orders
from orders.states import OrderStatus

NEWEST = 10


@dataclass(frozen=True, slots=True)
class Work:
    """A count and where it is worked off. `kind` colours only what is wrong, and never alone.

    `note_url` leads to the rows of a number that the note tells.
    """

    label: str
    count: int
    url: str
    note: str
    kind: str = ""
    note_url: str = ""

    @property
    def is_more(self) -> bool:
        """Whether counting stopped there."""
        return self.count >= COUNTED_AT_MOST


@dataclass(frozen=True, slots=True)
class DayCell:
    """Orders of one day in one state, and their list."""

    day: date
    count: int
    url: str


@dataclass(frozen=True, slots=True)
class StateRow:
    status: OrderStatus
    cells: Sequence[DayCell]


def home(request: ShopRequest) -> HttpResponse:
    """What needs work, the orders of the last days, and the newest. Ten queries."""
    newest = staff_orders(request.actor).order_by("-placed_at", "-pk")[:NEWEST]
    by_day = orders_by_day(request.actor)
    context = {
        "work": _work(request),
        "by_day": by_day,
        "states": _states(by_day),
        "newest": [(order, approved_by(order)) for order in newest],
        "search_is_behind": search_is_behind(),
    }
    return render(request, "staff/home.html", context)


def _states(by_day: OrdersByDay) -> list[StateRow]:
    orders = reverse("staff:order-list")
    return [
        StateRow(status, [DayCell(day, n, f"{orders}?{_on(day, status)}") for day, n in cells])
        for status, cells in by_day.rows
    ]


def _on(day: date, status: OrderStatus) -> str:
    asked = {"view": "all", "status": status.value}
    return urlencode(asked | {"placed_from": day.isoformat(), "placed_to": day.isoformat()})


def _work(request: ShopRequest) -> Sequence[Work]:
    kinds = [kind.name for kind in desk_of(request).offered()]
    counts = dashboard_counts(request.actor, kinds=kinds)
    return [*_of_orders(request, counts), *_of_the_rest(request, counts)]


def _of_orders(request: ShopRequest, counts: Counts) -> Sequence[Work]:
    work, orders = work_of(request), reverse("staff:order-list")
    return [
        Work(
            _("Orders to process"),
            work.to_process,
            f"{orders}?view=process",
            _("%(n)s of them not begun") % {"n": work.unprocessed},
            note_url=f"{orders}?view=all&status={OrderStatus.UNPROCESSED.value}",
        ),
        Work(
            _("Awaiting approval"),
            work.waiting,
            f"{orders}?view=waiting",
            _("With the buyers' own approvers"),
        ),
        Work(
            _("Waiting over a week"),
            counts.stale,
            f"{orders}?view=stale",
            _("The approver has let them lie"),
            "stop" if counts.stale else "",
        ),
        Work(
            _("Nobody can decide"),
            work.nobody,
            f"{orders}?view=nobody",
            _("Give them to another approver, or cancel"),
            "stop" if work.nobody else "",
        ),
    ]


def _of_the_rest(request: ShopRequest, counts: Counts) -> Sequence[Work]:
    imports = "staff:import-list"
    found = [
        (
            "staff:near-limit-list",
            "",
            Work(
                _("Limits nearly reached"),
                counts.near_limits,
                "",
                _("90 % or more is used"),
            ),
        ),
        (
            "staff:mail-list",
            "?state=failed",
            Work(
                _("Mail not sent"),
                counts.failed_mails,
                "",
                _("Given up after many tries"),
                "stop" if counts.failed_mails else "",
            ),
        ),
        (
            imports,
            "?status=failed",
            Work(
                _("Imports that failed"),
                counts.failed_imports,
                "",
                _("Open them to see why"),
                "stop" if counts.failed_imports else "",
            ),
        ),
        (
            imports,
            "?status=planned",
            Work(
                _("Imports to review"),
                counts.planned_imports,
                "",
                _("Nothing is applied before you say so"),
            ),
        ),
    ]
    return [
        replace(work, url=f"{reverse(name)}{query}")
        for name, query, work in found
        if may_open(request.actor, name)
    ]
