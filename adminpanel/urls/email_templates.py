"""The words of the shop's mails."""

from adminpanel.views import email_templates
from core.access import route
from customers.access import Perm

_ADMIN = Perm.STAFF_SETTINGS
_ONE = "settings/mails/<slug:family>/<slug:event>/<slug:language>/"

urlpatterns = [
    route(
        "settings/mails/",
        email_templates.email_template_list,
        name="email-template-list",
        perm=_ADMIN,
    ),
    route(
        "settings/mails/preview/<uuid:token>/",
        email_templates.email_template_preview,
        name="email-template-preview",
        perm=_ADMIN,
    ),
    route(
        _ONE,
        email_templates.email_template_edit,
        name="email-template-edit",
        perm=_ADMIN,
        methods=("GET", "POST"),
    ),
    route(
        f"{_ONE}restore/",
        email_templates.email_template_restore,
        name="email-template-restore",
        perm=_ADMIN,
        methods=("POST",),
    ),
    route(
        f"{_ONE}reset/",
        email_templates.email_template_reset,
        name="email-template-reset",
        perm=_ADMIN,
        methods=("POST",),
    ),
]
