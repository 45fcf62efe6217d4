"""The tabs of the cards of customers and groups; the cards themselves stand in `customers`."""

from adminpanel.views import customer_addresses, customer_card, customer_delete, group_card
from core.access import route
from customers.access import Perm

_FORM = ("GET", "POST")
_CARD = "customers/<int:customer_id>"

urlpatterns = [
    route(
        f"{_CARD}/users/",
        customer_card.customer_user_list,
        name="customer-user-list",
        perm=Perm.STAFF_CUSTOMER_VIEW,
    ),
    route(
        f"{_CARD}/orders/",
        customer_card.customer_order_list,
        name="customer-order-list",
        perm=Perm.STAFF_ORDER_VIEW,
    ),
    route(
        f"{_CARD}/assortments/",
        customer_card.customer_assortment_list,
        name="customer-assortment-list",
        perm=Perm.STAFF_CUSTOMER_VIEW,
    ),
    route(
        f"{_CARD}/mail/",
        customer_card.customer_mail_list,
        name="customer-mail-list",
        perm=Perm.STAFF_MAIL_VIEW,
    ),
    route(
        f"{_CARD}/notes/",
        customer_card.customer_note_list,
        name="customer-note-list",
        perm=Perm.STAFF_CUSTOMER_CHANGE,
        methods=_FORM,
    ),
    route(
        f"{_CARD}/history/",
        customer_card.customer_history,
        name="customer-history",
        perm=Perm.STAFF_CUSTOMER_VIEW,
    ),
    route(
        f"{_CARD}/addresses/",
        customer_addresses.customer_address_list,
        name="customer-address-list",
        perm=Perm.STAFF_CUSTOMER_VIEW,
    ),
    route(
        f"{_CARD}/shipper-accounts/new/",
        customer_addresses.shipper_account_new,
        name="shipper-account-new",
        perm=Perm.STAFF_CUSTOMER_CHANGE,
        methods=_FORM,
    ),
    route(
        f"{_CARD}/shipper-accounts/<int:account_id>/",
        customer_addresses.shipper_account_edit,
        name="shipper-account-edit",
        perm=Perm.STAFF_CUSTOMER_CHANGE,
        methods=_FORM,
    ),
    route(
        f"{_CARD}/delete/",
        customer_delete.customer_delete,
        name="customer-delete",
        perm=Perm.STAFF_CUSTOMER_CHANGE,
        methods=_FORM,
    ),
    route(
        "groups/<int:group_id>/users/",
        group_card.group_user_list,
        name="group-user-list",
        perm=Perm.STAFF_CUSTOMER_VIEW,
    ),
    route(
        "groups/<int:group_id>/agreements/",
        group_card.group_agreement_list,
        name="group-agreement-list",
        perm=Perm.STAFF_CUSTOMER_VIEW,
    ),
    route(
        "groups/<int:group_id>/history/",
        group_card.group_history,
        name="group-history",
        perm=Perm.STAFF_CUSTOMER_VIEW,
    ),
]
