"""The own sites of customers and groups, on their cards."""

from functools import partial

from adminpanel.views import sites
from core.access import route as any_route
from customers.access import Perm
from customers.add_ons import AddOn

route = partial(any_route, add_on=AddOn.CUSTOMER_SITE)

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
