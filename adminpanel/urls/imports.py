"""Spreadsheets in."""

from adminpanel.views import import_impact, imports
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
    route(
        "imports/<int:job_id>/price-impact/",
        import_impact.import_price_impact,
        name="import-price-impact",
        perm=Perm.STAFF_IMPORT,
    ),
    route(
        "imports/<int:job_id>/price-impact/download/",
        import_impact.import_price_impact_download,
        name="import-price-impact-download",
        perm=Perm.STAFF_IMPORT,
    ),
    *import_doors(imports.desk_of, prefix="imports/", perm=Perm.STAFF_IMPORT),
]
