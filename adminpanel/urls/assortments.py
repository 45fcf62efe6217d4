"""Agreement assortments."""

from adminpanel.views import assortment_holders, assortment_items, assortments
from core.access import route
from customers.access import Perm

_FORM = ("GET", "POST")
_SEE = Perm.STAFF_CATALOGUE_VIEW
_CHANGE = Perm.STAFF_CATALOGUE_CHANGE
_ONE = "assortments/<int:assortment_id>/"

urlpatterns = [
    route("assortments/", assortments.assortment_list, name="assortment-list", perm=_SEE),
    route(
        "assortments/new/",
        assortments.assortment_new,
        name="assortment-new",
        perm=_CHANGE,
        methods=_FORM,
    ),
    route(_ONE, assortment_items.assortment_detail, name="assortment-detail", perm=_SEE),
    route(
        f"{_ONE}items/",
        assortment_items.assortment_items,
        name="assortment-items",
        perm=_CHANGE,
        methods=("POST",),
    ),
    route(
        f"{_ONE}add/",
        assortment_items.assortment_add,
        name="assortment-add",
        perm=_CHANGE,
        methods=_FORM,
    ),
    route(
        f"{_ONE}for/", assortment_holders.assortment_holders, name="assortment-holders", perm=_SEE
    ),
    route(
        f"{_ONE}connect/",
        assortment_holders.assortment_connect,
        name="assortment-connect",
        perm=_CHANGE,
        methods=("POST",),
    ),
    route(
        f"{_ONE}disconnect/",
        assortment_holders.assortment_disconnect,
        name="assortment-disconnect",
        perm=_CHANGE,
        methods=("POST",),
    ),
    route(
        f"{_ONE}validity/",
        assortments.assortment_validity,
        name="assortment-validity",
        perm=_CHANGE,
        methods=_FORM,
    ),
    route(f"{_ONE}gives/", assortments.assortment_gives, name="assortment-gives", perm=_SEE),
]
