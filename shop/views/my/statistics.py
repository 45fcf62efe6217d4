"""What the organisation bought in a range of days, and the orders behind each figure (A-49, A-50).

Every page keeps the range and the customer in its address, and sums to the figure that led there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from catalogue.selectors.tree import category_seen_at
from core.lists import address_with
from core.ranked import RankedPage
from core.tables import Page, keyset_page
from customers.actors import ShopRequest
from customers.models import Customer
from customers.selectors.colleagues import customer_inside, customers_inside
from orders.models import OrderLine
from orders.selectors.orders import ORDER_SORTS
from orders.selectors.statistics import (
    COST_SORTS,
    LINE_SORTS,
    Question,
    SalesFigure,
    article_inside,
    buyer_inside,
    goods_figure,
    lines_of,
    orders_with_costs,
    products_page,
    sales_figure,
    sales_in_time,
    sales_of,
    sales_the_year_before,
    seats_page,
)
from orders.selectors.statistics_categories import lines_in, spread_of
from orders.spans import Usual, parts_heading, span_words, usual_span, year_before
from shop.context import shop_of
from shop.figures import (
    Address,
    Row,
    category_rows,
    change_since,
    chart_values,
    chart_words,
    costs_row,
    direct_row,
    other_row,
    product_rows,
    seat_rows,
    time_rows,
)
from shop.forms.statistics import StatisticsForm

_VIEWS = ("user", "category", "product")


@dataclass(frozen=True)
class _Asked:
    """What the address asks for, and the ways onward from it."""

    form: StatisticsForm
    question: Question
    customers: Sequence[Customer]
    at: Address

    @property
    def names_customer(self) -> bool:
        return len(self.customers) > 1 and self.question.customer_id is None


def statistics(request: ShopRequest) -> HttpResponse:
    """Totals, a chart, and the same sum by person, category or product."""
    asked, actor = _asked(request), request.actor
    view = request.GET.get("by", "")
    view = view if view in _VIEWS else "user"
    total = sales_figure(sales_of(actor, asked.question))
    earlier = sales_the_year_before(actor, asked.question)
    parts = sales_in_time(actor, asked.question)
    currency = shop_of(request).currency
    rows, page = _table(request, asked, view, total)
    context = _frame(request, asked) | {
        "view": view,
        "tabs": _tabs(request, view),
        "total": total,
        "earlier": earlier,
        "earlier_span": span_words(year_before(asked.question.span)),
        "change": change_since(total.net, earlier.net),
        "chart": chart_values(asked.question.span, parts, currency),
        "chart_words": chart_words(parts, currency),
        "time_heading": parts_heading(asked.question.span),
        "time_rows": time_rows(parts, asked.at),
        "rows": rows,
        "newer_url": address_with(request, cursor=page.larger) if page.larger else "",
        "older_url": address_with(request, cursor=page.smaller) if page.smaller else "",
        "asked": asked.at.query,
    }
    return render(request, "my/group/statistics.html", context)


def statistics_user(request: ShopRequest, user_id: int, customer_id: int) -> HttpResponse:
    """The orders of one person at one customer, as far as they are sales in the range."""
    asked = _asked(request)
    customer = customer_inside(request.actor, customer_id)
    user = buyer_inside(request.actor, user_id, customer.pk)
    question = Question(asked.question.span, customer.pk)
    orders = sales_of(request.actor, question).filter(orderer=user)
    page = keyset_page(
        orders.select_related("orderer", "customer", "placed_by", "approval__step__user"),
        sorts=ORDER_SORTS,
        sort=request.GET.get("sort", ""),
        cursor=request.GET.get("cursor"),
    )
    context = _frame(request, asked, "user") | _paged(request, page) | {"hides_customer": True}
    context |= {"heading": user.full_name, "customer": customer, "figure": sales_figure(orders)}
    return render(request, "my/group/statistics_user.html", context)


def statistics_category(request: ShopRequest, path: str) -> HttpResponse:
    """A category: the level below it, and the lines of all that was bought inside it."""
    category = category_seen_at(request.actor, path)
    if category is None:
        raise Http404
    asked, actor = _asked(request), request.actor
    spread = spread_of(actor, asked.question, also=path)
    figure, names = spread.inside(path), spread.names_of(path)
    rows = list(category_rows(spread.level(path), figure.net, asked.at))
    if rows and path in spread.by_path:
        rows.append(direct_row(spread.by_path[path], figure.net))
    above = path.split("/")[:-1]
    steps = ["/".join(above[: depth + 1]) for depth in range(len(above))]
    context = _frame(request, asked, "category")
    context["crumbs"] += [
        (name, asked.at.to("my:statistics-category", step))
        for name, step in zip(names, steps, strict=False)
    ]
    context |= _lines(request, lines_in(actor, asked.question, spread, path))
    context |= {"heading": category.name, "figure": figure, "rows": rows}
    return render(request, "my/group/statistics_category.html", context)


def statistics_other(request: ShopRequest) -> HttpResponse:
    """The lines of what stands in no category, or is gone from the shop."""
    asked, actor = _asked(request), request.actor
    spread = spread_of(actor, asked.question)
    context = _frame(request, asked, "category")
    context |= _lines(request, lines_in(actor, asked.question, spread, ""))
    context |= {"heading": _("Other"), "figure": spread.other}
    return render(request, "my/group/statistics_other.html", context)


def statistics_product(request: ShopRequest) -> HttpResponse:
    """The lines of one article number."""
    asked, sku = _asked(request), request.GET.get("sku", "")
    name = article_inside(request.actor, sku)
    lines = lines_of(request.actor, asked.question).filter(sku=sku)
    context = _frame(request, asked, "product") | _lines(request, lines)
    context |= {"heading": name, "sku": sku, "figure": goods_figure(lines)}
    return render(request, "my/group/statistics_product.html", context)


def statistics_costs(request: ShopRequest) -> HttpResponse:
    """The orders that had shipping or fees, and how much."""
    asked, actor = _asked(request), request.actor
    orders = orders_with_costs(actor, asked.question)
    page = keyset_page(
        orders.select_related("orderer", "customer"),
        sorts=COST_SORTS,
        sort=request.GET.get("sort", ""),
        cursor=request.GET.get("cursor"),
    )
    came_from = "product" if request.GET.get("by") == "product" else "category"
    context = _frame(request, asked, came_from) | _paged(request, page)
    context |= {"heading": _("Shipping and fees"), "figure": sales_figure(orders)}
    return render(request, "my/group/statistics_costs.html", context)


def _asked(request: ShopRequest) -> _Asked:
    customers = customers_inside(request.actor)
    form = StatisticsForm(request.GET, customers=customers, today=timezone.localdate())
    form.is_valid()
    question = form.question
    return _Asked(form, question, customers, Address(question.span, question.customer_id))


def _frame(request: ShopRequest, asked: _Asked, came_from: str = "") -> dict[str, Any]:
    """What every page of the statistics has: the range, the usual ranges, the way back."""
    back = asked.at.to("my:statistics", by=came_from) if came_from else ""
    return {
        "form": asked.form,
        "span_words": span_words(asked.question.span),
        "usual": _usual(request, asked),
        "kept": [(name, request.GET[name]) for name in ("by", "sku") if name in request.GET],
        "names_customer": asked.names_customer,
        "back_url": back,
        "crumbs": [(_("Statistics"), back)],
    }


def _usual(request: ShopRequest, asked: _Asked) -> Sequence[tuple[str, str, bool]]:
    words = {
        Usual.THIS_MONTH: _("This month"),
        Usual.LAST_MONTH: _("Last month"),
        Usual.THIS_YEAR: _("This year"),
        Usual.LAST_YEAR: _("Last year"),
    }
    today, links = timezone.localdate(), []
    for which, label in words.items():
        span = usual_span(which, today)
        days = {"placed_from": span.starts_on.isoformat(), "placed_to": span.ends_on.isoformat()}
        links.append((label, address_with(request, **days), span == asked.question.span))
    return links


def _tabs(request: ShopRequest, view: str) -> Sequence[dict[str, Any]]:
    labels = {"user": _("Per user"), "category": _("Per category"), "product": _("Per product")}
    return [
        {
            "label": label,
            "url": address_with(request, by=name),
            "count": None,
            "is_current": name == view,
        }
        for name, label in labels.items()
    ]


def _table(
    request: ShopRequest, asked: _Asked, view: str, total: SalesFigure
) -> tuple[Sequence[Row], RankedPage]:
    """The rows of one view, which sum to `total`, and the way to further ones."""
    actor, question, at = request.actor, asked.question, asked.at
    cursor = request.GET.get("cursor", "")
    if view == "user":
        seats, page = seats_page(actor, question, cursor=cursor)
        rows = seat_rows(seats, total, at, names_customer=asked.names_customer)
        return list(rows), page
    if view == "product":
        products, page = products_page(actor, question, cursor=cursor)
        goods = goods_figure(lines_of(actor, question))
        return list(product_rows(products, goods, total, at)), page
    spread = spread_of(actor, question)
    found = list(category_rows(spread.level(), total.net, at))
    if spread.other.quantity:
        found.append(other_row(spread.other, total, at))
    return [*found, costs_row(total, at, "category")], RankedPage([])


def _lines(request: ShopRequest, lines: QuerySet[OrderLine]) -> dict[str, Any]:
    page = keyset_page(
        lines.select_related("order__orderer", "order__customer"),
        sorts=LINE_SORTS,
        sort=request.GET.get("sort", ""),
        cursor=request.GET.get("cursor"),
    )
    return _paged(request, page)


def _paged(request: ShopRequest, page: Page[Any]) -> dict[str, Any]:
    return {
        "page": page,
        "newer_url": address_with(request, cursor=page.newer) if page.newer else "",
        "older_url": address_with(request, cursor=page.older) if page.older else "",
    }
