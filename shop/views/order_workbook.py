"""The order form as an Excel file: choose which goods, get it at once or from the worker."""

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from catalogue.selectors.assortments import has_assortment
from catalogue.selectors.tree import menu_categories
from core import exports as services
from core.exchange.errors import ExchangeError
from core.export_log import export_job_of
from core.export_pages import download, straight_away
from core.models import ExportFormat, ExportJob
from customers.actors import ShopRequest
from customers.selectors.imports import own_scope_of
from orders.order_form import ORDER_FORM
from orders.selectors.bought import sees_all_bought
from orders.selectors.lists import lists_to_read
from orders.selectors.order_form import AGREED, CATEGORY, LIST, MINE, OURS, form_variants
from shop.context import shop_of
from shop.forms.order_workbook import OrderFormForm


def order_workbook(request: ShopRequest) -> HttpResponse | FileResponse:
    """Which goods stand on the form; a short one comes at once, a long one from the worker."""
    form = _form(request)
    if request.method != "POST":
        return render(request, "shop/ordering/order_workbook.html", {"form": form})
    if not form.is_valid():
        return render(request, "shop/ordering/order_workbook.html", {"form": form}, status=422)
    actor, asked = request.actor, form.asked
    if not form_variants(actor, asked).exists():
        form.add_error("goods", _("There is nothing of this for you now. Choose another."))
        return render(request, "shop/ordering/order_workbook.html", {"form": form}, status=422)
    try:
        if services.is_short(actor=actor, export=ORDER_FORM, asked=asked):
            return straight_away(
                actor=actor,
                export=ORDER_FORM,
                asked=asked,
                file_format=ExportFormat.XLSX,
                currency=shop_of(request).currency,
                scope=own_scope_of(actor),
            )
        job = services.request_export(
            actor=actor,
            export=ORDER_FORM,
            asked=asked,
            file_format=ExportFormat.XLSX,
            scope=own_scope_of(actor),
        )
    except (ExchangeError, services.ExportRefused) as refused:
        messages.error(request, str(refused))
        return redirect("shop:order-workbook")
    return redirect("shop:order-workbook-detail", job_id=job.pk)


def order_workbook_detail(request: ShopRequest, job_id: int) -> HttpResponse:
    """Progress while the file is made; then the way to it."""
    job = _own(request, job_id)
    if request.htmx:
        if job.is_at_work:
            return render(request, "shop/ordering/_workbook_progress.html", {"job": job})
        response = HttpResponse(status=204)
        response.headers["HX-Refresh"] = "true"
        return response
    return render(request, "shop/ordering/order_workbook_detail.html", {"job": job})


def order_workbook_file(request: ShopRequest, job_id: int) -> HttpResponse | FileResponse:
    """The file, for whoever asked for it, while it is kept."""
    job = _own(request, job_id)
    if not job.file:
        messages.error(request, _("There is no file here. Get the order form again."))
        return redirect("shop:order-workbook-detail", job_id=job.pk)
    return download(job, job.file.open("rb"))


def _own(request: ShopRequest, job_id: int) -> ExportJob:
    """One's own, asked for at the customer one stands at now; else Http404."""
    actor = request.actor
    return export_job_of(job_id, taken_by=actor.user_id or 0, scope=own_scope_of(actor))


def _form(request: ShopRequest) -> OrderFormForm:
    actor = request.actor
    sources = [
        (AGREED, _("The agreement assortment")),
        (MINE, _("What I bought in the last twelve months")),
        (OURS, _("What all of us bought in the last twelve months")),
        (LIST, _("A list")),
        (CATEGORY, _("A category")),
    ]
    lists, categories = lists_to_read(actor), menu_categories(actor)
    offered = {
        AGREED: has_assortment(actor),
        MINE: True,
        OURS: sees_all_bought(actor),
        LIST: bool(lists),
        CATEGORY: bool(categories),
    }
    return OrderFormForm(
        request.POST if request.method == "POST" else None,
        sources=[(key, label) for key, label in sources if offered[key]],
        lists=[(str(each.pk), each.name) for each in lists],
        categories=[(each.path, each.name) for each in categories],
    )
