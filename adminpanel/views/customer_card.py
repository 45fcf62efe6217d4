"""The tabs of a customer's card, but those that have a module of their own."""

from datetime import date

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy

from adminpanel.customer_card import card_context
from adminpanel.documents import routine_notes
from adminpanel.forms.customer_card import NoteForm
from catalogue.selectors.customer_assortments import AGREED_SORTS, agreed_for
from core.charts import ChartValue
from core.http import posted
from core.lists import Filter, filter_bar, list_context
from core.mail_log import mails_to
from core.money import format_money
from core.tables import Sort, keyset_page
from customers.actors import ShopRequest
from customers.discounts import double_discount
from customers.errors import CustomersRefused
from customers.refusals import add_refusal
from customers.selectors import record_history
from customers.selectors.customer_card import (
    NOTE_SORTS,
    PEOPLE_SORTS,
    connections_of,
    latest_notes,
    notes_of,
    people_ids,
    who_matters,
)
from customers.selectors.documents import routines_of
from customers.services.customer_notes import write_note
from orders.selectors.key_figures import KeyFigures, key_figures
from orders.selectors.of_customer import ORDER_SORTS, latest_orders_of, orders_of
from orders.selectors.seen_mail import mails_seen
from orders.states import OrderStatus

MAIL_SORTS = {
    "created": Sort.by("created_at", label=gettext_lazy("Written"), descending_first=True)
}


def customer_detail(request: ShopRequest, customer_id: int) -> HttpResponse:
    """Key figures, sales by month, credit, the people to call, the newest orders and notes."""
    context = card_context(request, customer_id, "customer-detail")
    customer = context["customer"]
    figures = key_figures(request.actor, customer)
    left = figures.left_of(customer.allowed_outstanding)
    context |= {
        "figures": figures,
        "left": left,
        "is_over": left == 0 and figures.outstanding_gross > (customer.allowed_outstanding or 0),
        "chart": _chart(figures, request.shop.currency),
        "people": who_matters(request.actor, customer),
        "latest_orders": latest_orders_of(request.actor, customer),
        "notes": latest_notes(customer),
        "note_form": NoteForm(),
        "double_discount": double_discount(customer),
        "routines": routine_notes(routines_of(customer)),
    }
    return render(request, "staff/customers/customer_detail.html", context)


def _chart(figures: KeyFigures, currency: str) -> list[ChartValue]:
    return [
        ChartValue(
            label=date_format(month.first, "M"),
            amount=month.net,
            words=f"{_month(month.first)}: {format_money(month.net, currency)}",
        )
        for month in figures.months
    ]


def _month(first: date) -> str:
    return date_format(first, "F Y")


def customer_user_list(request: ShopRequest, customer_id: int) -> HttpResponse:
    """Everyone connected to the customer with role, chain and limit; ended ones too."""
    context = card_context(request, customer_id, "customer-user-list")
    bar = filter_bar(request, ())
    page = keyset_page(
        connections_of(request.actor, context["customer"], text=bar.query),
        sorts=PEOPLE_SORTS,
        sort=request.GET.get("sort", ""),
        cursor=request.GET.get("cursor"),
    )
    context |= list_context(request, page, bar)
    return render(request, "staff/customers/customer_user_list.html", context)


def customer_order_list(request: ShopRequest, customer_id: int) -> HttpResponse:
    """The customer's orders, newest first, in any state."""
    context = card_context(request, customer_id, "customer-order-list")
    bar = filter_bar(request, (Filter("status", gettext_lazy("Status"), OrderStatus.choices),))
    page = keyset_page(
        orders_of(request.actor, context["customer"], text=bar.query, **bar.chosen),
        sorts=ORDER_SORTS,
        sort=request.GET.get("sort", ""),
        cursor=request.GET.get("cursor"),
    )
    context |= list_context(request, page, bar)
    return render(request, "staff/customers/customer_order_list.html", context)


def customer_assortment_list(request: ShopRequest, customer_id: int) -> HttpResponse:
    """The agreements that the customer may look at, and those that have ended."""
    context = card_context(request, customer_id, "customer-assortment-list")
    page = keyset_page(
        agreed_for(context["customer"]),
        sorts=AGREED_SORTS,
        sort=request.GET.get("sort", ""),
        cursor=request.GET.get("cursor"),
    )
    context |= list_context(request, page, filter_bar(request, ()))
    return render(request, "staff/customers/customer_assortment_list.html", context)


def customer_mail_list(request: ShopRequest, customer_id: int) -> HttpResponse:
    """What the shop has mailed to the customer's people, newest first."""
    context = card_context(request, customer_id, "customer-mail-list")
    page = keyset_page(
        mails_seen(request.actor, mails_to(people_ids(request.actor, context["customer"]))),
        sorts=MAIL_SORTS,
        sort="",
        cursor=request.GET.get("cursor"),
    )
    context |= list_context(request, page, filter_bar(request, ()))
    return render(request, "staff/customers/customer_mail_list.html", context)


def customer_note_list(request: ShopRequest, customer_id: int) -> HttpResponse:
    """The log of what staff wrote, and one more entry."""
    context = card_context(request, customer_id, "customer-note-list")
    customer = context["customer"]
    form = NoteForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            write_note(actor=request.actor, customer=customer, text=form.cleaned_data["text"])
        except CustomersRefused as refused:
            add_refusal(form, refused)
        else:
            notes = reverse("staff:customer-note-list", args=[customer.pk])
            return redirect(f"{notes}{context['behind']}")
    page = keyset_page(
        notes_of(customer), sorts=NOTE_SORTS, sort="", cursor=request.GET.get("cursor")
    )
    context |= list_context(request, page, filter_bar(request, ())) | {"form": form}
    return render(request, "staff/customers/customer_note_list.html", context)


def customer_history(request: ShopRequest, customer_id: int) -> HttpResponse:
    """Who changed what, when, from what to what, and acting as whom."""
    context = card_context(request, customer_id, "customer-history")
    entries, is_cut = record_history.customer_history(context["customer"])
    context |= {"entries": entries, "is_cut": is_cut}
    return render(request, "staff/customers/customer_history.html", context)
