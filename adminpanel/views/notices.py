"""Password notices: a mail with a link to choose a password, to a selection of people (U-22)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from adminpanel.forms.notices import NoticeForm
from core.framed import framed_mail
from core.http import posted
from core.lists import Filter, address_with, filter_bar, list_context
from core.mail import Written
from core.tables import Sort, keyset_page
from customers.actors import ShopRequest
from customers.errors import CustomersRefused
from customers.list_specs import USERS_LIST
from customers.models import NoticeKind, RecipientState, SentLink, SkipReason, User
from customers.querysets import UserQuerySet
from customers.refusals import add_refusal
from customers.selectors import notices as selectors
from customers.services import notices as services
from customers.services.notice_letter import preview, text_to_begin_with

SORTS = {"made": Sort.by("made_at", label=gettext_lazy("Sent off"), descending_first=True)}
PEOPLE_SORTS = {"name": Sort.by("last_name", "first_name", label=gettext_lazy("Name"))}
RECIPIENT_SORTS = {"id": Sort.by("id", label=gettext_lazy("Number"))}
PREVIEW = "notice_preview"  # in the session: the page's token and the mail last looked at
_REFUSAL_FIELDS = {
    "unknown_placeholder": "body",
    "no_link": "body",
    "no_subject": "subject",
    "link_in_subject": "subject",
}


@dataclass(frozen=True)
class Shown:
    """A mail, and the one who would get it."""

    mail: Written
    person: User


def notice_list(request: ShopRequest) -> HttpResponse:
    """Every notice, newest first, and whether it is still being sent."""
    bar = filter_bar(request, (Filter("kind", gettext_lazy("Kind"), NoticeKind.choices),))
    page = keyset_page(
        selectors.notice_list(text=bar.query, **bar.chosen),
        sorts=SORTS,
        sort="",
        cursor=request.GET.get("cursor"),
    )
    return render(request, "staff/notices/notice_list.html", list_context(request, page, bar))


def notice_new(request: ShopRequest) -> HttpResponse:
    """Who gets what, the text, how it looks to one of them, and off it goes.

    The address says who is chosen: `row` or `ids` (numbers), `import` (those whom it made), or
    `all` with the filters of the list of users. The paging buttons send the text along, so that
    nothing typed is lost.
    """
    people, words = _chosen(request)
    selected = selectors.selected(people)
    turning = request.method == "POST" and "cursor" in request.POST
    form = _form(request, turning=turning)
    shown: Shown | None = None
    if request.method == "POST" and not turning and form.is_valid():
        if "preview" in request.POST:
            shown = _preview(request, form, people)
        elif request.POST.get("seen") != selected.fingerprint:
            form.add_error(None, _("Other people fit the selection now. Look once more and send."))
        else:
            sent = _send(request, form, people)
            if sent is not None:
                return sent
    page = keyset_page(
        people, sorts=PEOPLE_SORTS, sort="", cursor=request.POST.get("cursor") or None
    )
    context = {
        "form": form,
        "page": page,
        "rows": [(person, _gets(person)) for person in page.rows],
        "selected": selected,
        "words": words,
        "shown": shown,
        "minutes": selectors.minutes_for(selected.reached),
        "a_minute": settings.ATTEST_NOTICES_A_MINUTE,
        "languages": _languages(request, form),
    }
    return render(request, "staff/notices/notice_new.html", context)


def _chosen(request: ShopRequest) -> tuple[UserQuerySet, Sequence[str]]:
    """The people of the address, each with `.gets`, and the filters in words."""
    if "all" in request.GET:
        bar = filter_bar(request, USERS_LIST.filters(request.actor))
        people = USERS_LIST.found(request.actor, {"q": bar.query, **bar.chosen})
        words = [chip.label for chip in bar.chips]
        if bar.query:
            words.append(f"“{bar.query}”")
    elif numbers := _as_numbers([request.GET.get("import", "")]):
        people = selectors.people_created_by(request.actor, numbers[0])
        words = [_("created by import %(number)s") % {"number": numbers[0]}]
    else:
        people = selectors.people_with_ids(request.actor, _numbers(request.GET))
        words = []
    return selectors.with_gets(people, actor=request.actor, kind=NoticeKind.WRITTEN), words


def _numbers(address: QueryDict) -> list[int]:
    return _as_numbers([*address.getlist("row"), *address.get("ids", "").split(",")])


def _as_numbers(written: Sequence[str]) -> list[int]:
    return [int(text) for text in written if text.isascii() and text.isdigit() and len(text) < 19]


def _form(request: ShopRequest, *, turning: bool) -> NoticeForm:
    if turning:  # shown as it was written, without complaints
        return NoticeForm(initial=request.POST.dict())
    known = dict(settings.LANGUAGES)
    wanted = request.GET.get("language", "")
    language = wanted if wanted in known else request.shop.language
    begin = {}
    if request.method != "POST":
        begin = NoticeForm.initial_of(text_to_begin_with(language), uuid4())
    return NoticeForm(posted(request), initial=begin)


def _languages(request: ShopRequest, form: NoticeForm) -> list[tuple[str, str, bool]]:
    """(label, address, whether it is the one written in) for each language to begin in."""
    now = form["language"].value()
    return [
        (str(label), address_with(request, language=code), code == now)
        for code, label in settings.LANGUAGES
    ]


def _gets(person: Any) -> tuple[str, str]:
    """(what the person gets in words, why nothing)."""
    if person.gets in SentLink.values:
        return str(SentLink(person.gets).label), ""
    return "", str(SkipReason(person.gets).label)


def _preview(request: ShopRequest, form: NoticeForm, people: UserQuerySet) -> Shown | None:
    """The mail to the person of the pressed button, else to the first who gets one."""
    pressed = _as_numbers([request.POST["preview"]])
    person = selectors.first_reached(people, user_id=pressed[0] if pressed else None)
    if person is None:
        return None
    mail = preview(form.text(), user=person, link=SentLink(person.gets))
    request.session[PREVIEW] = {"token": str(form.sent_token), "html": mail.html}
    return Shown(mail, person)


@framed_mail
def notice_preview(request: ShopRequest, token: UUID) -> HttpResponse:
    """The mail that this visitor looked at last, as a mail program draws it."""
    kept = request.session.get(PREVIEW)
    if not kept or kept["token"] != str(token):
        raise Http404
    return HttpResponse(kept["html"])


def _send(request: ShopRequest, form: NoticeForm, people: UserQuerySet) -> HttpResponse | None:
    ids: Any = people.prefetch_related(None).order_by()
    try:
        notice = services.open_notice(
            actor=request.actor,
            user_ids=list(ids.values_list("pk", flat=True)),
            text=form.text(),
            token=form.sent_token,
        )
    except CustomersRefused as refused:
        add_refusal(form, refused, _REFUSAL_FIELDS)
        return None
    request.session.pop(PREVIEW, None)
    messages.success(request, _("The notice is on its way. Here you see how far it is."))
    return redirect("staff:notice-detail", notice_id=notice.pk)


def notice_detail(request: ShopRequest, notice_id: int) -> HttpResponse:
    """How far it is, and what became of it for each person."""
    notice = selectors.notice_of(notice_id)
    progress = selectors.progress_of(notice)
    context: dict[str, Any] = {
        "notice": notice,
        "progress": progress,
        "state": _state(notice.stopped_at is not None, progress),
    }
    if request.htmx:
        return render(request, "staff/notices/_progress.html", context)
    bar = filter_bar(request, (Filter("state", gettext_lazy("Status"), RecipientState.choices),))
    page = keyset_page(
        selectors.recipients_of(notice, text=bar.query, **bar.chosen),
        sorts=RECIPIENT_SORTS,
        sort="",
        cursor=request.GET.get("cursor"),
    )
    context |= list_context(request, page, bar)
    return render(request, "staff/notices/notice_detail.html", context)


def _state(stopped: bool, progress: selectors.NoticeProgress) -> str:
    """In the words of components/progress.html."""
    if progress.waiting:
        return "running"
    return "stopped" if stopped else "finished"


def notice_stop(request: ShopRequest, notice_id: int) -> HttpResponse:
    """Nobody more is sent to."""
    notice = selectors.notice_of(notice_id)
    services.stop_notice(actor=request.actor, notice_id=notice.pk)
    messages.success(request, _("The sending is stopped."))
    return redirect("staff:notice-detail", notice_id=notice.pk)
