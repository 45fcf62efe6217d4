"""Who did what, who may what, and how things are done."""

from adminpanel.views import help, history, permissions
from core.access import route
from customers.access import Perm

urlpatterns = [
    route(
        "permissions/",
        permissions.permission_question,
        name="permission-question",
        perm=Perm.STAFF_PERMISSION_VIEW,
    ),
    route("history/", history.history_list, name="history-list", perm=Perm.STAFF_HISTORY_VIEW),
    route("help/<slug:name>/", help.manual, name="manual", perm=Perm.STAFF_HOME),
]
