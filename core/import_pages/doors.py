"""The addresses of one import, the same in every face; each face adds its list and its upload."""

from collections.abc import Callable
from functools import partial

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import URLPattern

from core.access import route
from core.import_pages import choosing, views
from core.import_pages.desk import Desk

_POST = ("POST",)
_BOTH = ("GET", "POST")


def import_doors(
    desk_of: Callable[..., Desk], *, prefix: str, perm: str, closed_while_acting: bool = False
) -> list[URLPattern]:
    """`desk_of(request)` says whose imports they are."""

    def import_template(request: HttpRequest, kind: str) -> FileResponse:
        desk = desk_of(request)
        return views.template(desk, desk.kind(kind))

    def import_detail(request: HttpRequest, job_id: int) -> HttpResponse:
        return views.detail(request, desk_of(request), job_id)

    def import_columns(request: HttpRequest, job_id: int) -> HttpResponse:
        return choosing.columns(request, desk_of(request), job_id)

    def import_plan(request: HttpRequest, job_id: int) -> HttpResponse:
        return views.plan(request, desk_of(request), job_id)

    def import_apply(request: HttpRequest, job_id: int) -> HttpResponse:
        return views.apply(request, desk_of(request), job_id)

    def import_stop(request: HttpRequest, job_id: int) -> HttpResponse:
        return views.stop(request, desk_of(request), job_id)

    def import_undo(request: HttpRequest, job_id: int) -> HttpResponse:
        return views.undo(request, desk_of(request), job_id)

    def import_refused(request: HttpRequest, job_id: int) -> HttpResponseBase:
        return views.refused(request, desk_of(request), job_id)

    door = partial(route, perm=perm, closed_while_acting=closed_while_acting)
    one = f"{prefix}<int:job_id>/"
    return [
        door(f"{prefix}template/<str:kind>/", import_template, name="import-template"),
        door(one, import_detail, name="import-detail"),
        door(f"{one}columns/", import_columns, name="import-columns", methods=_BOTH),
        door(f"{one}plan/", import_plan, name="import-plan", methods=_POST),
        door(f"{one}apply/", import_apply, name="import-apply", methods=_POST),
        door(f"{one}stop/", import_stop, name="import-stop", methods=_POST),
        door(f"{one}undo/", import_undo, name="import-undo", methods=_BOTH),
        door(f"{one}refused/", import_refused, name="import-refused"),
    ]
