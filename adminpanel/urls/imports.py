"""Spreadsheets in."""

from adminpanel.views import imports
from core.access import route
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
        "imports/template/<str:kind>/",
        imports.import_template,
        name="import-template",
        perm=Perm.STAFF_IMPORT,
    ),
    route(
        "imports/<int:job_id>/", imports.import_detail, name="import-detail", perm=Perm.STAFF_IMPORT
    ),
    route(
        "imports/<int:job_id>/plan/",
        imports.import_plan,
        name="import-plan",
        perm=Perm.STAFF_IMPORT,
        methods=("POST",),
    ),
    route(
        "imports/<int:job_id>/apply/",
        imports.import_apply,
        name="import-apply",
        perm=Perm.STAFF_IMPORT,
        methods=("POST",),
    ),
]
