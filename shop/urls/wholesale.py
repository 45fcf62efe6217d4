"""Applying for a pricing tier, and the way on from a form. In the namespace 'account'."""

from core.access import route
from customers.access import Perm
from customers.add_ons import AddOn
from shop.views import wholesale

_FORM = ("GET", "POST")
_PART = AddOn.WHOLESALE_SIGN_UP

urlpatterns = [
    route(
        "wholesale/",
        wholesale.wholesale,
        name="wholesale",
        perm=Perm.PUBLIC,
        methods=_FORM,
        closed_while_acting=True,
        add_on=_PART,
    ),
    route(
        "wholesale/sent/",
        wholesale.wholesale_sent,
        name="wholesale-sent",
        perm=Perm.PUBLIC,
        add_on=_PART,
    ),
    route(
        "wholesale/answer/",
        wholesale.wholesale_answer,
        name="wholesale-answer",
        perm=Perm.PUBLIC,
        methods=_FORM,
        closed_while_acting=True,
        add_on=_PART,
    ),
    route(
        "wholesale/<str:token>/",
        wholesale.wholesale_link,
        name="wholesale-link",
        perm=Perm.PUBLIC,
        closed_while_acting=True,
        add_on=_PART,
    ),
    route("onward/<slug:kind>/", wholesale.onward, name="onward", perm=Perm.PUBLIC),
]
