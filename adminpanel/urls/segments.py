"""Segments, and who is in them."""

from adminpanel.views import segments
from core.access import route
from customers.access import Perm

_FORM = ("GET", "POST")
_POST = ("POST",)
_ONE = "segments/<int:segment_id>/"
_CUSTOMER, _GROUP = f"{_ONE}customers/<int:customer_id>/", f"{_ONE}groups/<int:group_id>/"
_SEE, _CHANGE = Perm.STAFF_CUSTOMER_VIEW, Perm.STAFF_CUSTOMER_CHANGE

urlpatterns = [
    route("segments/", segments.segment_list, name="segment-list", perm=_SEE),
    route("segments/new/", segments.segment_new, name="segment-new", perm=_CHANGE, methods=_FORM),
    route(_ONE, segments.segment_detail, name="segment-detail", perm=_SEE),
    route(f"{_ONE}edit/", segments.segment_edit, name="segment-edit", perm=_CHANGE, methods=_FORM),
    route(
        f"{_ONE}delete/",
        segments.segment_delete,
        name="segment-delete",
        perm=_CHANGE,
        methods=_POST,
    ),
    route(
        f"{_ONE}numbers/",
        segments.segment_numbers,
        name="segment-numbers",
        perm=_CHANGE,
        methods=_FORM,
    ),
    route(
        f"{_CUSTOMER}add/",
        segments.segment_customer_add,
        name="segment-customer-add",
        perm=_CHANGE,
        methods=_POST,
    ),
    route(
        f"{_CUSTOMER}remove/",
        segments.segment_customer_remove,
        name="segment-customer-remove",
        perm=_CHANGE,
        methods=_POST,
    ),
    route(
        f"{_GROUP}add/",
        segments.segment_group_add,
        name="segment-group-add",
        perm=_CHANGE,
        methods=_POST,
    ),
    route(
        f"{_GROUP}remove/",
        segments.segment_group_remove,
        name="segment-group-remove",
        perm=_CHANGE,
        methods=_POST,
    ),
]
