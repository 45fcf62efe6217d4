"""The tree: its open levels, a category's card, new, rename, order."""

from collections.abc import Collection, Iterable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from adminpanel.forms.categories import CategoryForm
from catalogue.errors import CatalogueRefused
from catalogue.models import Category
from catalogue.policies import may_change_goods
from catalogue.selectors import category_card, staff_tree
from catalogue.selectors.staff_tree import (
    CATEGORY_SORTS,
    CHILD_SORTS,
    MOST_OPEN,
    TreeLine,
    category_of,
)
from catalogue.selectors.tree import path_to
from catalogue.services import categories as services
from core.http import posted
from core.lists import filter_bar, list_context
from core.tables import keyset_page
from customers.actors import ShopRequest

_LONGEST_ID = 18


def category_list(request: ShopRequest) -> HttpResponse:
    """The open levels of the tree; with something to find, or `flat`, a plain list."""
    bar = filter_bar(request, ())
    if bar.query or "flat" in request.GET:
        return _flat_list(request)
    lines = staff_tree.tree_lines(request.actor, _open_ids(request.GET.get("open", "")))
    shown = [line.category.pk for line in lines if line.is_open]
    context = {
        "lines": [(line, _fold_url(line, shown)) for line in lines],
        "is_open": bool(shown),
        "open": ",".join(map(str, shown)),
        "bar": bar,
        "may_change": may_change_goods(request.actor),
    }
    return render(request, "staff/categories/category_list.html", context)


def _flat_list(request: ShopRequest) -> HttpResponse:
    bar = filter_bar(request, ())
    page = keyset_page(
        staff_tree.categories_found(bar.query),
        sorts=CATEGORY_SORTS,
        sort=request.GET.get("sort", ""),
        cursor=request.GET.get("cursor"),
    )
    names = staff_tree.way_names(page.rows)
    context = list_context(request, page, bar) | {
        "lines": [
            (line, names[line.category.pk])
            for line in staff_tree.lines_of(request.actor, page.rows)
        ],
        "may_change": may_change_goods(request.actor),
    }
    return render(request, "staff/categories/category_found.html", context)


def _open_ids(written: str) -> list[int]:
    """'3,17' as ids; what is no id is passed over."""
    ids = (part for part in written.split(",") if part.isascii() and part.isdigit())
    return [int(part) for part in ids if len(part) <= _LONGEST_ID][:MOST_OPEN]


def _fold_url(line: TreeLine, shown: Collection[int]) -> str:
    """The tree with this branch opened, or closed if it is open."""
    if line.is_open:
        return tree_url(pk for pk in shown if pk != line.category.pk)
    return tree_url([*shown, line.category.pk])


def tree_url(open_ids: Iterable[int], place: Category | None = None) -> str:
    """The tree with these branches open, at one line of it."""
    ids = ",".join(map(str, open_ids))
    query = "?" + urlencode({"open": ids}, safe=",") if ids else ""
    return reverse("staff:category-list") + query + (f"#c-{place.pk}" if place else "")


def at_its_place(category: Category) -> HttpResponse:
    """Back to the tree, open down to the category."""
    return redirect(tree_url(staff_tree.open_down_to(category), category))


def category_detail(request: ShopRequest, category_id: int) -> HttpResponse:
    """What lies below it, where it leads, who sees it."""
    category = category_of(category_id)
    page = keyset_page(
        staff_tree.children_of(category),
        sorts=CHILD_SORTS,
        sort="",
        cursor=request.GET.get("cursor"),
    )
    context = list_context(request, page, filter_bar(request, ())) | {
        "category": category,
        "crumbs": crumbs_to(category),
        "lines": staff_tree.lines_of(request.actor, page.rows),
        "contents": category_card.contents_of(category),
        "limits": category_card.limits_on(request.actor, category),
        "earlier": category_card.earlier_paths(category),
        "tree_url": tree_url(staff_tree.open_down_to(category), category),
        "may_change": may_change_goods(request.actor),
    }
    return render(request, "staff/categories/category_detail.html", context)


def crumbs_to(category: Category, *last: str) -> list[tuple[str, str]]:
    """From the whole tree down; `last` is what this page is about, else the category itself."""
    steps = [
        (step.name, reverse("staff:category-detail", args=[step.pk])) for step in path_to(category)
    ]
    if not last and steps:
        steps[-1] = (steps[-1][0], "")
    found = [(_("Categories"), reverse("staff:category-list")), *steps]
    return [*found, *((words, "") for words in last)]


def category_new(request: ShopRequest) -> HttpResponse:
    """A new branch, at the top or under the category that the address names."""
    under = request.GET.get("under", "")
    ids = _open_ids(under)
    parent = category_of(ids[0]) if ids else None
    form = CategoryForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            category = services.create_category(
                actor=request.actor, parent=parent, **form.cleaned_data
            )
        except CatalogueRefused as refused:
            form.add_error("name", str(refused.reason))
        else:
            messages.success(request, _("%(name)s is saved.") % {"name": category.name})
            return at_its_place(category)
    return _form_page(request, form, "staff/categories/category_new.html", parent=parent)


def category_edit(request: ShopRequest, category_id: int) -> HttpResponse:
    """Another name or drawing; the address stays."""
    category = category_of(category_id)
    initial = {"name": category.name, "pictogram": category.pictogram}
    form = CategoryForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_category(actor=request.actor, category=category, **form.cleaned_data)
        except CatalogueRefused as refused:
            form.add_error(None, str(refused.reason))
        else:
            messages.success(request, _("%(name)s is saved.") % {"name": form.cleaned_data["name"]})
            return redirect("staff:category-detail", category_id=category.pk)
    return _form_page(request, form, "staff/categories/category_edit.html", category=category)


def _form_page(
    request: ShopRequest, form: CategoryForm, template: str, **context: Any
) -> HttpResponse:
    about: Category | None = context.get("category") or context.get("parent")
    last = _("Edit") if context.get("category") else _("New category")
    crumbs = (
        crumbs_to(about, last)
        if about
        else [
            (_("Categories"), reverse("staff:category-list")),
            (last, ""),
        ]
    )
    return render(request, template, context | {"form": form, "crumbs": crumbs})


def category_step(request: ShopRequest, category_id: int) -> HttpResponse:
    """One step up or down among its sisters; back to the same open levels."""
    category = category_of(category_id)
    try:
        services.step_category(actor=request.actor, category=category, down="down" in request.POST)
    except CatalogueRefused as refused:
        messages.error(request, str(refused.reason))
    open_ids = _open_ids(request.POST.get("open", ""))
    return redirect(tree_url(open_ids or staff_tree.open_down_to(category), category))
