"""A customer's look: its stylesheet and pictures, and the way out of a preview."""

from functools import partial

from django.urls import URLPattern

from core.access import route as any_route
from customers.access import Perm
from customers.add_ons import AddOn
from shop.views import look

route = partial(any_route, add_on=AddOn.GRAPHICAL_PROFILE)

urlpatterns: list[URLPattern] = [
    route("look/<str:digest>.css", look.look_css, name="look-css", perm=Perm.PUBLIC),
    route("look/pictures/<str:sha256>", look.look_picture, name="look-picture", perm=Perm.PUBLIC),
    route(
        "look/leave/",
        look.look_leave,
        name="look-leave",
        perm=Perm.STAFF_CUSTOMER_CHANGE,
        methods=("POST",),
    ),
]
