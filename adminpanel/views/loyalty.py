"""Loyalty points: the programme and its rules, who has points, and a customer's own."""

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from adminpanel.customer_card import card_context
from adminpanel.forms.loyalty import AdjustForm, NewRuleForm, ProgrammeForm, RuleForm
from adminpanel.views.settings import settings_tabs
from core.http import posted
from core.list_specs import list_page, listed, listed_context
from core.lists import filter_bar, list_context
from core.tables import keyset_page
from customers.actors import ShopRequest
from marketing.errors import MarketingRefused
from marketing.list_specs_loyalty import POINTS_LIST
from marketing.models import LoyaltyRule
from marketing.selectors.loyalty import (
    ENTRY_SORTS,
    RULE_SORTS,
    entries_of,
    loyalty_rules,
    programme,
    standing_of,
)
from marketing.services.loyalty_accounts import adjust_points
from marketing.services.loyalty_programme import delete_rule, save_programme, save_rule
from orders.selectors.points import points_rows


def loyalty_programme(request: ShopRequest) -> HttpResponse:
    """What points are called and worth, and every rule, the newest first."""
    found = programme()
    form = ProgrammeForm(posted(request), programme=found)
    status = 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                save_programme(actor=request.actor, details=form.details())
            except MarketingRefused as refused:
                _add(form, refused)
                status = 409
            else:
                messages.success(request, _("The programme is saved."))
                return redirect("staff:loyalty-programme")
    page = keyset_page(loyalty_rules(), sorts=RULE_SORTS, sort="", cursor=request.GET.get("cursor"))
    context = list_context(request, page, filter_bar(request, ())) | {
        "form": form,
        "programme": found,
        "tabs": settings_tabs("loyalty-programme", request.actor),
    }
    return render(request, "staff/loyalty/loyalty_programme.html", context, status=status)


def loyalty_rule_new(request: ShopRequest) -> HttpResponse:
    form = NewRuleForm(posted(request), actor=request.actor, rule=None)
    return _rule_page(request, form, None, "staff/loyalty/loyalty_rule_new.html")


def loyalty_rule_edit(request: ShopRequest, rule_id: int) -> HttpResponse:
    rule = _rule(rule_id)
    form = RuleForm(posted(request), rule=rule)
    return _rule_page(request, form, rule, "staff/loyalty/loyalty_rule_edit.html")


def loyalty_rule_delete(request: ShopRequest, rule_id: int) -> HttpResponse:
    try:
        delete_rule(actor=request.actor, rule_id=_rule(rule_id).pk)
    except MarketingRefused as refused:
        messages.error(request, str(refused.refusal.reason))
    else:
        messages.success(request, _("The rule is removed."))
    return redirect("staff:loyalty-programme")


def _rule(rule_id: int) -> LoyaltyRule:
    found = loyalty_rules().filter(pk=rule_id).first()
    if found is None:
        raise Http404
    return found


def _rule_page(
    request: ShopRequest, form: RuleForm, rule: LoyaltyRule | None, template: str
) -> HttpResponse:
    status = 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                save_rule(
                    actor=request.actor,
                    details=form.details(),
                    rule_id=rule.pk if rule else None,
                )
            except MarketingRefused as refused:
                _add(form, refused)
                status = 409
            else:
                messages.success(request, _("The rule is saved."))
                return redirect("staff:loyalty-programme")
    tabs = settings_tabs("loyalty-programme", request.actor)
    return render(request, template, {"form": form, "rule": rule, "tabs": tabs}, status=status)


def points_list(request: ShopRequest) -> HttpResponse:
    """The customers that have points, the most first."""
    found = listed(request, POINTS_LIST, actor=request.actor)
    return list_page(request, "staff/loyalty/points_list.html", listed_context(request, found))


def customer_points(request: ShopRequest, customer_id: int) -> HttpResponse:
    """What a customer has, every line with its reason, and points to give or take."""
    context = card_context(request, customer_id, "customer-points")
    customer = context["customer"]
    form = AdjustForm(posted(request))
    status = 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                adjust_points(actor=request.actor, customer_id=customer.pk, **form.cleaned_data)
            except MarketingRefused as refused:
                _add(form, refused)
                status = 409
            else:
                messages.success(request, _("The points are adjusted."))
                return redirect("staff:customer-points", customer_id=customer.pk)
    standing = standing_of(customer, request.shop)
    page = keyset_page(
        entries_of(standing.account_id if standing else None),
        sorts=ENTRY_SORTS,
        sort="",
        cursor=request.GET.get("cursor"),
    )
    context |= list_context(request, page, filter_bar(request, ())) | _statement(
        request, standing, page.rows
    )
    return render(
        request, "staff/loyalty/customer_points.html", context | {"form": form}, status=status
    )


def _statement(request: ShopRequest, standing: Any, entries: Any) -> dict[str, Any]:
    return {
        "standing": standing,
        "worth": standing.terms.worth(standing.balance) if standing else None,
        "points_rows": points_rows(request.actor, entries),
        "order_route": "staff:order-detail",
        "currency": request.shop.currency,
    }


def _add(form: Form, refused: MarketingRefused) -> None:
    field = refused.refusal.code
    form.add_error(field if field in form.fields else None, str(refused.refusal.reason))
