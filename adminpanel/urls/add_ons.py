"""Which parts of the shop are on."""

from adminpanel.views import add_ons
from core.access import route
from customers.access import Perm

_ADMIN = Perm.STAFF_SETTINGS

urlpatterns = [
    route("settings/add-ons/", add_ons.add_on_list, name="add-on-list", perm=_ADMIN),
    route(
        "settings/add-ons/<int:number>/",
        add_ons.add_on_switch,
        name="add-on-switch",
        perm=_ADMIN,
        methods=("POST",),
    ),
]
