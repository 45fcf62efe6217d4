"""Loyalty points: the programme and its rules, and who has points."""

from adminpanel.views import loyalty
from core.access import route
from customers.access import Perm
from customers.add_ons import AddOn

_FORM = ("GET", "POST")

urlpatterns = [
    route(
        "settings/loyalty/",
        loyalty.loyalty_programme,
        name="loyalty-programme",
        perm=Perm.STAFF_SETTINGS,
        add_on=AddOn.LOYALTY,
        methods=_FORM,
    ),
    route(
        "settings/loyalty/rules/new/",
        loyalty.loyalty_rule_new,
        name="loyalty-rule-new",
        perm=Perm.STAFF_SETTINGS,
        add_on=AddOn.LOYALTY,
        methods=_FORM,
    ),
    route(
        "settings/loyalty/rules/<int:rule_id>/",
        loyalty.loyalty_rule_edit,
        name="loyalty-rule-edit",
        perm=Perm.STAFF_SETTINGS,
        add_on=AddOn.LOYALTY,
        methods=_FORM,
    ),
    route(
        "settings/loyalty/rules/<int:rule_id>/delete/",
        loyalty.loyalty_rule_delete,
        name="loyalty-rule-delete",
        perm=Perm.STAFF_SETTINGS,
        add_on=AddOn.LOYALTY,
        methods=("POST",),
    ),
    route(
        "points/",
        loyalty.points_list,
        name="points-list",
        perm=Perm.STAFF_CUSTOMER_VIEW,
        add_on=AddOn.LOYALTY,
    ),
    route(
        "customers/<int:customer_id>/points/",
        loyalty.customer_points,
        name="customer-points",
        perm=Perm.STAFF_CUSTOMER_VIEW,
        add_on=AddOn.LOYALTY,
        methods=_FORM,
    ),
]
