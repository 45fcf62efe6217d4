"""In somebody else's shoes: who to be, changing to another, and leaving."""

from core.access import route
from customers.access import Perm
from shop.views import acting

urlpatterns = [
    route("leave/", acting.leave, name="leave", perm=Perm.ACTING_LEAVE, methods=("POST",)),
    route("choose/", acting.choose, name="choose", perm=Perm.ACTING_CHANGE),
    route(
        "become/<int:membership_id>/",
        acting.become,
        name="become",
        perm=Perm.ACTING_CHANGE,
        methods=("POST",),
    ),
]
