"""The shop's terms: versions by day; one that has been in force stays."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from adminpanel.forms.shop_texts import TermsForm
from adminpanel.views.settings import settings_tabs
from core.http import posted
from core.lists import filter_bar, list_context
from core.tables import keyset_page
from customers.actors import ShopRequest
from customers.errors import CustomersRefused
from customers.models import Terms
from customers.refusals import add_refusal
from customers.selectors.shop_texts import TERMS_SORTS, all_terms, terms_now, terms_of
from customers.services.shop_texts import delete_terms, save_terms

_REFUSED_AT = {"valid_from": "valid_from"}


def terms_list(request: ShopRequest) -> HttpResponse:
    """Every version, the latest day first."""
    page = keyset_page(all_terms(), sorts=TERMS_SORTS, sort="", cursor=request.GET.get("cursor"))
    context = list_context(request, page, filter_bar(request, ()))
    context |= {
        "tabs": settings_tabs("terms-list", request.actor),
        "today": timezone.localdate(),
        "now": terms_now(),
    }
    return render(request, "staff/settings/terms_list.html", context)


def terms_new(request: ShopRequest) -> HttpResponse:
    """Begins with the words of those in force."""
    form = TermsForm(posted(request), shop_language=request.shop.language, terms=terms_now())
    form.initial["valid_from"] = timezone.localdate()
    return _form_page(request, form, None, "staff/settings/terms_new.html")


def terms_edit(request: ShopRequest, terms_id: int) -> HttpResponse:
    """The form while it is to come; then it can only be read, on the storefront."""
    terms = terms_of(terms_id)
    if terms.valid_from <= timezone.localdate() and request.method == "GET":
        return redirect("shop:terms-version", terms_id=terms.pk)
    form = TermsForm(posted(request), shop_language=request.shop.language, terms=terms)
    return _form_page(request, form, terms, "staff/settings/terms_edit.html")


def terms_delete(request: ShopRequest, terms_id: int) -> HttpResponse:
    try:
        delete_terms(actor=request.actor, terms_id=terms_of(terms_id).pk)
    except CustomersRefused as refused:
        messages.error(request, str(refused.reason))
    else:
        messages.success(request, _("The version is removed."))
    return redirect("staff:terms-list")


def _form_page(
    request: ShopRequest, form: TermsForm, terms: Terms | None, template: str
) -> HttpResponse:
    status = 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                save_terms(
                    actor=request.actor,
                    bodies=form.bodies,
                    valid_from=form.cleaned_data["valid_from"],
                    terms=terms,
                )
            except CustomersRefused as refused:
                add_refusal(form, refused, _REFUSED_AT)
                status = 409
            else:
                messages.success(request, _("The terms are saved."))
                return redirect("staff:terms-list")
    context = {"form": form, "terms": terms, "tabs": settings_tabs("terms-list", request.actor)}
    return render(request, template, context, status=status)
