"""Spreadsheets in."""

from adminpanel.views import imports
from core.access import route
from core.import_pages.doors import import_doors
from customers.access import Perm

urlpatterns = [
    route("imports/", imports.import_list, name="import-list", perm=Perm.STAFF_IMPORT),
    route(
        "imports/new/",
        imports.import_new,
        name="import-new",
        perm=Perm.STAFF_IMPORT,
        methods=("GET", "POST"),
    ),
    *import_doors(imports.desk_of, prefix="imports/", perm=Perm.STAFF_IMPORT),
]
