"""Quick order: many lines typed, pasted or sent, a verdict on each, the good ones to the cart."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.exchange.errors import ExchangeError
from customers.actors import ShopRequest
from customers.extra_fields import field_name
from customers.selectors.extra_fields import extra_fields_of
from orders.errors import CartRefused
from orders.judged import Judged, JudgedLine
from orders.order_files import read_order_file
from orders.pasting import AskedLine, Read, read_pasted
from orders.selectors.quick_answers import labels_asked
from orders.selectors.quick_order import MOST_ASKED, judge_lines
from orders.services.quick_order import QuickAdded, add_quick_order
from shop.cards import prices_are
from shop.context import shop_of
from shop.filled import tell
from shop.forms.quick_order import (
    EMPTY_ROWS,
    QuickOrderForm,
    TypedRow,
    new_token,
    pressed,
    token_in,
    typed_rows,
    with_read,
)
from shop.sessions import cart_token, make_cart_token

_ROW_BUTTONS = ("drop", "mean", "pick", "take")


@dataclass(frozen=True, slots=True)
class _Answer:
    """What a row says in an extra field, to be corrected in place."""

    name: str
    label: str
    written: str


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of the page: what stands in its fields, and the verdict when there is one."""

    place: int
    code: str
    quantity: str
    picked: int = 0
    price_then: str = ""
    line: JudgedLine | None = None
    answers: Sequence[_Answer] = ()


@dataclass(frozen=True)
class _Sent:
    """What was sent: the rows, whether anything is to be judged, and how many asked for none."""

    rows: list[TypedRow]
    unasked: int = 0
    is_refused: bool = False


def quick_order(request: ShopRequest) -> HttpResponse:
    """The rows, the box and the file; then a verdict on each line, corrected in place."""
    takes_files = not request.actor.is_anonymous
    if request.method != "POST":
        form = QuickOrderForm(takes_files=takes_files)
        return _page(request, form, _rows_of([], EMPTY_ROWS))
    form = QuickOrderForm(request.POST, request.FILES, takes_files=takes_files)
    sent = _sent(request, form)
    if sent.unasked:
        words = ngettext(
            "%(n)s row without a quantity was left out.",
            "%(n)s rows without a quantity were left out.",
            sent.unasked,
        )
        messages.info(request, words % {"n": sent.unasked})
    if "check" in request.POST and not (sent.is_refused or sent.unasked or _any(sent.rows)):
        messages.info(request, _("There is no line to look at. Type, paste or send some."))
    if "more" in request.POST or sent.is_refused or not _any(sent.rows):
        rows = _rows_of(sent.rows, EMPTY_ROWS if "more" in request.POST or not sent.rows else 0)
        status = HTTPStatus.UNPROCESSABLE_ENTITY if sent.is_refused else HTTPStatus.OK
        return _page(request, form, rows, status=status)
    asked = [row.asked for row in sent.rows]
    chosen = {place: row.picked for place, row in enumerate(sent.rows) if row.picked}
    if "add" in request.POST:
        return _add(request, sent, asked, chosen)
    return _judged_page(request, judge_lines(request.actor, asked, chosen), chosen)


def _sent(request: ShopRequest, form: QuickOrderForm) -> _Sent:
    """Everything that was sent as rows; what cannot be taken stays where it was, with its reason.

    The button of a row changes that row. A box or file with too many lines is refused whole.
    """
    data = request.POST
    rows = typed_rows(data)
    if any(name in data for name in _ROW_BUTTONS):
        rows = pressed(data, rows)
    if not form.is_valid():
        return _Sent(rows, is_refused=True)
    file = form.cleaned_data.get("file")
    sends = bool(file or form.cleaned_data["pasted"].strip())
    labels = labels_asked(extra_fields_of(request.actor.customer, request.shop)) if sends else {}
    pasted = read_pasted(form.cleaned_data["pasted"], labels)
    filed = Read(())
    if file:
        try:
            filed = read_order_file(file, suffix=file.name or "", asked=labels)
        except ExchangeError as refused:
            form.add_error("file", str(refused))
            return _Sent(rows, is_refused=True)
        if not filed.lines:
            form.add_error("file", _no_lines(filed))
            return _Sent(rows, is_refused=True)
    field = "file" if filed.lines else "pasted"
    for read in (pasted, filed):
        if read.lines:
            rows = with_read(rows, read)
    if len(rows) > MOST_ASKED and (pasted.lines or filed.lines):
        words = _("At most %(most)s lines at a time, and these would be %(n)s. Send them in parts.")
        form.add_error(field, words % {"most": MOST_ASKED, "n": len(rows)})
        return _Sent(typed_rows(data), is_refused=True)
    return _Sent(rows, unasked=filed.unasked)


