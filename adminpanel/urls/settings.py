"""Methods, VAT, the shop itself, its mail."""

from adminpanel.views import field_rules, mail, mail_list, methods, settings, vat
from core.access import route
from customers.access import Perm

_FORM = ("GET", "POST")
_ADMIN = Perm.STAFF_SETTINGS

urlpatterns = [
    route("settings/", settings.settings, name="settings", perm=_ADMIN, methods=_FORM),
    route("settings/deliveries/", methods.delivery_list, name="delivery-list", perm=_ADMIN),
    route(
        "settings/deliveries/new/",
        methods.delivery_new,
        name="delivery-new",
        perm=_ADMIN,
        methods=_FORM,
    ),
    route(
        "settings/deliveries/<int:method_id>/",
        methods.delivery_edit,
        name="delivery-edit",
        perm=_ADMIN,
        methods=_FORM,
    ),
    route("settings/payments/", methods.payment_list, name="payment-list", perm=_ADMIN),
    route(
        "settings/payments/new/",
        methods.payment_new,
        name="payment-new",
        perm=_ADMIN,
        methods=_FORM,
    ),
    route(
        "settings/payments/<int:method_id>/",
        methods.payment_edit,
        name="payment-edit",
        perm=_ADMIN,
        methods=_FORM,
    ),
    route("settings/vat/", vat.vat_list, name="vat-list", perm=_ADMIN),
    route("settings/vat/new/", vat.vat_new, name="vat-new", perm=_ADMIN, methods=_FORM),
    route("settings/vat/<int:rate_id>/", vat.vat_edit, name="vat-edit", perm=_ADMIN, methods=_FORM),
    route(
        "settings/required-fields/<slug:section>/",
        field_rules.required_fields,
        name="required-fields",
        perm=_ADMIN,
        methods=_FORM,
    ),
    route(
        "settings/required-fields/<slug:section>/<slug:field>/",
        field_rules.field_rule,
        name="field-rule",
        perm=_ADMIN,
        methods=_FORM,
    ),
    route("mail/", mail_list.mail_list, name="mail-list", perm=Perm.STAFF_MAIL_VIEW),
    route("mail/<int:mail_id>/", mail.mail_detail, name="mail-detail", perm=Perm.STAFF_MAIL_VIEW),
    route(
        "mail/<int:mail_id>/again/",
        mail.mail_again,
        name="mail-again",
        perm=Perm.STAFF_MAIL_VIEW,
        methods=("POST",),
    ),
]
