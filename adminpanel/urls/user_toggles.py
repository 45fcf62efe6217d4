"""The list of users: what one click in it does, and what takes more than a click."""

from adminpanel.views import user_consents, user_toggles
from core.access import route
from customers.access import Perm

urlpatterns = [
    route(
        "users/<int:user_id>/toggle-active/",
        user_toggles.user_toggle_active,
        name="user-toggle-active",
        perm=Perm.STAFF_USER_CHANGE,
        methods=("POST",),
        closed_while_acting=True,
    ),
    route(
        "users/<int:user_id>/withdraw/<slug:kind>/",
        user_toggles.user_withdraw,
        name="user-withdraw",
        perm=Perm.STAFF_USER_CHANGE,
        methods=("POST",),
        closed_while_acting=True,
    ),
    route(
        "users/<int:user_id>/consent/<slug:kind>/",
        user_consents.user_consent,
        name="user-consent",
        perm=Perm.STAFF_USER_CHANGE,
        methods=("GET", "POST"),
        closed_while_acting=True,
    ),
]
