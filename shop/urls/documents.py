"""Documents: everybody's to read, the group administrator's to look after."""

from functools import partial

from core.access import route as any_route
from customers.access import Perm
from customers.add_ons import AddOn
from customers.my_sections import Section
from shop.views.my import documents, group_documents

route = partial(any_route, add_on=AddOn.DOCUMENTS, section=Section.DOCUMENTS)

_FORM = ("GET", "POST")

urlpatterns = [
    route("documents/", documents.document_list, name="document-list", perm=Perm.DOCUMENT_VIEW),
    route(
        "documents/<int:document_id>/file/",
        documents.document_file,
        name="document-file",
        perm=Perm.DOCUMENT_VIEW,
    ),
    route(
        "group/documents/",
        group_documents.group_document_list,
        name="group-document-list",
        perm=Perm.GROUP_ADMINISTER,
    ),
    route(
        "group/documents/new/",
        group_documents.group_document_new,
        name="group-document-new",
        perm=Perm.GROUP_ADMINISTER,
        methods=_FORM,
        closed_while_acting=True,
    ),
    route(
        "group/documents/<int:document_id>/",
        group_documents.group_document_edit,
        name="group-document-edit",
        perm=Perm.GROUP_ADMINISTER,
        methods=_FORM,
        closed_while_acting=True,
    ),
]
