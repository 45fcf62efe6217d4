"""Away from work, for oneself and for a colleague; and who has acted in one's own name."""

from core.access import route
from customers.access import Perm
from customers.my_sections import Section
from shop.views.my import absences, visits

FORM = ("GET", "POST")

urlpatterns = [
    route(
        "absence/",
        absences.absence_list,
        name="absence-list",
        perm=Perm.APPROVAL_DECIDE,
        methods=FORM,
        closed_while_acting=True,
        section=Section.AWAY,
    ),
    route(
        "absence/<int:absence_id>/",
        absences.absence_edit,
        name="absence-edit",
        perm=Perm.APPROVAL_DECIDE,
        methods=FORM,
        closed_while_acting=True,
        section=Section.AWAY,
    ),
    route(
        "absence/<int:absence_id>/end/",
        absences.absence_end,
        name="absence-end",
        perm=Perm.APPROVAL_DECIDE,
        methods=("POST",),
        closed_while_acting=True,
        section=Section.AWAY,
    ),
    route(
        "security/visits/",
        visits.visit_list,
        name="visit-list",
        perm=Perm.MY_SECURITY,
        closed_while_acting=True,
    ),
    route(
        "group/memberships/<int:membership_id>/absence/",
        absences.seat_absences,
        name="seat-absences",
        perm=Perm.GROUP_ADMINISTER,
        methods=FORM,
        closed_while_acting=True,
    ),
]
