"""What a planned import of prices would mean to those who pay them, before it is applied."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from adminpanel.forms.price_impact import ImpactDayForm
from adminpanel.views.imports import desk_of
from adminpanel.views.price_impact import impact_workbook
from catalogue.selectors.imported_prices import imported_prices, last_first_day
from catalogue.sheets import PRICES
from core.models import ImportJob, ImportStatus
from customers.actors import ShopRequest
from orders.price_impact_sheet import impact_tables
from orders.selectors.price_impact import impact_of


def import_price_impact(request: ShopRequest, job_id: int) -> HttpResponse:
    """Who would pay more and less once the whole file holds; another day can be asked for."""
    job = _planned(request, job_id)
    form, day = _asked(request, job)
    context: dict[str, Any] = {"job": job, "form": form}
    if day is not None:
        prices = imported_prices(job, day=day)
        download = reverse("staff:import-price-impact-download", args=[job.pk])
        context |= {
            "prices": prices,
            "impact": impact_of(
                prices.rows, day=day, connections=prices.connections, actor=request.actor
            ),
            "download_url": f"{download}?{urlencode({'day': day.isoformat()})}",
        }
    return render(request, "staff/price_impact/import_price_impact.html", context)


def import_price_impact_download(request: ShopRequest, job_id: int) -> FileResponse:
    """The whole of it as a workbook."""
    job = _planned(request, job_id)
    _form, day = _asked(request, job)
    if day is None:
        raise Http404
    prices = imported_prices(job, day=day)
    impact = impact_of(prices.rows, day=day, connections=prices.connections, actor=request.actor)
    return impact_workbook(impact_tables(impact), job.file_name)


def _planned(request: ShopRequest, job_id: int) -> ImportJob:
    """An import of prices that waits to be applied; anything else is not found here."""
    job, kind = desk_of(request).job_to_look_at(job_id)
    if kind.name != PRICES or job.status != ImportStatus.PLANNED:
        raise Http404
    return job


def _asked(request: ShopRequest, job: ImportJob) -> tuple[ImpactDayForm, date | None]:
    """The day asked for, else when the file's last price begins, at the earliest today."""
    if "day" in request.GET:
        form = ImpactDayForm(request.GET)
        return form, form.cleaned_data["day"] if form.is_valid() else None
    today = timezone.localdate()
    day = max(last_first_day(job) or today, today)
    return ImpactDayForm(initial={"day": day}), day
