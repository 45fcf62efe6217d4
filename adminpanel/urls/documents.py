"""Documents on the cards of customers and groups."""

from functools import partial

from adminpanel.views import documents
from core.access import route as any_route
from customers.access import Perm
from customers.add_ons import AddOn

route = partial(any_route, add_on=AddOn.DOCUMENTS)

_FORM = ("GET", "POST")

urlpatterns = [
    route("documents/", documents.document_all, name="document-all", perm=Perm.STAFF_CUSTOMER_VIEW),
    route(
        "customers/<int:customer_id>/documents/",
        documents.customer_document_list,
        name="customer-document-list",
        perm=Perm.STAFF_CUSTOMER_VIEW,
    ),
    route(
        "customers/<int:customer_id>/documents/new/",
        documents.customer_document_new,
        name="customer-document-new",
        perm=Perm.STAFF_CUSTOMER_CHANGE,
        methods=_FORM,
    ),
    route(
        "groups/<int:group_id>/documents/",
        documents.group_document_list,
        name="group-document-list",
        perm=Perm.STAFF_CUSTOMER_VIEW,
    ),
    route(
        "groups/<int:group_id>/documents/new/",
        documents.group_document_new,
        name="group-document-new",
        perm=Perm.STAFF_CUSTOMER_CHANGE,
        methods=_FORM,
    ),
    route(
        "documents/<int:document_id>/",
        documents.document_edit,
        name="document-edit",
        perm=Perm.STAFF_CUSTOMER_CHANGE,
        methods=_FORM,
    ),
    route(
        "documents/<int:document_id>/file/",
        documents.document_file,
        name="document-file",
        perm=Perm.STAFF_CUSTOMER_VIEW,
    ),
]
