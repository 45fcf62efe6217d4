"""The demo's mailbox. Shows everybody's mail to everybody, so it exists in demo mode only."""

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy

from core.framed import framed_mail
from core.mail_log import mail_of, mails
from core.tables import Sort, keyset_page
from customers.actors import ShopRequest

SORTS = {
    "created": Sort.by("created_at", label=gettext_lazy("Written"), descending_first=True),
}
# A link in the framed mail opens the page around it, not the frame.
_OPEN_AROUND = '<base target="_top">'


def mailbox(request: ShopRequest) -> HttpResponse:
    """What the shop has mailed, or is about to, newest first."""
    _only_in_the_demo()
    text = request.GET.get("q", "").strip()[:200]
    page = keyset_page(
        mails(text=text), sorts=SORTS, sort="", cursor=request.GET.get("cursor"), size=40
    )
    return render(request, "shop/mailbox/mailbox.html", {"page": page, "q": text})


def mailbox_mail(request: ShopRequest, mail_id: int) -> HttpResponse:
    """One mail: as it looks, and its text with links to follow."""
    _only_in_the_demo()
    return render(request, "shop/mailbox/mailbox_mail.html", {"mail": mail_of(mail_id)})


@framed_mail
def mailbox_html(request: ShopRequest, mail_id: int) -> HttpResponse:
    """The mail as a mail program draws it, for a sandboxed frame."""
    _only_in_the_demo()
    html = mail_of(mail_id).body_html
    if not html:
        raise Http404
    return HttpResponse(html.replace("<head>", f"<head>{_OPEN_AROUND}", 1))


def _only_in_the_demo() -> None:
    if not settings.DEMO_WORLD:
        raise Http404
