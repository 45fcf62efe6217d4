"""What a change of prices or of a discount would mean, before anybody pays by it."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any, get_args
from urllib.parse import urlencode

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify

from adminpanel.forms.price_impact import DiscountImpactForm, ImpactDayForm
from catalogue.selectors.buyers import buyer_of
from catalogue.selectors.price_lists import price_list_of
from catalogue.selectors.staff_prices import staged_rows
from core.exchange.writer import Table, write_workbook
from customers.actors import ShopRequest
from orders.price_impact_sheet import impact_tables
from orders.selectors.price_impact import DiscountKind, impact_of, impact_of_discount

_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def price_list_impact(request: ShopRequest, list_id: int) -> HttpResponse:
    """The prepared changes of a list, weighed on last year's orders."""
    price_list = price_list_of(list_id)
    rows = staged_rows(price_list)
    form = ImpactDayForm(request.GET if "day" in request.GET else None)
    context: dict[str, Any] = {"price_list": price_list, "form": form, "waiting": len(rows)}
    day = _day(form)
    if rows and day is not None:
        download = reverse("staff:price-list-impact-download", args=[price_list.pk])
        context |= {
            "impact": impact_of(rows, day=day, actor=request.actor),
            "download_url": f"{download}?{urlencode({'day': day.isoformat()})}",
        }
    if request.htmx and "impact" in context:
        return render(request, "staff/price_impact/_summary.html", context)
    return render(request, "staff/price_impact/price_list_impact.html", context)


def price_list_impact_download(request: ShopRequest, list_id: int) -> FileResponse:
    """The whole of it as a workbook."""
    price_list = price_list_of(list_id)
    rows = staged_rows(price_list)
    day = _day(ImpactDayForm(request.GET if "day" in request.GET else None))
    if not rows or day is None:
        raise Http404
    impact = impact_of(rows, day=day, actor=request.actor)
    return impact_workbook(impact_tables(impact), price_list.name)


def _day(form: ImpactDayForm) -> date | None:
    """Today unless another day is asked for; None when that cannot be."""
    if not form.is_bound:
        return timezone.localdate()
    return form.cleaned_data["day"] if form.is_valid() else None


def discount_impact(request: ShopRequest, kind: str, buyer_id: int) -> HttpResponse:
    """Another discount of a group, a customer or a pricing tier, weighed before it is saved."""
    meant = _kind(kind)
    buyer = buyer_of(request.actor, meant, buyer_id)
    form = DiscountImpactForm(request.GET if "percent" in request.GET else None)
    context: dict[str, Any] = {"buyer": buyer, "kind": meant, "form": form}
    if form.is_bound and form.is_valid():
        percent: Decimal = form.cleaned_data["percent"]
        download = reverse("staff:discount-impact-download", args=[meant, buyer.pk])
        context |= {
            "impact": impact_of_discount(meant, buyer.pk, percent, actor=request.actor),
            "download_url": f"{download}?{urlencode({'percent': str(percent)})}",
        }
    return render(request, "staff/price_impact/discount_impact.html", context)


def discount_impact_download(request: ShopRequest, kind: str, buyer_id: int) -> FileResponse:
    """The whole of it as a workbook."""
    meant = _kind(kind)
    buyer = buyer_of(request.actor, meant, buyer_id)
    form = DiscountImpactForm(request.GET)
    if not form.is_valid():
        raise Http404
    percent: Decimal = form.cleaned_data["percent"]
    impact = impact_of_discount(meant, buyer.pk, percent, actor=request.actor)
    return impact_workbook(impact_tables(impact), buyer.name)


def _kind(kind: str) -> DiscountKind:
    for known in get_args(DiscountKind):
        if kind == known:
            found: DiscountKind = known
            return found
    raise Http404


def impact_workbook(tables: Sequence[Table], name: str) -> FileResponse:
    """Sent as a file named after what was weighed."""
    target = BytesIO()
    write_workbook(target, tables)
    target.seek(0)
    file_name = f"price-impact-{slugify(name) or 'list'}-{timezone.localdate()}.xlsx"
    response = FileResponse(target, as_attachment=True, filename=file_name, content_type=_EXCEL)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response
