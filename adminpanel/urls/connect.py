"""Many customers connected to a group at once."""

from adminpanel.views import group_connect
from core.access import route
from customers.access import Perm

_FORM = ("GET", "POST")
_CHANGE = Perm.STAFF_CUSTOMER_CHANGE

urlpatterns = [
    route(
        "customers/connect/",
        group_connect.group_connect,
        name="group-connect",
        perm=_CHANGE,
        methods=_FORM,
    ),
    route(
        "imports/<int:job_id>/breaks/",
        group_connect.group_connect_breaks,
        name="group-connect-breaks",
        perm=_CHANGE,
        methods=_FORM,
    ),
]
