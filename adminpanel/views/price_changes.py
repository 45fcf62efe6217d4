"""Changes of a price list: prepared row by row, pasted or by a percentage, then published."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from adminpanel.forms.prices import AdjustForm, LadderForm, PasteForm, PublishForm
from adminpanel.views.price_lists import card_of
from catalogue.errors import CatalogueRefused
from catalogue.models import PriceList
from catalogue.pricing.proposed import ProposedRow
from catalogue.selectors.own_prices import variant_numbered
from catalogue.selectors.pasted_prices import MOST_LINES, read_pasted, too_many_lines
from catalogue.selectors.price_lists import categories_meant, price_list_of, variant_of
from catalogue.selectors.staff_prices import (
    STAGED_SORTS,
    rows_shown,
    staged_prices,
    staged_rows,
    staged_shown,
    staged_version,
)
from catalogue.services import staged_prices as services
from core.http import posted
from core.lists import address_with
from core.tables import keyset_page
from customers.actors import ShopRequest
from customers.selectors.shop import shop_settings
from orders.selectors.price_impact import impact_of

WEIGHED_AT_ONCE = 100


def price_list_changes(request: ShopRequest, price_list_id: int) -> HttpResponse:
    """What is not published: old, new, and by how much."""
    price_list = price_list_of(price_list_id)
    page = keyset_page(
        staged_prices(price_list), sorts=STAGED_SORTS, sort="", cursor=request.GET.get("cursor")
    )
    context = {
        "rows": staged_shown(price_list, page.rows),
        "newer_url": address_with(request, cursor=page.newer) if page.newer else "",
        "older_url": address_with(request, cursor=page.older) if page.older else "",
    }
    context |= card_of(request, price_list, "changes")
    return render(request, "staff/prices/price_list_changes.html", context)


def price_list_find(request: ShopRequest, price_list_id: int) -> HttpResponse:
    """The article whose number was written: its rows can be set, whether it has any or not."""
    price_list = price_list_of(price_list_id)
    sku = request.GET.get("article", "").strip()[:80]
    variant = variant_numbered(sku)
    if variant is None:
        messages.error(request, _("There is no article %(number)s.") % {"number": sku or "–"})
        return redirect("staff:price-list-detail", price_list_id=price_list.pk)
    return redirect("staff:price-list-variant", price_list_id=price_list.pk, variant_id=variant.pk)


def price_list_variant(request: ShopRequest, price_list_id: int, variant_id: int) -> HttpResponse:
    """The quantity rows of one article, as they are to be."""
    price_list, variant = price_list_of(price_list_id), variant_of(variant_id)
    shown = rows_shown(price_list, [variant])[0]
    form = LadderForm(posted(request), prices=shown.to_be)
    if request.method == "POST" and form.is_valid():
        stands = {each.from_quantity: each.unit_net for each in shown.to_be}
        rows = [
            ProposedRow(price_list.pk, variant.pk, each.from_quantity, each.unit_net)
            for each in form.prices
            if each.from_quantity not in stands or stands[each.from_quantity] != each.unit_net
        ]
        rows += [
            ProposedRow(price_list.pk, variant.pk, quantity, None, ends=True)
            for quantity in form.ended
        ]
        if _staged(request, price_list, rows):
            return redirect("staff:price-list-changes", price_list_id=price_list.pk)
    context = {"form": form, "variant": variant, "shown": shown}
    context |= card_of(request, price_list, "rows")
    return render(request, "staff/prices/price_list_variant.html", context)


def _staged(request: ShopRequest, price_list: PriceList, rows: list[ProposedRow]) -> bool:
    """Prepared and said so; False with the reason when it is refused."""
    try:
        count = services.stage_prices(actor=request.actor, price_list=price_list, rows=rows)
    except CatalogueRefused as refused:
        messages.error(request, str(refused.reason))
        return False
    messages.success(request, prepared(count))
    return True


def prepared(count: int) -> str:
    """How many changes now wait, or that there was nothing to change."""
    if not count:
        return _("Nothing changes: these prices hold already.")
    return ngettext(
        "%(count)s change is prepared. It holds when you publish it.",
        "%(count)s changes are prepared. They hold when you publish them.",
        count,
    ) % {"count": count}


def price_list_paste(request: ShopRequest, price_list_id: int) -> HttpResponse:
    """Many lines at once: first a verdict on each, then those that can be used are prepared."""
    price_list = price_list_of(price_list_id)
    form = PasteForm(posted(request))
    lines: Any = ()
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["lines"]
        if too_many_lines(text):
            form.add_error(
                "lines",
                _("At most %(most)s lines can be pasted. Import a file instead.")
                % {"most": MOST_LINES},
            )
        else:
            lines = read_pasted(price_list, text, currency=shop_settings().currency)
            rows = [line.proposed for line in lines if line.proposed is not None]
            if "prepare" in request.POST and rows and _staged(request, price_list, rows):
                lines = [line for line in lines if line.problem]
                if not lines:
                    return redirect("staff:price-list-changes", price_list_id=price_list.pk)
                # What could not be used stays on the page, to be put right.
                form = PasteForm({"lines": "\n".join(line.written for line in lines)})
    context = {
        "form": form,
        "lines": lines,
        "good": sum(1 for line in lines if line.proposed and not line.is_same),
        "refused": sum(1 for line in lines if line.problem),
    }
    context |= card_of(request, price_list, "changes")
    return render(request, "staff/prices/price_list_paste.html", context)


def price_list_adjust(request: ShopRequest, price_list_id: int) -> HttpResponse:
    """All prices of the list, a brand or a category up or down by a percentage."""
    price_list = price_list_of(price_list_id)
    form = AdjustForm(posted(request))
    if request.method == "POST" and form.is_valid():
        meant = categories_meant(form.cleaned_data["category"])
        if form.cleaned_data["category"].strip() and len(meant) != 1:
            form.add_error("category", _which(meant))
        else:
            try:
                count = services.stage_adjustment(
                    actor=request.actor,
                    price_list=price_list,
                    adjustment=form.adjustment(meant[0] if meant else None),
                )
            except CatalogueRefused as refused:
                form.add_error(None, str(refused.reason))
            else:
                messages.success(request, prepared(count))
                return redirect("staff:price-list-changes", price_list_id=price_list.pk)
    context = {"form": form} | card_of(request, price_list, "changes")
    return render(request, "staff/prices/price_list_adjust.html", context)


def _which(meant: Any) -> str:
    if not meant:
        return _("There is no such category.")
    paths = ", ".join(category.path for category in meant)
    return _("Several have this name. Write one address: %(paths)s") % {"paths": paths}


def price_list_discard(request: ShopRequest, price_list_id: int) -> HttpResponse:
    """One prepared change, or all of them."""
    price_list = price_list_of(price_list_id)
    sent = request.POST.get("staged", "")
    if sent and not (sent.isascii() and sent.isdecimal() and len(sent) < 19):
        raise Http404
    count = services.discard_staged(
        actor=request.actor, price_list=price_list, staged_id=int(sent) if sent else None
    )
    said = ngettext("%(count)s change is discarded.", "%(count)s changes are discarded.", count) % {
        "count": count
    }
    messages.success(request, said)
    return redirect("staff:price-list-changes", price_list_id=price_list.pk)


def price_list_publish(request: ShopRequest, price_list_id: int) -> HttpResponse:
    """From which day the prepared changes hold; the effect is shown before the yes."""
    price_list = price_list_of(price_list_id)
    version = staged_version(price_list)
    form = PublishForm(posted(request), initial={"version": version})
    if request.method == "POST" and form.is_valid():
        try:
            count = services.publish_staged(
                actor=request.actor,
                price_list=price_list,
                first_day=form.cleaned_data["first_day"],
                version=form.cleaned_data["version"],
            )
        except CatalogueRefused as refused:
            form.add_error("first_day" if refused.code == "past-day" else None, str(refused.reason))
            # Shown again as it now is: the next yes is to what stands on the page.
            form.data = {**request.POST.dict(), "version": version}
        else:
            said = ngettext(
                "%(count)s change is published, from %(day)s.",
                "%(count)s changes are published, from %(day)s.",
                count,
            ) % {"count": count, "day": date_format(form.cleaned_data["first_day"], "j M Y")}
            messages.success(request, said)
            return redirect("staff:price-list-detail", price_list_id=price_list.pk)
    context = {"form": form} | card_of(request, price_list, "changes")
    if 0 < context["waiting"] <= WEIGHED_AT_ONCE:
        # Larger changes are weighed on their own page, which this one asks for when it is open.
        context["impact"] = impact_of(
            staged_rows(price_list), day=timezone.localdate(), actor=request.actor
        )
    return render(request, "staff/prices/price_list_publish.html", context)
