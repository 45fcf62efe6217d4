"""The own sites of customers and groups, on their cards."""

from adminpanel.views import sites
from core.access import route
from customers.access import Perm

urlpatterns = [
    route(
        "customers/<int:customer_id>/site/",
        sites.customer_site,
        name="customer-site",
        perm=Perm.STAFF_CUSTOMER_CHANGE,
        methods=("GET", "POST"),
    ),
    route(
        "groups/<int:group_id>/site/",
        sites.group_site,
        name="group-site",
        perm=Perm.STAFF_CUSTOMER_CHANGE,
        methods=("GET", "POST"),
    ),
]
