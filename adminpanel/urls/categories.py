"""The tree of categories, and the filters of its lists."""

from adminpanel.views import categories, category_moves, filters
from core.access import route
from customers.access import Perm

_FORM = ("GET", "POST")
_SEE = Perm.STAFF_CATALOGUE_VIEW
_CHANGE = Perm.STAFF_CATALOGUE_CHANGE
_ONE = "categories/<int:category_id>/"

urlpatterns = [
    route("categories/", categories.category_list, name="category-list", perm=_SEE),
    route(
        "categories/new/",
        categories.category_new,
        name="category-new",
        perm=_CHANGE,
        methods=_FORM,
    ),
    route(
        "filters/",
        filters.filter_attributes,
        name="filter-attributes",
        perm=_CHANGE,
        methods=_FORM,
    ),
    route(_ONE, categories.category_detail, name="category-detail", perm=_SEE),
    route(
        f"{_ONE}edit/",
        categories.category_edit,
        name="category-edit",
        perm=_CHANGE,
        methods=_FORM,
    ),
    route(
        f"{_ONE}step/",
        categories.category_step,
        name="category-step",
        perm=_CHANGE,
        methods=("POST",),
    ),
    route(
        f"{_ONE}move/",
        category_moves.category_move,
        name="category-move",
        perm=_CHANGE,
        methods=_FORM,
    ),
    route(
        f"{_ONE}limit/",
        category_moves.category_limit,
        name="category-limit",
        perm=_CHANGE,
        methods=_FORM,
    ),
    route(
        f"{_ONE}delete/",
        category_moves.category_delete,
        name="category-delete",
        perm=_CHANGE,
        methods=_FORM,
    ),
]
