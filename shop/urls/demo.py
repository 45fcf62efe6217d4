"""The demo's mailbox: where a newcomer finds the links that the shop mails."""

from core.access import route
from customers.access import Perm
from shop.views import mailbox

urlpatterns = [
    route("mailbox/", mailbox.mailbox, name="mailbox", perm=Perm.DEMO_MAILBOX),
    route(
        "mailbox/<int:mail_id>/", mailbox.mailbox_mail, name="mailbox-mail", perm=Perm.DEMO_MAILBOX
    ),
    route(
        "mailbox/<int:mail_id>/html/",
        mailbox.mailbox_html,
        name="mailbox-html",
        perm=Perm.DEMO_MAILBOX,
    ),
]
