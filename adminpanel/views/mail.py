"""One mail of the log: what was sent to whom, what failed and why."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from core.mail_log import MailRefused, may_send_again, send_again
from customers.actors import ShopRequest
from marketing.selectors.bounces import bounces_of
from orders.selectors.seen_mail import mail_seen_of


def mail_detail(request: ShopRequest, mail_id: int) -> HttpResponse:
    """One mail. What holds a log-in link shows no text: staff would be able to use it."""
    return _detail_page(request, mail_id)


def mail_again(request: ShopRequest, mail_id: int) -> HttpResponse:
    """Puts a mail that could not be sent back in the queue."""
    mail = mail_seen_of(request.actor, mail_id)
    try:
        send_again(actor=request.actor, mail_id=mail.pk)
    except MailRefused as refused:
        messages.error(request, str(refused.refusal.reason))
        return _detail_page(request, mail_id, status=409)
    messages.success(request, _("The mail to %(to)s is in the queue.") % {"to": mail.to_address})
    return redirect("staff:mail-detail", mail_id=mail.pk)


def _detail_page(request: ShopRequest, mail_id: int, *, status: int = 200) -> HttpResponse:
    mail = mail_seen_of(request.actor, mail_id)
    context = {
        "mail": mail,
        "may_send_again": may_send_again(mail),
        "bounces": bounces_of(mail),
        "crumbs": ((_("Mail log"), reverse("staff:mail-list")), (mail.subject, "")),
    }
    return render(request, "staff/mail/mail_detail.html", context, status=status)
