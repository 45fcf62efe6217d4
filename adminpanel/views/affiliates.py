"""Affiliates: the list with its figures, the card, the terms, and payouts (K-16)."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from adminpanel.forms.affiliates import NewAffiliateForm, PayoutForm, TermsForm
from adminpanel.walking import walk_of
from core.http import posted
from core.list_specs import list_page, listed, listed_context
from core.lists import filter_bar, list_context
from core.mail import absolute_url
from core.money import ZERO, format_money
from core.tables import keyset_page
from customers.actors import ShopRequest
from marketing.errors import MarketingRefused
from marketing.models import Affiliate
from marketing.selectors.affiliates import (
    affiliate_numbered,
    entries_of,
    owed_to,
    paid_to,
    payouts_to,
)
from marketing.services import affiliates as services
from orders.list_specs_affiliates import AFFILIATES_LIST
from orders.selectors.affiliates import ATTRIBUTED_SORTS, attributed_orders, attributed_sums


def affiliate_list(request: ShopRequest) -> HttpResponse:
    """Everybody with a link, with orders and commission of the days that one asks for."""
    found = listed(request, AFFILIATES_LIST, actor=request.actor)
    context = listed_context(request, found) | {"today": timezone.localdate()}
    for row in context["rows"]:
        row.is_in_force = row.holds_on(context["today"])
    return list_page(request, "staff/affiliates/affiliate_list.html", context)


def affiliate_detail(request: ShopRequest, affiliate_id: int) -> HttpResponse:
    """The link, the orders that came by it, the ledger, and what is paid."""
    affiliate = affiliate_numbered(affiliate_id)
    page = keyset_page(
        attributed_orders(affiliate.pk),
        sorts=ATTRIBUTED_SORTS,
        sort="",
        cursor=request.GET.get("cursor"),
    )
    context = list_context(request, page, filter_bar(request, ())) | {
        "affiliate": affiliate,
        "walk": walk_of(request, "affiliates", pk=affiliate.pk, record_url=_card_of),
        "is_in_force": affiliate.holds_on(timezone.localdate()),
        "link": absolute_url(reverse("shop:affiliate-arrive", args=[affiliate.code])),
        "sums": attributed_sums(affiliate.pk),
        "due": owed_to(affiliate.pk).amount,
        "paid": paid_to(affiliate.pk),
        "entries": entries_of(affiliate.pk),
        "payouts": payouts_to(affiliate.pk),
    }
    return render(request, "staff/affiliates/affiliate_detail.html", context)


def _card_of(affiliate: Affiliate) -> str:
    return reverse("staff:affiliate-detail", args=[affiliate.pk])


def affiliate_new(request: ShopRequest) -> HttpResponse:
    initial = {"starts_on": timezone.localdate()}
    form = NewAffiliateForm(posted(request), initial=initial)
    if form.is_bound and form.is_valid():
        try:
            made = services.create_affiliate(
                actor=request.actor,
                email=form.cleaned_data["email"],
                code=form.cleaned_data["code"],
                terms=form.terms,
            )
        except MarketingRefused as refused:
            _add_refusal(form, refused)
        else:
            told = _("%(name)s is an affiliate, and gets a mail with the link.")
            messages.success(request, told % {"name": made.user.full_name})
            return redirect("staff:affiliate-detail", affiliate_id=made.pk)
    return render(request, "staff/affiliates/affiliate_new.html", {"form": form})


def affiliate_edit(request: ShopRequest, affiliate_id: int) -> HttpResponse:
    affiliate = affiliate_numbered(affiliate_id)
    names = ("shown_as", "commission", "rate", "starts_on", "ends_on")
    initial = {name: getattr(affiliate, name) for name in names}
    form = TermsForm(posted(request), initial=initial)
    if form.is_bound and form.is_valid():
        try:
            services.change_affiliate(
                actor=request.actor, affiliate_id=affiliate.pk, terms=form.terms
            )
        except MarketingRefused as refused:
            _add_refusal(form, refused)
        else:
            messages.success(request, _("%(name)s is saved.") % {"name": affiliate.code})
            return redirect("staff:affiliate-detail", affiliate_id=affiliate.pk)
    context = {"form": form, "affiliate": affiliate}
    return render(request, "staff/affiliates/affiliate_edit.html", context)


def affiliate_end(request: ShopRequest, affiliate_id: int) -> HttpResponse:
    """The link no longer counts; pressed with "again", it does."""
    affiliate = affiliate_numbered(affiliate_id)
    is_active = request.POST.get("again") == "1"
    try:
        services.end_affiliate(actor=request.actor, affiliate_id=affiliate.pk, is_active=is_active)
    except MarketingRefused as refused:
        messages.error(request, str(refused.refusal.reason))
    else:
        told = _("The link of %(name)s counts.") if is_active else _("%(name)s is ended.")
        messages.success(request, told % {"name": affiliate.code})
    return redirect("staff:affiliate-detail", affiliate_id=affiliate.pk)


def affiliate_pay(request: ShopRequest, affiliate_id: int) -> HttpResponse:
    """First what is owed until a day, then the mark that it is paid."""
    affiliate = affiliate_numbered(affiliate_id)
    today = timezone.localdate()
    form = PayoutForm(posted(request), initial={"until": today})
    until = today
    if form.is_bound and form.is_valid():
        until = form.cleaned_data["until"]
        if "pay" in request.POST:
            try:
                payout = services.mark_paid_out(
                    actor=request.actor,
                    affiliate_id=affiliate.pk,
                    until=until,
                    expected=form.cleaned_data["expected"] or ZERO,
                    reference=form.cleaned_data["reference"],
                )
            except MarketingRefused as refused:
                _add_refusal(form, refused)
            else:
                told = _("%(sum)s is marked as paid to %(name)s, who gets a mail.")
                shown = format_money(payout.amount, payout.currency)
                messages.success(request, told % {"sum": shown, "name": affiliate.user.full_name})
                return redirect("staff:affiliate-detail", affiliate_id=affiliate.pk)
    context: dict[str, Any] = {
        "form": form,
        "affiliate": affiliate,
        "until": until,
        "owed": owed_to(affiliate.pk, until=until),
    }
    return render(request, "staff/affiliates/affiliate_pay.html", context)


def _add_refusal(form: forms.Form, refused: MarketingRefused) -> None:
    field = refused.refusal.code
    form.add_error(field if field in form.fields else None, str(refused.refusal.reason))
