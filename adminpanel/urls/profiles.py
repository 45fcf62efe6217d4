"""The graphical profile on the cards of customers and groups."""

from functools import partial

from adminpanel.views import profiles
from core.access import route as any_route
from customers.access import Perm
from customers.add_ons import AddOn

route = partial(any_route, add_on=AddOn.GRAPHICAL_PROFILE)

_FORM = ("GET", "POST")

urlpatterns = [
    route(
        "customers/<int:customer_id>/profile/",
        profiles.customer_profile,
        name="customer-profile",
        perm=Perm.STAFF_CUSTOMER_CHANGE,
        methods=_FORM,
    ),
    route(
        "groups/<int:group_id>/profile/",
        profiles.group_profile,
        name="group-profile",
        perm=Perm.STAFF_CUSTOMER_CHANGE,
        methods=_FORM,
    ),
    route(
        "profiles/<str:digest>.css",
        profiles.profile_sample,
        name="profile-sample",
        perm=Perm.STAFF_CUSTOMER_VIEW,
    ),
]
