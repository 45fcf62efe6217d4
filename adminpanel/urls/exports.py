"""Spreadsheets out."""

from adminpanel.views import exports
from core.access import route
from customers.access import Perm

urlpatterns = [
    route("exports/", exports.export_list, name="export-list", perm=Perm.STAFF_EXPORT),
    route(
        "exports/new/<slug:kind>/",
        exports.export_new,
        name="export-new",
        perm=Perm.STAFF_EXPORT,
        methods=("POST",),
    ),
    route(
        "exports/<int:job_id>/", exports.export_detail, name="export-detail", perm=Perm.STAFF_EXPORT
    ),
    route(
        "exports/<int:job_id>/file/",
        exports.export_file,
        name="export-file",
        perm=Perm.STAFF_EXPORT,
    ),
]