def _no_lines(filed: Read) -> str:
    if filed.unasked:
        return _("No row of the file says how many. Fill in the quantities, then send it again.")
    return _("There is no line to order in this file.")


def _add(
    request: ShopRequest, sent: _Sent, asked: Sequence[AskedLine], chosen: dict[int, int]
) -> HttpResponse:
    """The good lines go to the cart, the others stay here with their reasons."""
    actor = request.actor
    token = cart_token(request) if actor.user else make_cart_token(request)
    try:
        added = add_quick_order(
            actor=actor,
            session_token="" if actor.user else token,
            asked=asked,
            chosen=chosen,
            token=token_in(request.POST),
        )
    except CartRefused as refused:
        messages.error(request, str(refused.refusal.reason))
        return _judged_page(request, judge_lines(actor, asked, chosen), chosen)
    _tell(request, added)
    if added.judged.good and not added.judged.bad:
        return redirect("shop:cart")
    if not added.judged.good:
        return _judged_page(request, added.judged, chosen)
    return _judged_page(
        request, replace(added.judged, lines=added.judged.bad), chosen, renumbered=True
    )


def _tell(request: ShopRequest, added: QuickAdded) -> None:
    if added.was_there:
        messages.info(request, _("This was sent already. Nothing was added a second time."))
    elif added.filled.added:
        tell(request, added.filled)


def _any(rows: Sequence[TypedRow]) -> bool:
    return any(not row.is_blank for row in rows)


def _rows_of(rows: Sequence[TypedRow], empty: int) -> list[_Row]:
    """Without verdicts: as they were sent, and some to go on with."""
    shown = [
        _Row(
            place,
            row.asked.code,
            row.asked.quantity,
            row.picked,
            row.asked.price_then,
            answers=[_Answer(field_name(key, place), "", text) for key, text in row.asked.extra],
        )
        for place, row in enumerate(rows)
    ]
    return shown + [_Row(len(shown) + n, "", "") for n in range(empty)]


def _judged_page(
    request: ShopRequest,
    judged: Judged,
    chosen: dict[int, int],
    *,
    renumbered: bool = False,
) -> HttpResponse:
    lines = [line for line in judged.lines if not line.asked.is_blank]
    labels = _labels(request, lines)
    rows = [
        _Row(
            answers=[
                _Answer(field_name(key, place), labels[key], text)
                for key, text in line.asked.extra
                if key in labels
            ],
            place=place,
            code=line.asked.code,
            quantity=line.asked.quantity if len(line.sources) == 1 else str(line.quantity),
            picked=chosen.get(line.sources[0], 0),
            price_then=line.asked.price_then,
            line=line,
        )
        for place, line in enumerate(lines)
    ]
    judged = replace(judged, lines=tuple(lines))
    status = HTTPStatus.OK
    if not judged.good and not renumbered:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    form = QuickOrderForm(takes_files=not request.actor.is_anonymous)
    return _page(request, form, rows, judged=judged, status=status)


def _labels(request: ShopRequest, lines: Sequence[JudgedLine]) -> dict[str, str]:
    """What the extra fields that rows answer are called. One query, none without answers."""
    if not any(line.asked.extra for line in lines):
        return {}
    return {
        each.key: each.label for each in extra_fields_of(request.actor.customer, request.shop).line
    }


def _page(
    request: ShopRequest,
    form: QuickOrderForm,
    rows: Sequence[_Row],
    *,
    judged: Judged | None = None,
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    context = {
        "form": form,
        "rows": rows,
        "judged": judged,
        "token": new_token(),
        "prices_are": prices_are(request.actor, shop_of(request)),
        "most": MOST_ASKED,
    }
    return render(request, "shop/ordering/quick_order.html", context, status=status)
