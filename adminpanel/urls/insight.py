"""Who did what, and who may what."""

from adminpanel.views import history, permissions
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
]
