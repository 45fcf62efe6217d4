"""What the shop asks of small orders, and its own words: start page, news, terms."""

from adminpanel.views import shop_texts, small_orders, terms
from core.access import route
from customers.access import Perm

_FORM = ("GET", "POST")
_ADMIN = Perm.STAFF_SETTINGS

urlpatterns = [
    route(
        "settings/small-orders/",
        small_orders.small_order_list,
        name="small-order-list",
        perm=_ADMIN,
    ),
    route(
        "settings/small-orders/new/",
        small_orders.small_order_new,
        name="small-order-new",
        perm=_ADMIN,
        methods=_FORM,
    ),
    route(
        "settings/small-orders/<int:rule_id>/",
        small_orders.small_order_edit,
        name="small-order-edit",
        perm=_ADMIN,
        methods=_FORM,
    ),
    route(
        "settings/small-orders/<int:rule_id>/delete/",
        small_orders.small_order_delete,
        name="small-order-delete",
        perm=_ADMIN,
        methods=("POST",),
    ),
    route("settings/texts/", shop_texts.shop_text_list, name="shop-text-list", perm=_ADMIN),
    route(
        "settings/texts/new/<slug:kind>/",
        shop_texts.shop_text_new,
        name="shop-text-new",
        perm=_ADMIN,
        methods=_FORM,
    ),
    route(
        "settings/texts/preview/",
        shop_texts.shop_text_preview,
        name="shop-text-preview",
        perm=_ADMIN,
    ),
    route(
        "settings/texts/<int:text_id>/",
        shop_texts.shop_text_edit,
        name="shop-text-edit",
        perm=_ADMIN,
        methods=_FORM,
    ),
    route(
        "settings/texts/<int:text_id>/delete/",
        shop_texts.shop_text_delete,
        name="shop-text-delete",
        perm=_ADMIN,
        methods=("POST",),
    ),
    route("settings/terms/", terms.terms_list, name="terms-list", perm=_ADMIN),
    route("settings/terms/new/", terms.terms_new, name="terms-new", perm=_ADMIN, methods=_FORM),
    route(
        "settings/terms/<int:terms_id>/",
        terms.terms_edit,
        name="terms-edit",
        perm=_ADMIN,
        methods=_FORM,
    ),
    route(
        "settings/terms/<int:terms_id>/delete/",
        terms.terms_delete,
        name="terms-delete",
        perm=_ADMIN,
        methods=("POST",),
    ),
]
