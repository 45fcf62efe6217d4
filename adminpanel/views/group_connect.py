"""Many customers connected to one group: chosen, what a move breaks said first, then an import."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from adminpanel.forms.chain_cuts import CutForm
from adminpanel.forms.connect import ConnectForm
from adminpanel.views.imports import desk_of
from core.http import posted
from core.imports.jobs import request_planning
from core.models import ImportJob, ImportStatus
from customers.actors import ShopRequest
from customers.errors import CustomersRefused
from customers.group_connection import key_of_cuts
from customers.models import CustomerGroup
from customers.refusals import add_refusal
from customers.selectors.connecting import (
    chains_cut_by_moving,
    group_to_join,
    links_told,
    numbers_of,
)
from customers.selectors.group_choice import few_groups
from customers.selectors.group_names import unseen
from customers.services.connect_groups import MOST_NUMBERS, GroupConnection, begin_connecting
from orders.selectors.moves import MOST_SHOWN, orders_losing_approvers


def group_connect(request: ShopRequest) -> HttpResponse:
    """Numbers, a group and as what. What was chosen in the list of customers comes as `row`."""
    chosen = "row" in request.POST and "numbers" not in request.POST
    initial: dict[str, object] = {}
    if chosen:
        initial["numbers"] = "\n".join(numbers_of(request.actor, _ids(request)))
    elif asked := _group_asked(request):
        initial["group"] = asked
    form = ConnectForm(
        None if chosen else posted(request),
        actor=request.actor,
        groups=few_groups(request.actor),
        initial=initial,
    )
    if form.is_bound and form.is_valid():
        try:
            job = begin_connecting(
                actor=request.actor,
                group=form.chosen_group,
                place=form.chosen_place,
                numbers=form.cleaned_data["numbers"],
            )
        except CustomersRefused as refused:
            add_refusal(form, refused)
        else:
            return redirect("staff:import-detail", job.pk)
    return render(request, "staff/customers/group_connect.html", {"form": form})


def _ids(request: ShopRequest) -> list[int]:
    written = request.POST.getlist("row")[:MOST_NUMBERS]
    return [int(pk) for pk in written if pk.isascii() and pk.isdigit() and len(pk) < 19]


def _group_asked(request: ShopRequest) -> CustomerGroup | None:
    """`?group=`: from a group's card."""
    written = request.GET.get("group", "")
    is_id = written.isascii() and written.isdigit() and len(written) < 19
    return group_to_join(request.actor, int(written)) if is_id else None


def group_connect_breaks(request: ShopRequest, job_id: int) -> HttpResponse:
    """The chains that the moves would cut and the orders that wait below them; then a yes."""
    desk = desk_of(request)
    job, kind = desk.job(job_id)
    if kind.name != GroupConnection.name or job.status != ImportStatus.PLANNED:
        raise Http404
    group = group_to_join(request.actor, job.options.get("group"))
    if group is None:
        raise Http404
    cut = chains_cut_by_moving(group, _wanted(job))
    form = CutForm(posted(request), about=key_of_cuts(link.ends for link in cut))
    if form.is_bound and form.is_valid():
        request_planning(actor=request.actor, job_id=job.pk, options={"cut_chains": form.about})
        return redirect("staff:import-detail", job.pk)
    told = links_told(request.actor, cut)
    waiting = orders_losing_approvers(request.actor, [link.membership_id for link in cut])
    context = {
        "form": form,
        "job": job,
        "group": group,
        "count": len(told),
        "links": told[:MOST_SHOWN],
        "unseen": unseen(len(cut) - len(told)),
        "waiting": waiting,
        "most_shown": MOST_SHOWN,
    }
    return render(request, "staff/customers/group_connect_breaks.html", context)


def _wanted(job: ImportJob) -> list[int]:
    keys = (job.plan or {}).get("keys", {})
    return list(keys.get("wanted", ()))
