"""A group administrator's spreadsheets of users. Closed while acting as somebody else."""

from core.access import route
from core.import_pages.doors import import_doors
from customers.access import Perm
from shop.views.my import imports

urlpatterns = [
    route(
        "group/imports/",
        imports.import_list,
        name="import-list",
        perm=Perm.GROUP_ADMINISTER,
        closed_while_acting=True,
    ),
    route(
        "group/imports/new/",
        imports.import_new,
        name="import-new",
        perm=Perm.GROUP_ADMINISTER,
        methods=("GET", "POST"),
        closed_while_acting=True,
    ),
    *import_doors(
        imports.desk_of,
        prefix="group/imports/",
        perm=Perm.GROUP_ADMINISTER,
        closed_while_acting=True,
    ),
]
