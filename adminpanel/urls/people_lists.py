"""The shop's own lists of people."""

from adminpanel.views import people_lists
from core.access import route
from customers.access import Perm

urlpatterns = [
    route(
        "groups/people/<slug:kind>/",
        people_lists.people_list,
        name="people-list",
        perm=Perm.STAFF_USER_VIEW,
    ),
]
