"""Start page texts and news: the list, the form, the start page as a group's customer reads it."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from adminpanel.forms.shop_texts import PreviewForm, ShopTextForm
from adminpanel.views.settings import settings_tabs
from core.http import posted
from core.lists import filter_bar, list_context
from core.tables import keyset_page
from customers.actors import ShopRequest
from customers.errors import CustomersRefused
from customers.models import ShopText, TextKind
from customers.refusals import add_refusal
from customers.selectors.group_choice import few_groups
from customers.selectors.segment_choice import few_segments
from customers.selectors.shop_texts import STAFF_SORTS, all_texts, front_texts_for, shop_text_of
from customers.services.shop_texts import delete_shop_text, save_shop_text
from customers.shown_texts import front_words

_REFUSED_AT = {
    "ends_on": "ends_on",
    "title_en": "title_en",
    "title_sv": "title_sv",
    "title_nb": "title_nb",
}


def shop_text_list(request: ShopRequest) -> HttpResponse:
    """All of them, the latest day first, with whom they are for."""
    page = keyset_page(
        all_texts(request.GET.get("kind", "")),
        sorts=STAFF_SORTS,
        sort="",
        cursor=request.GET.get("cursor"),
    )
    context = list_context(request, page, filter_bar(request, ()))
    context["tabs"] = settings_tabs("shop-text-list", request.actor)
    context["today"] = timezone.localdate()
    return render(request, "staff/settings/shop_text_list.html", context)


def shop_text_new(request: ShopRequest, kind: str) -> HttpResponse:
    if kind not in TextKind.values:
        raise Http404
    return _form_page(request, TextKind(kind), None, "staff/settings/shop_text_new.html")


def shop_text_edit(request: ShopRequest, text_id: int) -> HttpResponse:
    text = shop_text_of(text_id)
    return _form_page(request, TextKind(text.kind), text, "staff/settings/shop_text_edit.html")


def shop_text_delete(request: ShopRequest, text_id: int) -> HttpResponse:
    text = shop_text_of(text_id)
    try:
        delete_shop_text(actor=request.actor, text_id=text.pk)
    except CustomersRefused as refused:
        messages.error(request, str(refused.reason))
    else:
        messages.success(request, _("%(name)s is removed.") % {"name": text})
    return redirect("staff:shop-text-list")


def shop_text_preview(request: ShopRequest) -> HttpResponse:
    """The words of the start page as a customer reads them whose main group is the chosen one."""
    form = PreviewForm(request.GET or None, actor=request.actor, groups=few_groups(request.actor))
    group = form.cleaned_data["group"] if form.is_bound and form.is_valid() else None
    context = {
        "form": form,
        "group": group,
        "tabs": settings_tabs("shop-text-list", request.actor),
        **front_words(front_texts_for(group), request.shop),
    }
    return render(request, "staff/settings/shop_text_preview.html", context)


def _form_page(
    request: ShopRequest, kind: TextKind, text: ShopText | None, template: str
) -> HttpResponse:
    form = ShopTextForm(
        posted(request),
        shop_language=request.shop.language,
        actor=request.actor,
        groups=few_groups(request.actor),
        segments=few_segments(),
        text=text,
    )
    status = 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                saved = save_shop_text(
                    actor=request.actor, kind=kind, details=form.details(), text=text
                )
            except CustomersRefused as refused:
                add_refusal(form, refused, _REFUSED_AT)
                status = 409
            else:
                messages.success(request, _("%(name)s is saved.") % {"name": saved})
                return redirect("staff:shop-text-list")
    context = {
        "form": form,
        "text": text,
        "kind": kind,
        "tabs": settings_tabs("shop-text-list", request.actor),
    }
    return render(request, template, context, status=status)
