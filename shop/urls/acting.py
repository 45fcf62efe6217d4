"""Leaving somebody else's shoes."""

from core.access import route
from customers.access import Perm
from shop.views import acting

urlpatterns = [
    route("leave/", acting.leave, name="leave", perm=Perm.ACTING_LEAVE, methods=("POST",)),
]
