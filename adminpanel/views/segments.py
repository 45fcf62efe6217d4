"""Segments: the list, the card, and who is put in one or taken out (N-04, N-05)."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from adminpanel.forms.segments import SegmentForm, SegmentNumbersForm
from adminpanel.walking import walk_of
from core.http import posted
from core.list_specs import listed, listed_context
from core.lists import filter_bar, list_context
from core.tables import keyset_page
from customers.actors import ShopRequest
from customers.errors import CustomersRefused
from customers.list_specs import SEGMENTS_LIST
from customers.models import Segment
from customers.policies import may_change_segments
from customers.refusals import add_refusal
from customers.selectors import segments as selectors
from customers.selectors.staff_cards import customer_of, group_of
from customers.services import segments as services


def segment_list(request: ShopRequest) -> HttpResponse:
    """Every segment, with how many customers and groups are placed in it."""
    found = listed(request, SEGMENTS_LIST, actor=request.actor)
    context = listed_context(request, found) | {
        "may_change": may_change_segments(request.actor),
        "counted_at_most": selectors.COUNTED_AT_MOST,
    }
    return render(request, "staff/segments/segment_list.html", context)


def segment_detail(request: ShopRequest, segment_id: int) -> HttpResponse:
    """Its groups and customers; `?add=` looks for more of both."""
    segment = selectors.segment_of(segment_id)
    bar = filter_bar(request, ())
    page = keyset_page(
        selectors.customers_of_segment(request.actor, segment, text=bar.query),
        sorts=selectors.SEGMENT_CUSTOMER_SORTS,
        sort="",
        cursor=request.GET.get("cursor"),
    )
    may_change = may_change_segments(request.actor)
    context = list_context(request, page, bar) | {
        "segment": segment,
        "walk": walk_of(request, "segments", pk=segment.pk, record_url=_card_of),
        "groups": selectors.groups_of_segment(request.actor, segment),
        "may_change": may_change,
    }
    words = request.GET.get("add", "").replace("\x00", "").strip()[:200]
    if may_change.allowed and words:
        context |= {
            "add": words,
            "found_groups": selectors.groups_to_place(request.actor, segment, words),
            "found": selectors.customers_to_place(request.actor, segment, words),
        }
    return render(request, "staff/segments/segment_detail.html", context)


def _card_of(segment: Segment) -> str:
    return reverse("staff:segment-detail", args=[segment.pk])


def segment_new(request: ShopRequest) -> HttpResponse:
    form = SegmentForm(posted(request))
    if form.is_bound and form.is_valid():
        try:
            segment = services.create_segment(actor=request.actor, name=form.cleaned_data["name"])
        except CustomersRefused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("%(name)s is saved.") % {"name": segment.name})
            return redirect("staff:segment-detail", segment_id=segment.pk)
    return render(request, "staff/segments/segment_new.html", {"form": form})


def segment_edit(request: ShopRequest, segment_id: int) -> HttpResponse:
    segment = selectors.segment_of(segment_id)
    form = SegmentForm(posted(request), initial={"name": segment.name})
    if form.is_bound and form.is_valid():
        try:
            services.rename_segment(
                actor=request.actor, segment_id=segment.pk, name=form.cleaned_data["name"]
            )
        except CustomersRefused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("%(name)s is saved.") % form.cleaned_data)
            return redirect("staff:segment-detail", segment_id=segment.pk)
    return render(request, "staff/segments/segment_edit.html", {"form": form, "segment": segment})


def segment_delete(request: ShopRequest, segment_id: int) -> HttpResponse:
    segment = selectors.segment_of(segment_id)
    try:
        services.delete_segment(actor=request.actor, segment_id=segment.pk)
    except CustomersRefused as refused:
        messages.error(request, str(refused.reason))
        return redirect("staff:segment-detail", segment_id=segment.pk)
    messages.success(request, _("%(name)s is removed.") % {"name": segment.name})
    return redirect("staff:segment-list")


def segment_numbers(request: ShopRequest, segment_id: int) -> HttpResponse:
    """Pasted numbers, then what became of each of them."""
    segment = selectors.segment_of(segment_id)
    form = SegmentNumbersForm(posted(request))
    context: dict[str, Any] = {"form": form, "segment": segment}
    if form.is_bound and form.is_valid():
        try:
            context["report"] = services.place_customers(
                actor=request.actor,
                segment_id=segment.pk,
                numbers=form.cleaned_data["numbers"],
                is_in=form.is_in,
            )
        except CustomersRefused as refused:
            form.add_error(None, str(refused.reason))
    return render(request, "staff/segments/segment_numbers.html", context)


def segment_customer_add(request: ShopRequest, segment_id: int, customer_id: int) -> HttpResponse:
    return _place_customer(request, segment_id, customer_id, is_in=True)


def segment_customer_remove(
    request: ShopRequest, segment_id: int, customer_id: int
) -> HttpResponse:
    return _place_customer(request, segment_id, customer_id, is_in=False)


def _place_customer(
    request: ShopRequest, segment_id: int, customer_id: int, *, is_in: bool
) -> HttpResponse:
    customer = customer_of(request.actor, customer_id)

    def place(segment_id: int) -> None:
        services.place_customer(
            actor=request.actor, segment_id=segment_id, customer=customer, is_in=is_in
        )

    return _placed(request, segment_id, customer.name, place, is_in=is_in)


def segment_group_add(request: ShopRequest, segment_id: int, group_id: int) -> HttpResponse:
    return _place_group(request, segment_id, group_id, is_in=True)


def segment_group_remove(request: ShopRequest, segment_id: int, group_id: int) -> HttpResponse:
    return _place_group(request, segment_id, group_id, is_in=False)


def _place_group(
    request: ShopRequest, segment_id: int, group_id: int, *, is_in: bool
) -> HttpResponse:
    group = group_of(request.actor, group_id)

    def place(segment_id: int) -> None:
        services.place_group(actor=request.actor, segment_id=segment_id, group=group, is_in=is_in)

    return _placed(request, segment_id, group.name, place, is_in=is_in)


def _placed(
    request: ShopRequest,
    segment_id: int,
    name: str,
    place: Callable[[int], None],
    *,
    is_in: bool,
) -> HttpResponse:
    """Does it, says so, and goes back to the segment's card."""
    segment = selectors.segment_of(segment_id)
    try:
        place(segment.pk)
    except CustomersRefused as refused:
        messages.error(request, str(refused.reason))
    else:
        told = _("%(name)s is in the segment.") if is_in else _("%(name)s is taken out.")
        messages.success(request, told % {"name": name})
    return redirect("staff:segment-detail", segment_id=segment.pk)
