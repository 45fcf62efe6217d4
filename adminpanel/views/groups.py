"""Customer groups: the card with its customers, the form."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from adminpanel.forms.groups import GroupForm
from adminpanel.group_card import group_context
from core.http import posted
from core.lists import filter_bar, list_context
from core.tables import Sort, keyset_page
from customers.actors import ShopRequest
from customers.errors import ChainsWouldBreak, CustomersRefused, DiscountsAddUp
from customers.policies import may_delete_group
from customers.refusals import add_refusal
from customers.selectors.documents import shelf_of
from customers.selectors.staff_cards import group_of
from customers.selectors.staff_lists import customer_list
from customers.services import groups as services

CUSTOMER_SORTS = {"name": Sort.by("name", label=gettext_lazy("Company"))}


def group_detail(request: ShopRequest, group_id: int) -> HttpResponse:
    """The group and its customers, as main group or a further one."""
    context = group_context(request, group_id, "group-detail")
    group = context["group"]
    bar = filter_bar(request, ())
    page = keyset_page(
        customer_list(request.actor, text=bar.query, group=str(group.pk)),
        sorts=CUSTOMER_SORTS,
        sort="",
        cursor=request.GET.get("cursor"),
    )
    context |= list_context(request, page, bar) | {
        "may_delete": may_delete_group(request.actor, group),
        "documents": shelf_of(request.actor, group),
    }
    return render(request, "staff/groups/group_detail.html", context)


def group_new(request: ShopRequest) -> HttpResponse:
    form = GroupForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            group = services.create_group(actor=request.actor, details=form.details())
        except CustomersRefused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("%(name)s is saved.") % {"name": group.name})
            return redirect("staff:group-detail", group_id=group.pk)
    return render(request, "staff/groups/group_new.html", {"form": form})


def group_edit(request: ShopRequest, group_id: int) -> HttpResponse:
    """A group that stops being an organisation names the chains that this cuts, and asks."""
    group = group_of(request.actor, group_id)
    form = GroupForm(posted(request), initial=GroupForm.initial_of(group))
    cuts: ChainsWouldBreak | None = None
    if request.method == "POST" and form.is_valid():
        try:
            services.update_group(
                actor=request.actor,
                group=group,
                details=form.details(),
                yes_to_cuts=form.yes_to_cuts,
                yes_to=form.yes_to,
            )
        except DiscountsAddUp as refused:
            form.ask_about_double(refused)
        except ChainsWouldBreak as refused:
            cuts = refused
            form.ask_about_cuts(refused)
        except CustomersRefused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("%(name)s is saved.") % {"name": group.name})
            return redirect("staff:group-detail", group_id=group.pk)
    context = {"form": form, "group": group, "cuts": cuts}
    return render(request, "staff/groups/group_edit.html", context)


def group_delete(request: ShopRequest, group_id: int) -> HttpResponse:
    group = group_of(request.actor, group_id)
    try:
        services.delete_group(actor=request.actor, group=group)
    except CustomersRefused as refused:
        messages.error(request, str(refused.reason))
        return redirect("staff:group-detail", group_id=group.pk)
    messages.success(request, _("%(name)s is removed.") % {"name": group.name})
    return redirect("staff:group-list")
