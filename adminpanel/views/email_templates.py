"""The words of the shop's mails: the list, the editor with its preview, and the versions."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from adminpanel.forms.email_templates import EmailTemplateForm
from adminpanel.views.settings import settings_tabs
from core import email_templates as templates
from core.email_kinds import ORDER, EmailKind, email_kinds
from core.email_templates import TemplateRefused
from core.framed import framed_mail
from core.http import posted
from core.mail import Written
from core.models import EmailTemplateVersion
from customers.actors import ShopRequest
from customers.services.email_templates import (
    publish_words,
    reset_words,
    restore_words,
    try_words,
)
from orders.selectors.mail_examples import MailExample, mail_example

PREVIEW = "email_preview"  # in the session: the page's token and the mail last looked at


def email_template_list(request: ShopRequest) -> HttpResponse:
    """Every mail, in which languages its words are changed, and which do not work."""
    states = templates.template_states()
    groups: dict[str, list[Any]] = {}
    # What is sent most first.
    for kind in sorted(email_kinds(), key=lambda kind: kind.about != ORDER):
        in_each = [
            (label, _address(kind, code), states.get((kind.template, code)))
            for code, label in settings.LANGUAGES
        ]
        groups.setdefault(str(kind.group), []).append((kind, in_each))
    context = {
        "groups": list(groups.items()),
        "languages": [label for _code, label in settings.LANGUAGES],
        "failing": [state for state in states.values() if state.is_failing],
        "tabs": settings_tabs("email-template-list", request.actor),
    }
    return render(request, "staff/email_templates/email_template_list.html", context)


def email_template_edit(
    request: ShopRequest, family: str, event: str, language: str
) -> HttpResponse:
    """Write, look, try, publish. Nothing typed is lost on the way."""
    kind = templates.kind_or_404(f"{family}/{event}", language)
    versions = templates.versions_of(kind, language)
    state = templates.newest_of(versions)
    ours = templates.ours_in(kind, language)
    words = templates.words_shown(state, ours)
    form = EmailTemplateForm(posted(request), kind=kind, words=words, seen=state.number)
    status, shown = 200, None
    example: MailExample | None = None
    if request.method == "POST":
        example = mail_example(actor=request.actor, kind=kind, shop=request.shop)
        if form.is_valid():
            try:
                done, shown = _do(request, kind, language, form, example)
            except TemplateRefused as refused:
                form.refuse(refused)
                done, status = False, 409 if "" in refused.problems else 422
            if done:
                return redirect(_address(kind, language))
        else:
            status = 422
    if status == 409:  # what somebody else did meanwhile is shown
        versions = templates.versions_of(kind, language)
    context = _editor(kind, language, versions) | {
        "form": form,
        "shown": shown,
        "token": _keep(request, shown) if shown is not None else "",
        "example": example,
    }
    # After a word of what somebody else did, the next press is meant.
    context["seen"] = context["state"].number if status == 409 else form["seen"].value()
    return render(request, "staff/email_templates/email_template_edit.html", context, status=status)


def _do(
    request: ShopRequest,
    kind: EmailKind,
    language: str,
    form: EmailTemplateForm,
    example: MailExample,
) -> tuple[bool, Written | None]:
    """(whether the page is done with, the mail to look at)."""
    words = form.words()
    if "publish" in request.POST:
        publish_words(
            actor=request.actor,
            kind=kind,
            language=language,
            words=words,
            seen=form.cleaned_data["seen"],
        )
        messages.success(request, _("Published. The mail goes out in these words from now on."))
        return True, None
    shown = templates.preview(kind=kind, language=language, words=words, context=example.context)
    reader = request.actor.user
    if "test" in request.POST and reader is not None:
        mail = try_words(
            actor=request.actor,
            kind=kind,
            language=language,
            words=words,
            context=example.context,
            to=reader,
        )
        messages.success(request, _("A test is on its way to %(to)s.") % {"to": mail.to_address})
    return False, shown


def _keep(request: ShopRequest, shown: Written) -> str:
    token = str(uuid4())
    request.session[PREVIEW] = {"token": token, "html": shown.html}
    return token


def _editor(
    kind: EmailKind, language: str, versions: Sequence[EmailTemplateVersion]
) -> dict[str, Any]:
    languages = dict(settings.LANGUAGES)
    return {
        "kind": kind,
        "state": templates.newest_of(versions),
        "language": languages[language],
        "placeholders": templates.filled_in(kind, language),
        "versions": versions,
        "reset_url": _address(kind, language, "email-template-reset"),
        "restore_url": _address(kind, language, "email-template-restore"),
        "tabs": [
            {"label": label, "url": _address(kind, code), "is_current": code == language}
            for code, label in settings.LANGUAGES
        ],
        "crumbs": (
            (_("Settings"), reverse("staff:settings")),
            (_("E-mail templates"), reverse("staff:email-template-list")),
            (kind.label, ""),
        ),
    }


def _address(kind: EmailKind, language: str, name: str = "email-template-edit") -> str:
    family, _slash, event = kind.template.partition("/")
    return reverse(f"staff:{name}", args=[family, event, language])


@framed_mail
def email_template_preview(request: ShopRequest, token: UUID) -> HttpResponse:
    """The mail that this visitor looked at last, as a mail program draws it."""
    kept = request.session.get(PREVIEW)
    if not kept or kept["token"] != str(token):
        raise Http404
    return HttpResponse(kept["html"])


def email_template_restore(
    request: ShopRequest, family: str, event: str, language: str
) -> HttpResponse:
    """An older version again; what was in force stays among the versions."""
    kind = templates.kind_or_404(f"{family}/{event}", language)
    try:
        restore_words(
            actor=request.actor,
            kind=kind,
            language=language,
            number=_number(request, "number"),
            seen=_number(request, "seen"),
        )
    except TemplateRefused as refused:
        _say(request, refused)
    else:
        messages.success(request, _("The older words are in force again."))
    return redirect(_address(kind, language))


def email_template_reset(
    request: ShopRequest, family: str, event: str, language: str
) -> HttpResponse:
    """Back to the words that the shop came with."""
    kind = templates.kind_or_404(f"{family}/{event}", language)
    try:
        reset_words(
            actor=request.actor, kind=kind, language=language, seen=_number(request, "seen")
        )
    except TemplateRefused as refused:
        _say(request, refused)
    else:
        messages.success(request, _("The mail is in our own words again."))
    return redirect(_address(kind, language))


def _say(request: ShopRequest, refused: TemplateRefused) -> None:
    for refusal in refused.problems.values():
        messages.error(request, str(refusal.reason))


def _number(request: ShopRequest, name: str) -> int:
    """What a button sent; anything else fits no version."""
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else -1
