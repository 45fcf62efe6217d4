"""The back office's front page: what needs somebody's hands, and the newest orders."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from adminpanel.context import work_of
from catalogue.selectors.search_state import search_is_behind
from core.access.menu import may_open
from core.mail_log import COUNTED_AT_MOST
from core.models import ImportStatus
from core.selectors import import_jobs
from customers.actors import ShopRequest
from customers.teams import own_imports_only
from orders.presenting import approved_by
from orders.selectors.seen_mail import failed_mails
from orders.selectors.staff import staff_orders

NEWEST = 10


@dataclass(frozen=True, slots=True)
class Work:
    """A count and where it is worked off. `kind` colours only what is wrong, and never alone."""

    label: str
    count: int
    url: str
    note: str
    kind: str = ""


def home(request: ShopRequest) -> HttpResponse:
    """What needs work, and the newest orders."""
    newest = staff_orders(request.actor).order_by("-placed_at", "-pk")[:NEWEST]
    context = {
        "work": _work(request),
        "newest": [(order, approved_by(order)) for order in newest],
        "search_is_behind": search_is_behind(),
    }
    return render(request, "staff/home.html", context)


def _work(request: ShopRequest) -> Sequence[Work]:
    actor, counts, orders = request.actor, work_of(request), reverse("staff:order-list")
    work = [
        Work(
            _("Orders to process"),
            counts.to_process,
            f"{orders}?view=process",
            _("%(n)s of them not begun") % {"n": counts.unprocessed},
        ),
        Work(
            _("Awaiting approval"),
            counts.waiting,
            f"{orders}?view=waiting",
            _("With the buyers' own approvers"),
        ),
        Work(
            _("Nobody can decide"),
            counts.nobody,
            f"{orders}?view=nobody",
            _("Give them to another approver, or cancel"),
            "stop" if counts.nobody else "",
        ),
    ]
    if may_open(actor, "staff:mail-list"):
        failed = failed_mails(actor)
        work.append(
            Work(
                _("Mail not sent"),
                failed,
                f"{reverse('staff:mail-list')}?state=failed",
                _("Given up after many tries"),
                "stop" if failed else "",
            )
        )
    if may_open(actor, "staff:import-list"):
        work.append(
            Work(
                _("Imports to review"),
                import_jobs(status=ImportStatus.PLANNED, made_by=own_imports_only(actor))[
                    :COUNTED_AT_MOST
                ].count(),
                f"{reverse('staff:import-list')}?status=planned",
                _("Nothing is applied before you say so"),
            )
        )
    return work
