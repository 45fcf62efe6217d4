"""My pages: a user's own."""

from django.urls import URLPattern

from core.access import route
from customers.access import Perm
from customers.add_ons import AddOn
from customers.my_sections import Section
from shop.urls import (
    absences,
    addresses,
    affiliates,
    chains,
    documents,
    filling,
    group,
    lists,
    statistics,
    tools,
)
from shop.urls import approvals as approver
from shop.urls import orders as order_things
from shop.views.my import agreed, approvals, email, limit, orders, overview, points, security

urlpatterns: list[URLPattern] = [
    route("", overview.overview, name="overview", perm=Perm.MY_PAGES),
    route(
        "customer/",
        overview.choose_customer,
        name="choose-customer",
        perm=Perm.MY_PAGES,
        methods=("POST",),
    ),
    route(
        "agreed/",
        agreed.agreed,
        name="agreed",
        perm=Perm.LIMIT_VIEW,
        section=Section.AGREED,
    ),
    route(
        "limit/",
        limit.limit,
        name="limit",
        perm=Perm.LIMIT_VIEW,
        add_on=AddOn.PURCHASE_LIMIT,
        section=Section.LIMIT,
    ),
    route(
        "points/",
        points.points,
        name="points",
        perm=Perm.LIMIT_VIEW,
        add_on=AddOn.LOYALTY,
    ),
    route(
        "security/",
        security.security,
        name="security",
        perm=Perm.MY_SECURITY,
        methods=("GET", "POST"),
        closed_while_acting=True,
    ),
    route(
        "security/appearance/",
        security.appearance,
        name="appearance",
        perm=Perm.MY_SECURITY,
        methods=("POST",),
        closed_while_acting=True,
    ),
    route(
        "security/personal/",
        security.personal,
        name="personal",
        perm=Perm.MY_SECURITY,
        methods=("POST",),
        closed_while_acting=True,
    ),
    route(
        "security/email/",
        email.email_change,
        name="email-change",
        perm=Perm.MY_SECURITY,
        methods=("GET", "POST"),
        closed_while_acting=True,
    ),
    route(
        "security/email/withdraw/",
        email.email_withdraw,
        name="email-withdraw",
        perm=Perm.MY_SECURITY,
        methods=("POST",),
        closed_while_acting=True,
    ),
    route("as/<int:membership_id>/", approvals.open_as, name="open-as", perm=Perm.MY_PAGES),
    route("orders/", orders.order_list, name="order-list", perm=Perm.ORDER_VIEW),
    route("orders/<int:number>/", orders.order_detail, name="order-detail", perm=Perm.ORDER_VIEW),
    route(
        "orders/<int:number>/withdraw/",
        orders.order_withdraw,
        name="order-withdraw",
        perm=Perm.ORDER_CHANGE_OWN,
        methods=("POST",),
    ),
    route(
        "orders/<int:number>/cancel/",
        orders.order_cancel,
        name="order-cancel",
        perm=Perm.ORDER_CHANGE_OWN,
        methods=("POST",),
    ),
    route(
        "orders/<int:number>/again/",
        orders.order_again,
        name="order-again",
        perm=Perm.ORDER_PLACE,
        methods=("POST",),
    ),
    *order_things.urlpatterns,
    *approver.urlpatterns,
    *filling.urlpatterns,
    *absences.urlpatterns,
    *documents.urlpatterns,
    *group.urlpatterns,
    *chains.urlpatterns,
    *statistics.urlpatterns,
    *lists.urlpatterns,
    *addresses.urlpatterns,
    *tools.urlpatterns,
    *affiliates.own,
]
