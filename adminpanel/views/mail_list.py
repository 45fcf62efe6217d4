"""The mail log."""

from django.http import HttpResponse

from core.list_specs import list_page, listed, listed_context
from customers.actors import ShopRequest
from orders.list_specs import MAILS_LIST


def mail_list(request: ShopRequest) -> HttpResponse:
    """Every mail, newest first, by part of address or subject."""
    found = listed(request, MAILS_LIST, actor=request.actor)
    return list_page(request, "staff/mail/mail_list.html", listed_context(request, found))
