"""Password notices: written to a selection of people, followed, stopped."""

from adminpanel.views import notices
from core.access import route
from customers.access import Perm

urlpatterns = [
    route("notices/", notices.notice_list, name="notice-list", perm=Perm.STAFF_USER_VIEW),
    route(
        "notices/new/",
        notices.notice_new,
        name="notice-new",
        perm=Perm.STAFF_USER_CHANGE,
        methods=("GET", "POST"),
    ),
    route(
        "notices/preview/<uuid:token>/",
        notices.notice_preview,
        name="notice-preview",
        perm=Perm.STAFF_USER_CHANGE,
    ),
    route(
        "notices/<int:notice_id>/",
        notices.notice_detail,
        name="notice-detail",
        perm=Perm.STAFF_USER_VIEW,
    ),
    route(
        "notices/<int:notice_id>/stop/",
        notices.notice_stop,
        name="notice-stop",
        perm=Perm.STAFF_USER_CHANGE,
        methods=("POST",),
    ),
]
