"""My pages: what an approver reads and answers."""

from django.urls import URLPattern

from core.access import route
from core.access.routes import View
from customers.access import Perm
from shop.views.my import approvals, approvals_decided, approvals_many

FORM = ("GET", "POST")
BUTTON = ("POST",)


def _page(pattern: str, view: View, name: str, methods: tuple[str, ...] = ("GET",)) -> URLPattern:
    return route(
        f"approvals/{pattern}", view, name=name, perm=Perm.APPROVAL_DECIDE, methods=methods
    )


urlpatterns = [
    _page("", approvals.approval_list, "approval-list"),
    _page("chosen/", approvals_many.approval_chosen, "approval-chosen", BUTTON),
    _page("decided/", approvals_decided.approval_decided, "approval-decided"),
    _page("<int:number>/", approvals.approval_detail, "approval-detail"),
    _page("<int:number>/approve/", approvals.approval_approve, "approval-approve", BUTTON),
    _page("<int:number>/reject/", approvals.approval_reject, "approval-reject", BUTTON),
    _page("<int:number>/ask/", approvals.approval_ask, "approval-ask", BUTTON),
    _page("<int:number>/change/", approvals.approval_change, "approval-change", FORM),
]
