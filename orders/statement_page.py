"""What the page of a limit's statement shows, alike for its owner, administrators and staff."""

from datetime import date

from django.http import Http404
from django.utils.dateparse import parse_date

from customers.actors import ShopRequest
from customers.models import Membership
from customers.selectors.shop import shop_settings
from orders.selectors.limit_statement import limit_statement
from orders.statement_words import next_reset, outside_words, page_of


def statement_context(request: ShopRequest, membership: Membership) -> dict[str, object]:
    """The context of components/limit_statement.html. `?on=` is a day of the period, `?page=`.

    A day that is none, that no period holds on or whose period is yet to come is Http404.
    """
    on = _day(request.GET.get("on", ""))
    shown = limit_statement(membership, on=on)
    if on is not None and not shown.is_known:
        raise Http404
    page = None
    if shown.statement is not None:
        page = page_of(
            shown.statement,
            currency=shop_settings().currency,
            page=_number(request.GET.get("page", "")),
        )
    return {
        "shown": shown,
        "page": page,
        "reset": next_reset(shown.standing) if shown.is_current else "",
        "outside": outside_words(shown.now, shown.today),
    }


def _day(written: str) -> date | None:
    if not written:
        return None
    try:
        day = parse_date(written)
    except ValueError:
        day = None
    if day is None:
        raise Http404
    return day


def _number(written: str) -> int | None:
    if not written:
        return None
    if not (written.isascii() and written.isdigit() and len(written) < 7):
        raise Http404
    return int(written)
