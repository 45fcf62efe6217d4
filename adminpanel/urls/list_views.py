"""Views and columns of lists, and taking back what was just done."""

from adminpanel.views import list_views, undo
from core.access import route
from customers.access import Perm

_POST = ("POST",)

urlpatterns = [
    route(
        "lists/<slug:name>/views/",
        list_views.list_view_new,
        name="list-view-new",
        perm=Perm.STAFF_HOME,
        methods=_POST,
    ),
    route(
        "lists/<slug:name>/views/<int:view_id>/remove/",
        list_views.list_view_remove,
        name="list-view-remove",
        perm=Perm.STAFF_HOME,
        methods=_POST,
    ),
    route(
        "lists/<slug:name>/columns/",
        list_views.list_columns,
        name="list-columns",
        perm=Perm.STAFF_HOME,
        methods=_POST,
    ),
    route("undo/<str:ticket>/", undo.undo, name="undo", perm=Perm.STAFF_HOME, methods=_POST),
]
