"""Newsletters."""

from functools import partial

from adminpanel.views import campaign_sending, campaigns
from core.access import route as any_route
from customers.access import Perm
from customers.add_ons import AddOn

route = partial(any_route, perm=Perm.STAFF_CAMPAIGN, add_on=AddOn.CAMPAIGNS)

_FORM = ("GET", "POST")
_POST = ("POST",)
_ONE = "newsletters/<int:campaign_id>/"

urlpatterns = [
    route("newsletters/", campaigns.campaign_list, name="campaign-list"),
    route("newsletters/new/", campaigns.campaign_new, name="campaign-new", methods=_FORM),
    route(_ONE, campaigns.campaign_detail, name="campaign-detail"),
    route(f"{_ONE}edit/", campaigns.campaign_edit, name="campaign-edit", methods=_FORM),
    route(f"{_ONE}frame/", campaigns.campaign_frame, name="campaign-frame"),
    route(f"{_ONE}people/", campaigns.campaign_people, name="campaign-people"),
    route(f"{_ONE}test/", campaigns.campaign_test, name="campaign-test", methods=_POST),
    route(f"{_ONE}send/", campaign_sending.campaign_send, name="campaign-send", methods=_FORM),
    route(
        f"{_ONE}unschedule/",
        campaign_sending.campaign_unschedule,
        name="campaign-unschedule",
        methods=_POST,
    ),
    route(f"{_ONE}stop/", campaign_sending.campaign_stop, name="campaign-stop", methods=_POST),
    any_route(
        "users/<int:user_id>/address-works/",
        campaign_sending.campaign_clear,
        name="campaign-clear",
        perm=Perm.STAFF_USER_CHANGE,
        methods=_POST,
        add_on=AddOn.CAMPAIGNS,
    ),
    route(
        f"{_ONE}delete/", campaign_sending.campaign_delete, name="campaign-delete", methods=_POST
    ),
]
