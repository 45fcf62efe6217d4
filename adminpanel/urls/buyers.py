"""Customer profiles as a whole, and which sections of My pages buyers have."""

from adminpanel.views import buyers
from core.access import route
from customers.access import Perm

urlpatterns = [
    route("buyers/", buyers.buyers, name="buyers", perm=Perm.STAFF_CUSTOMER_VIEW),
    route(
        "settings/my-pages/",
        buyers.my_sections,
        name="my-sections",
        perm=Perm.STAFF_SETTINGS,
        methods=("GET", "POST"),
    ),
]
