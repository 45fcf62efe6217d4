"""A person's own choice among addresses. Whoever acts as somebody reads it and changes nothing."""

from django.urls import URLPattern

from core.access import route
from core.access.routes import View
from customers.access import Perm
from customers.my_sections import Section
from shop.views.my import addresses

_FORM = ("GET", "POST")
_BUTTON = ("POST",)


def _own(pattern: str, view: View, name: str, methods: tuple[str, ...]) -> URLPattern:
    return route(
        f"addresses/{pattern}",
        view,
        name=name,
        perm=Perm.ORDER_VIEW,
        methods=methods,
        closed_while_acting=True,
        section=Section.ADDRESSES,
    )


urlpatterns = [
    route(
        "addresses/",
        addresses.address_list,
        name="address-list",
        perm=Perm.ORDER_VIEW,
        section=Section.ADDRESSES,
    ),
    _own("new/", addresses.address_new, "address-new", _FORM),
    _own("<int:address_id>/", addresses.address_edit, "address-edit", _FORM),
    _own("<int:address_id>/remove/", addresses.address_remove, "address-remove", _BUTTON),
    _own("<int:address_id>/suggest/", addresses.address_suggest, "address-suggest", _BUTTON),
]
