"""Users from a spreadsheet, for a group administrator: within the own organisation, and no more."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from core.import_pages import views as pages
from core.import_pages.desk import Desk, ImportKind, kinds_by_name
from core.selectors import import_jobs
from core.tables import Sort, keyset_page
from customers.actors import ShopRequest
from customers.selectors.imports import scope_of
from customers.services.import_users import UserImport
from shop.forms.imports import GroupUserImportForm

_SORTS = {"created": Sort.by("created_at", label=_("Uploaded"), descending_first=True)}

_USERS = ImportKind(
    importer=UserImport,
    label=_("Users"),
    title=_("Import users"),
    help=_("Your people, their roles, approval chains and purchase limits. One row a connection."),
    undo=_("Those it created go, with the links mailed to them; the rest is as before."),
    form=GroupUserImportForm,
    advice=(
        _("The next approver is an e-mail address, also of somebody further down in the file."),
        _("Only customers of your own organisation can be in the file."),
    ),
    icon="people",
)


def desk_of(request: ShopRequest) -> Desk:
    """The imports of the administrator's organisation, and nobody else's."""
    scope = scope_of(request.actor)
    if not scope:  # that would be the shop's own
        raise Http404
    return Desk(
        face="my",
        frame="base_my.html",
        actor=request.actor,
        kinds=kinds_by_name(_USERS),
        currency=request.shop.currency,
        scope=scope,
    )


def import_list(request: ShopRequest) -> HttpResponse:
    """The organisation's imports, newest first."""
    desk = desk_of(request)
    text = request.GET.get("q", "").strip()[:100]
    page = keyset_page(
        import_jobs(scope=desk.scope, text=text),
        sorts=_SORTS,
        sort="",
        cursor=request.GET.get("cursor"),
    )
    context = {"desk": desk, "page": page, "rows": page.rows, "q": text}
    return render(request, "my/imports/import_list.html", context)


def import_new(request: ShopRequest) -> HttpResponse:
    """Takes the file."""
    desk = desk_of(request)
    return pages.upload(request, desk, desk.kind(_USERS.name))
