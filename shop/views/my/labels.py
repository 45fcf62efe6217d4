"""Shelf labels: choose goods from a list, an order, the agreement or what was bought; print."""

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from catalogue.models import Variant
from catalogue.selectors.own_numbers import own_numbers_of
from core.exports import Asked
from core.pdf import NoPdf, can_write_pdf, pdf_answer
from core.qr import qr_code
from customers.actors import ShopRequest
from orders.judged import name_of
from orders.labels import MOST_LABELS, Label, labels_pdf
from orders.quantities import fitting_quantity
from orders.selectors.bought import last_bought
from orders.selectors.order_form import form_variants
from shop.forms.labels import labels_asked, source_in

_MOST_LISTED = 500


def labels(request: ShopRequest) -> HttpResponse:
    """The goods of the source, each ticked, with how many its label says."""
    return _choice_page(request, source_in(request.GET))


def label_sheet(request: ShopRequest) -> HttpResponse:
    """The labels as a page to print, or as a PDF."""
    asked = labels_asked(request.POST)
    if len(asked.quantities) > MOST_LABELS:
        words = _("At most %(most)s labels at a time. Tick fewer.")
        messages.error(request, words % {"most": MOST_LABELS})
        return _choice_page(request, asked.source, ticked=asked.quantities, status=422)
    found = _labels(request, asked.source, asked.quantities)
    if not found:
        messages.error(request, _("Tick what to make labels for."))
        return _choice_page(request, asked.source, ticked={}, status=422)
    if asked.is_pdf:
        try:
            written = labels_pdf(found, is_single=asked.is_single)
        except NoPdf:
            messages.error(request, _("A PDF cannot be made here. Print the page instead."))
            return redirect(f"{reverse('my:labels')}?{urlencode(asked.source)}")
        return pdf_answer(written, name="labels.pdf")
    context = {
        "labels": found,
        "is_single": asked.is_single,
        "source_query": urlencode(asked.source),
    }
    return render(request, "my/labels/label_sheet.html", context)


def _labels(request: ShopRequest, source: Asked, quantities: Mapping[int, int]) -> list[Label]:
    """Only what the actor may see, and only from the source: the rest is not there."""
    actor = request.actor
    variants = list(form_variants(actor, source).filter(pk__in=list(quantities)))
    own = own_numbers_of(actor, [variant.pk for variant in variants])
    return [_label(request, each, own.get(each.pk, ""), quantities[each.pk]) for each in variants]


def _label(request: ShopRequest, variant: Variant, own_number: str, quantity: int) -> Label:
    quantity = fitting_quantity(variant, quantity)
    path = f"{reverse('shop:reorder-label', args=[variant.sku])}?n={quantity}"
    return Label(
        variant=variant,
        name=name_of(variant),
        own_number=own_number,
        quantity=quantity,
        qr=qr_code(request.build_absolute_uri(path)),
    )


def _choice_page(
    request: ShopRequest,
    source: Asked,
    *,
    ticked: Mapping[int, int] | None = None,
    status: int = 200,
) -> HttpResponse:
    actor = request.actor
    variants = list(form_variants(actor, source)[:_MOST_LISTED])
    ids = [variant.pk for variant in variants]
    own, last = own_numbers_of(actor, ids), last_bought(actor, ids)
    rows = []
    for place, variant in enumerate(variants):
        bought = last.get(variant.pk)
        quantity = (ticked or {}).get(variant.pk) or (bought.quantity if bought else 1)
        rows.append(
            {
                "variant": variant,
                "name": name_of(variant),
                "own_number": own.get(variant.pk, ""),
                "quantity": fitting_quantity(variant, quantity),
                "is_ticked": place < MOST_LABELS if ticked is None else variant.pk in ticked,
            }
        )
    context = {
        "rows": rows,
        "source": source,
        "most": MOST_LABELS,
        "can_write_pdf": can_write_pdf(),
    }
    return render(request, "my/labels/labels.html", context, status=status)
