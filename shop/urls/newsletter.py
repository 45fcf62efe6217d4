"""What one is mailed. Closed while acting as somebody else: nobody says yes for another.

A no is heard always: its doors (`newsletter-stop`, `newsletter-leave`) belong to no add-on.
"""

from django.urls import URLPattern

from core.access import route
from customers.access import Perm
from customers.add_ons import AddOn
from shop.views import newsletter

_FORM = ("GET", "POST")

urlpatterns: list[URLPattern] = [
    route(
        "newsletter/",
        newsletter.newsletter,
        name="newsletter",
        perm=Perm.PUBLIC,
        methods=_FORM,
        closed_while_acting=True,
        add_on=AddOn.CAMPAIGNS,
    ),
    route(
        "newsletter/sent/",
        newsletter.newsletter_sent,
        name="newsletter-sent",
        perm=Perm.PUBLIC,
        add_on=AddOn.CAMPAIGNS,
    ),
    route(
        "newsletter/choices/",
        newsletter.newsletter_choices,
        name="newsletter-choices",
        perm=Perm.PUBLIC,
        methods=_FORM,
        closed_while_acting=True,
        add_on=AddOn.CAMPAIGNS,
    ),
    route(
        "newsletter/leave/<slug:kind>/",
        newsletter.newsletter_leave,
        name="newsletter-leave",
        perm=Perm.MY_SECURITY,
        methods=("POST",),
        closed_while_acting=True,
    ),
    route(
        "newsletter/stop/<str:token>/",
        newsletter.newsletter_stop,
        name="newsletter-stop",
        perm=Perm.PUBLIC,
        methods=_FORM,
        closed_while_acting=True,
    ),
    route(
        "newsletter/link/<str:token>/",
        newsletter.newsletter_link,
        name="newsletter-link",
        perm=Perm.PUBLIC,
        closed_while_acting=True,
        add_on=AddOn.CAMPAIGNS,
    ),
]
