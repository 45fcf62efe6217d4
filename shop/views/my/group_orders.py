"""Every order of the organisation, for its administrator."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy

from core.lists import Filter, asked_of, filter_bar, list_context
from core.tables import keyset_page
from customers.actors import ShopRequest
from customers.selectors.colleagues import customers_inside
from orders.selectors.orders import ORDER_SORTS, organisation_orders
from orders.states import OrderStatus
from shop.order_days import day_chips, days_form, days_in


def group_order_list(request: ShopRequest) -> HttpResponse:
    """By words, status, customer and the days they were placed."""
    customers = customers_inside(request.actor)
    filters = [Filter("status", gettext_lazy("Status"), OrderStatus.choices)]
    if len(customers) > 1:
        options = tuple((str(each.pk), each.name) for each in customers)
        filters.append(Filter("customer", gettext_lazy("Customer"), options))
    bar = filter_bar(request, filters)
    form = days_form(request)
    days = days_in(form)
    page = keyset_page(
        organisation_orders(
            request.actor,
            text=bar.query,
            status=bar.chosen.get("status", ""),
            customer=bar.chosen.get("customer", ""),
            placed_from=days.get("placed_from"),
            placed_to=days.get("placed_to"),
        ),
        sorts=ORDER_SORTS,
        sort=request.GET.get("sort", ""),
        cursor=request.GET.get("cursor"),
    )
    written = {name: day.isoformat() for name, day in days.items()}
    context = list_context(request, page, bar) | {
        "days_form": form,
        "chips": [*bar.chips, *day_chips(request, days)],
        "hidden": [*bar.hidden, *written.items()],
        "is_narrowed": bar.is_set or bool(days),
        "asked": asked_of(page, bar, **written),
        "clear_url": request.path,
    }
    return render(request, "my/group/group_order_list.html", context)
