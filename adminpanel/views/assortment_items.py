"""The items of an agreement: their prices, out with them, many new ones at once."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from adminpanel.forms.assortments import AddItemsForm, ItemsForm, posted_ids
from adminpanel.views.assortments import card_context
from catalogue.errors import CatalogueRefused
from catalogue.models import Assortment
from catalogue.pasted_items import MOST_LINES, read_lines
from catalogue.selectors import staff_assortments as selectors
from catalogue.selectors.item_verdicts import Fate, LineVerdict, item_verdicts
from catalogue.selectors.staff_assortments import assortment_of
from catalogue.services import assortments as services
from catalogue.services.assortments import ItemDraft
from core.http import posted
from core.lists import filter_bar, list_context
from core.tables import keyset_page
from customers.actors import ShopRequest


def assortment_detail(request: ShopRequest, assortment_id: int) -> HttpResponse:
    """Its items by category heading, each with its price in a field of its own."""
    assortment = assortment_of(assortment_id)
    bar = filter_bar(request, ())
    page = keyset_page(
        selectors.items_of(assortment, bar.query),
        sorts=selectors.ITEM_SORTS,
        sort=request.GET.get("sort", ""),
        cursor=request.GET.get("cursor"),
    )
    form = ItemsForm(items=page.rows)
    return _items_page(request, assortment, form, list_context(request, page, bar))


def assortment_items(request: ShopRequest, assortment_id: int) -> HttpResponse:
    """Saves what was changed in the items of one page: all of it or nothing."""
    assortment = assortment_of(assortment_id)
    ids = posted_ids(request.POST)
    form = ItemsForm(posted(request), items=selectors.items_by_id(assortment, ids))
    if form.is_valid():
        changes = form.changes()
        try:
            services.change_items(actor=request.actor, assortment=assortment, changes=changes)
        except CatalogueRefused as refused:
            form.add_error(None, str(refused.reason))
        else:
            count = len(changes)
            text = ngettext("%(count)s item is saved.", "%(count)s items are saved.", count)
            messages.success(request, text % {"count": count})
            return redirect("staff:assortment-detail", assortment_id=assortment.pk)
    return _items_page(request, assortment, form, {"bar": filter_bar(request, ())}, status=422)


def _items_page(
    request: ShopRequest,
    assortment: Assortment,
    form: ItemsForm,
    context: dict[str, object],
    *,
    status: int = 200,
) -> HttpResponse:
    rows = form.rows()
    names = selectors.place_names({row["item"].place for row in rows if row["item"].place})
    above = None
    for row in rows:
        place = row["item"].place
        row["heading"] = "" if place == above else names.get(place, _("In no category"))
        above = place
    context |= card_context(request, assortment, "assortment-detail") | {
        "form": form,
        "items": rows,
        "by_place": request.GET.get("sort", "") in {"", "place", "-place"},
    }
    return render(request, "staff/assortments/assortment_detail.html", context, status=status)


def assortment_add(request: ShopRequest, assortment_id: int) -> HttpResponse:
    """Article numbers pasted: a verdict on each line, then in; bad lines stay to be put right."""
    assortment = assortment_of(assortment_id)
    form = AddItemsForm(posted(request))
    context = card_context(request, assortment, "assortment-detail")
    if request.method == "POST" and form.is_valid():
        lines = read_lines(form.cleaned_data["lines"])
        if len(lines) > MOST_LINES:
            too_many = _("At most %(count)s lines at once. Load a larger list as a spreadsheet.")
            form.add_error("lines", too_many % {"count": MOST_LINES})
        else:
            verdicts = item_verdicts(assortment, lines)
            if "save" in request.POST and form.was_seen:
                return _put(request, assortment, verdicts)
            context |= _told(verdicts) | {"choice": form.choice}
    return render(request, "staff/assortments/assortment_add.html", context | {"form": form})


def _put(
    request: ShopRequest, assortment: Assortment, verdicts: Sequence[LineVerdict]
) -> HttpResponse:
    """Puts the good lines in; shows the bad ones again, alone."""
    drafts = [
        ItemDraft(each.variant, each.line.price, each.line.is_free)
        for each in verdicts
        if each.variant is not None and each.fate in (Fate.NEW, Fate.CHANGED)
    ]
    services.put_in_assortment(actor=request.actor, assortment=assortment, items=drafts)
    count = len(drafts)
    text = ngettext("%(count)s item is saved.", "%(count)s items are saved.", count)
    messages.success(request, text % {"count": count})
    left = [each for each in verdicts if each.fate == Fate.REFUSED]
    if not left:
        return redirect("staff:assortment-detail", assortment_id=assortment.pk)
    form = AddItemsForm(initial={"lines": "\n".join(each.line.written for each in left)})
    context = card_context(request, assortment, "assortment-detail") | _told(left)
    context |= {"form": form, "is_left": True}
    return render(request, "staff/assortments/assortment_add.html", context)


def _told(verdicts: Sequence[LineVerdict]) -> dict[str, object]:
    counts = {fate: sum(each.fate == fate for each in verdicts) for fate in Fate}
    return {
        "verdicts": verdicts,
        "good": counts[Fate.NEW] + counts[Fate.CHANGED],
        "bad": counts[Fate.REFUSED],
        "same": counts[Fate.SAME],
    }
