"""Extra fields of the shop, of a group and of a customer."""

from functools import partial

from adminpanel.views import extra_fields
from core.access import route as any_route
from customers.access import Perm
from customers.add_ons import AddOn

route = partial(any_route, add_on=AddOn.FORM_FIELDS)

_FORM = ("GET", "POST")
_SHOP = "settings/extra-fields"
_GROUP = "groups/<int:group_id>/extra-fields"
_CUSTOMER = "customers/<int:customer_id>/extra-fields"
_ADMIN, _CARD = Perm.STAFF_SETTINGS, Perm.STAFF_CUSTOMER_CHANGE

urlpatterns = [
    route(
        f"{_SHOP}/",
        extra_fields.extra_field_list,
        name="extra-field-list",
        perm=_ADMIN,
        methods=_FORM,
    ),
    route(
        f"{_SHOP}/new/",
        extra_fields.extra_field_new,
        name="extra-field-new",
        perm=_ADMIN,
        methods=_FORM,
    ),
    route(
        f"{_SHOP}/<int:field_id>/",
        extra_fields.extra_field_edit,
        name="extra-field-edit",
        perm=_ADMIN,
        methods=_FORM,
    ),
    route(
        f"{_GROUP}/",
        extra_fields.group_extra_field_list,
        name="group-extra-field-list",
        perm=_CARD,
        methods=_FORM,
    ),
    route(
        f"{_GROUP}/new/",
        extra_fields.group_extra_field_new,
        name="group-extra-field-new",
        perm=_CARD,
        methods=_FORM,
    ),
    route(
        f"{_GROUP}/<int:field_id>/",
        extra_fields.group_extra_field_edit,
        name="group-extra-field-edit",
        perm=_CARD,
        methods=_FORM,
    ),
    route(
        f"{_CUSTOMER}/",
        extra_fields.customer_extra_field_list,
        name="customer-extra-field-list",
        perm=_CARD,
        methods=_FORM,
    ),
    route(
        f"{_CUSTOMER}/new/",
        extra_fields.customer_extra_field_new,
        name="customer-extra-field-new",
        perm=_CARD,
        methods=_FORM,
    ),
    route(
        f"{_CUSTOMER}/<int:field_id>/",
        extra_fields.customer_extra_field_edit,
        name="customer-extra-field-edit",
        perm=_CARD,
        methods=_FORM,
    ),
]
