"""A category's larger changes, each shown before it is done: move, limit by group, delete."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from adminpanel.forms.categories import LimitForm
from adminpanel.views.categories import at_its_place, crumbs_to
from catalogue.errors import CatalogueRefused
from catalogue.models import Category
from catalogue.selectors import category_card, staff_tree
from catalogue.selectors.limit_change import limit_change
from catalogue.selectors.limit_preview import LimitPreview, limit_preview
from catalogue.selectors.limit_tree import LimitTree, load_limit_tree
from catalogue.selectors.staff_tree import category_of
from catalogue.services import categories as services
from catalogue.services.visibility import set_limit_groups
from core.http import posted
from customers.actors import Actor, ShopRequest
from customers.selectors.group_choice import few_groups, groups_with_ids
from orders.selectors.limit_losses import KeptLoss, kept_losses

MOST_FOUND = 20
TOP = "top"


def category_move(request: ShopRequest, category_id: int) -> HttpResponse:
    """Find the new place, see what the move changes, then move."""
    category = category_of(category_id)
    chosen = request.POST.get("to", "") if request.method == "POST" else request.GET.get("to", "")
    parent = _target(chosen)
    is_chosen = chosen == TOP or parent is not None
    query = request.GET.get("q", "").strip()[:200]
    context: dict[str, object] = {
        "category": category,
        "crumbs": crumbs_to(category, _("Move")),
        "query": query,
        "chosen": chosen if is_chosen else "",
        "parent": parent,
    }
    if is_chosen:
        if request.method == "POST":
            try:
                moved = services.move_category(
                    actor=request.actor, category=category, parent=parent
                )
            except CatalogueRefused as refused:
                context["refused"] = refused.reason
            else:
                messages.success(
                    request,
                    _("%(name)s now stands at %(path)s.")
                    % {"name": moved.name, "path": f"/c/{moved.path}/"},
                )
                return at_its_place(moved)
        context |= _what_moves(request.actor, category, parent)
    else:
        context["found"] = _places(query, category)
    return render(request, "staff/categories/category_move.html", context)


def _what_moves(actor: Actor, category: Category, parent: Category | None) -> dict[str, object]:
    """Addresses, goods, and whom the limits of the new place leave."""
    preview = category_card.move_preview(category, parent)
    if not preview.verdict.allowed:
        return {"preview": preview}
    tree = load_limit_tree()
    after = tree.hung(category.pk, parent.pk if parent else None)
    return {
        "preview": preview,
        "limits": category_card.limits_on(actor, category, after),
        "limits_now": category_card.limits_on(actor, category, tree),
        **_what_it_hides(tree, after, category),
    }


def _what_it_hides(before: LimitTree, after: LimitTree, category: Category) -> dict[str, object]:
    """Nothing to work out when the branch's own limits come to the same."""
    if before.audience_of(category.pk) == after.audience_of(category.pk):
        return {"hides": None, "losses": ()}
    change = limit_change(before, after, category.pk)
    hides: LimitPreview = limit_preview(change)
    losses: tuple[KeptLoss, ...] = tuple(kept_losses(change))
    return {"hides": hides, "losses": losses}


def _places(query: str, category: Category) -> list[tuple[Category, str]]:
    """Categories that fit, with their way from the top; not the branch itself."""
    found = staff_tree.categories_outside(category, query)[:MOST_FOUND]
    names = staff_tree.way_names(found)
    return [(each, names[each.pk]) for each in found]


def _target(written: str) -> Category | None:
    if not (written.isascii() and written.isdigit() and len(written) < 19):
        return None
    return staff_tree.category_by_id(int(written))


def category_limit(request: ShopRequest, category_id: int) -> HttpResponse:
    """'Limit by group': what the choice hides is shown first, and only what was shown is saved."""
    category = category_of(category_id)
    tree = load_limit_tree()
    limits = category_card.limits_on(request.actor, category, tree)
    form = LimitForm(
        posted(request),
        actor=request.actor,
        groups=few_groups(request.actor),
        initial={"groups": groups_with_ids(limits.own_ids)},
    )
    context: dict[str, object] = {
        "category": category,
        "crumbs": crumbs_to(category, _("Limit by group")),
        "limits": limits,
    }
    if request.method == "POST" and form.is_valid():
        if "save" in request.POST and form.was_seen:
            set_limit_groups(actor=request.actor, target=category, groups=form.chosen)
            messages.success(request, _("The limit on %(name)s is saved.") % {"name": category})
            return redirect("staff:category-detail", category_id=category.pk)
        chosen = frozenset(group.pk for group in form.chosen)
        after = tree.limited(category.pk, chosen or None)
        limits_then = category_card.limits_on(request.actor, category, after)
        context |= {"after": limits_then, "choice": form.choice}
        context |= _what_it_hides(tree, after, category)
    return render(request, "staff/categories/category_limit.html", context | {"form": form})


def category_delete(request: ShopRequest, category_id: int) -> HttpResponse:
    """An empty one at once; else it is named what it holds and where that goes."""
    category = category_of(category_id)
    contents = category_card.contents_of(category)
    chosen = request.POST.get("to", "") if request.method == "POST" else request.GET.get("to", "")
    target = _target(chosen)
    query = request.GET.get("q", "").strip()[:200]
    context: dict[str, object] = {
        "category": category,
        "crumbs": crumbs_to(category, _("Delete")),
        "contents": contents,
        "target": target,
        "query": query,
    }
    if request.method == "POST":
        try:
            services.delete_category(actor=request.actor, category=category, contents_to=target)
        except CatalogueRefused as refused:
            context["refused"] = refused.reason
        else:
            messages.success(request, _("%(name)s is deleted.") % {"name": category.name})
            return at_its_place(target) if target else redirect("staff:category-list")
    if not contents.is_empty and target is None:
        context["found"] = _places(query, category)
    return render(request, "staff/categories/category_delete.html", context)
