"""Sales teams, and which of them looks after a customer."""

from functools import partial

from adminpanel.views import teams
from core.access import route as any_route
from customers.access import Perm
from customers.add_ons import AddOn

route = partial(any_route, add_on=AddOn.SALES_TEAMS)

_FORM = ("GET", "POST")
_POST = ("POST",)
_ONE = "teams/<int:team_id>/"
_SEE, _CHANGE = Perm.STAFF_TEAM_VIEW, Perm.STAFF_TEAM_CHANGE

urlpatterns = [
    route("teams/", teams.team_list, name="team-list", perm=_SEE),
    route("teams/new/", teams.team_new, name="team-new", perm=_CHANGE, methods=_FORM),
    route(_ONE, teams.team_detail, name="team-detail", perm=_SEE),
    route(f"{_ONE}edit/", teams.team_edit, name="team-edit", perm=_CHANGE, methods=_FORM),
    route(f"{_ONE}delete/", teams.team_delete, name="team-delete", perm=_CHANGE, methods=_POST),
    route(f"{_ONE}connect/", teams.team_connect, name="team-connect", perm=_CHANGE, methods=_FORM),
    route(
        f"{_ONE}members/<int:user_id>/add/",
        teams.team_member_add,
        name="team-member-add",
        perm=_CHANGE,
        methods=_POST,
    ),
    route(
        f"{_ONE}members/<int:user_id>/remove/",
        teams.team_member_remove,
        name="team-member-remove",
        perm=_CHANGE,
        methods=_POST,
    ),
    route(
        f"{_ONE}groups/<int:group_id>/add/",
        teams.team_group_add,
        name="team-group-add",
        perm=_CHANGE,
        methods=_POST,
    ),
    route(
        f"{_ONE}groups/<int:group_id>/remove/",
        teams.team_group_remove,
        name="team-group-remove",
        perm=_CHANGE,
        methods=_POST,
    ),
    route(
        f"{_ONE}customers/<int:customer_id>/add/",
        teams.team_customer_add,
        name="team-customer-add",
        perm=_CHANGE,
        methods=_POST,
    ),
    route(
        f"{_ONE}customers/<int:customer_id>/remove/",
        teams.team_customer_remove,
        name="team-customer-remove",
        perm=_CHANGE,
        methods=_POST,
    ),
    route(
        "customers/<int:customer_id>/team/",
        teams.customer_team,
        name="customer-team",
        perm=_CHANGE,
        methods=_FORM,
    ),
]
