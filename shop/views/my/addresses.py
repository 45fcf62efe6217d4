"""Where one has things sent: the register, what is suggested first, and addresses of one's own."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from core.http import posted
from core.lists import filter_bar, list_context
from core.tables import keyset_page
from customers.actors import ShopRequest
from customers.errors import CustomersRefused
from customers.models import Address, Membership
from customers.policies import may_keep_addresses
from customers.refusals import add_refusal
from customers.selectors.addresses import (
    REGISTER_SORTS,
    choosable_address_of,
    own_address_of,
    own_addresses_of,
    register_of,
    suggestion_of,
)
from customers.selectors.field_rules import rules_for
from customers.services.own_addresses import forget_address, keep_address, suggest_address
from shop.forms.addresses import OwnAddressForm

AT_ONCE = 10


def address_list(request: ShopRequest) -> HttpResponse:
    """All that one may choose at checkout, and what it begins with."""
    return _list_page(request)


def address_new(request: ShopRequest) -> HttpResponse:
    """An address that only this person is offered."""
    membership = _membership(request)
    form = OwnAddressForm(
        posted(request),
        rules=rules_for(request.shop, membership.customer),
        initial={
            "name": membership.user.full_name,
            "country": str(membership.customer.country),
        },
    )
    return _form_page(request, form, None)


def address_edit(request: ShopRequest, address_id: int) -> HttpResponse:
    membership = _membership(request)
    address = own_address_of(membership, address_id)
    rules = rules_for(request.shop, membership.customer)
    initial = OwnAddressForm.initial_of(address)
    form = OwnAddressForm(posted(request), rules=rules, initial=initial)
    return _form_page(request, form, address)


def address_remove(request: ShopRequest, address_id: int) -> HttpResponse:
    address = own_address_of(_membership(request), address_id)
    forget_address(actor=request.actor, address_id=address.pk)
    messages.success(request, _("The address is removed. Orders keep their copy."))
    return redirect("my:address-list")


def address_suggest(request: ShopRequest, address_id: int) -> HttpResponse:
    """Begins checkout with this address from now on, or as it begins for everyone."""
    address = choosable_address_of(_membership(request), address_id)
    stops = request.POST.get("suggest") == "no"
    try:
        suggest_address(actor=request.actor, address_id=None if stops else address.pk)
    except CustomersRefused as refused:
        messages.error(request, str(refused.reason))
        return _list_page(request, status=409)
    if stops:
        messages.success(request, _("Checkout begins with the same address as for others."))
    else:
        messages.success(request, _("Checkout begins with %(name)s.") % {"name": address.name})
    return redirect("my:address-list")


def _membership(request: ShopRequest) -> Membership:
    if request.actor.membership is None:
        raise Http404
    return request.actor.membership


def _list_page(request: ShopRequest, *, status: int = 200) -> HttpResponse:
    membership = _membership(request)
    bar = filter_bar(request, [])
    page = keyset_page(
        register_of(membership, bar.query),
        sorts=REGISTER_SORTS,
        sort="",
        cursor=request.GET.get("cursor"),
        size=AT_ONCE,
    )
    context = list_context(request, page, bar) | {
        "own": own_addresses_of(membership),
        "suggestion": suggestion_of(membership),
        "membership": membership,
        "may_keep": may_keep_addresses(request.actor, membership.customer),
        "is_closed": request.actor.is_acting,
        "is_long": page.has_others or bar.is_set,
    }
    return render(request, "my/addresses/address_list.html", context, status=status)


def _form_page(request: ShopRequest, form: OwnAddressForm, address: Address | None) -> HttpResponse:
    may_keep = may_keep_addresses(request.actor, _membership(request).customer)
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        try:
            keep_address(
                actor=request.actor,
                details=form.details(),
                address_id=address.pk if address else None,
            )
        except CustomersRefused as refused:
            add_refusal(form, refused)
            status = 409
        else:
            messages.success(request, _("The address is saved."))
            return redirect("my:address-list")
    context = {"form": form, "address": address, "may_keep": may_keep}
    name = "address_edit" if address else "address_new"
    return render(request, f"my/addresses/{name}.html", context, status=status)
