"""By whose link a visitor came: for the visit, and after a yes for thirty days (K-16).

The last link that was followed counts. What is kept for the visit goes before the cookie; a no
takes away the cookie of an earlier yes, too. Nothing is kept or read while somebody acts as
another, or while the shop has no affiliates.
"""

from datetime import timedelta

from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from customers.actors import Actor, ShopRequest
from customers.add_ons import AddOn
from marketing.commission import REMEMBERED_DAYS
from marketing.models import Affiliate

VISIT = "recommended_by"  # in the session: code, name shown, until when, whether one has answered
COOKIE = "recommended_by"
_SALT = "shop.recommended"
_VISIT_HOURS = 12  # a session may last for weeks; a visit does not
_KEPT = timedelta(days=REMEMBERED_DAYS)


def come_by(request: ShopRequest, affiliate: Affiliate) -> None:
    """Keeps it for this visit; asks again unless the cookie says the same already."""
    if not _counts(request):
        return
    request.session[VISIT] = {
        "code": affiliate.code,
        "name": affiliate.shown_as,
        "until": (timezone.now() + timedelta(hours=_VISIT_HOURS)).timestamp(),
        "answered": _in_cookie(request) == affiliate.code,
    }


def recommended_code(request: ShopRequest) -> str:
    """The code to hand on with an order, "" without one. No query."""
    if not _counts(request):
        return ""
    return str(_visit(request).get("code", "")) or _in_cookie(request)


def asked_about(request: ShopRequest) -> str:
    """Whom the bar asks about; "" when there is nothing to ask."""
    if not _counts(request):
        return ""
    visit = _visit(request)
    return "" if visit.get("answered", True) else str(visit.get("name", ""))


def is_remembered(request: ShopRequest) -> bool:
    """Whether there is a cookie to forget."""
    return COOKIE in request.COOKIES and _counts(request)


def answer(request: ShopRequest, response: HttpResponse, *, is_yes: bool) -> None:
    """A yes makes the cookie; a no, or a change of mind, takes it away."""
    visit = _visit(request)
    if visit:
        request.session[VISIT] = {**visit, "answered": True}
    code = str(visit.get("code", ""))
    if is_yes and code and _counts(request):
        response.set_signed_cookie(
            COOKIE,
            code,
            salt=_SALT,
            max_age=_KEPT,
            secure=request.is_secure(),
            httponly=True,
            samesite="Lax",
        )
    elif COOKIE in request.COOKIES:
        response.delete_cookie(COOKIE, samesite="Lax")


def forget(request: ShopRequest, response: HttpResponse) -> None:
    """The cookie and what the visit knows of it: a change of mind takes back all of it."""
    request.session.pop(VISIT, None)
    response.delete_cookie(COOKIE, samesite="Lax")


def _counts(request: ShopRequest) -> bool:
    # An error page drawn too early has none.
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None or actor.is_acting or actor.site is not None:
        return False
    return actor.is_on(AddOn.AFFILIATES)


def _visit(request: HttpRequest) -> dict[str, object]:
    kept = request.session.get(VISIT)
    if not isinstance(kept, dict) or kept.get("until", 0) < timezone.now().timestamp():
        return {}
    return kept


def _in_cookie(request: HttpRequest) -> str:
    """Blank for one that is missing, damaged or too old."""
    try:
        return str(request.get_signed_cookie(COOKIE, "", salt=_SALT, max_age=_KEPT))
    except BadSignature:
        return ""
