"""One click in the list of users: active, newsletter, offers from partners. Each can be undone."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from core.http import posted_text, safe_next
from core.reasons import Text, say
from core.undo import Undo, offer_undo
from customers.actors import Actor, ShopRequest
from customers.errors import CustomersRefused
from customers.models import ConsentKind, User
from customers.selectors.staff_cards import user_of
from customers.services.consents import undo_withdrawal, withdraw_for
from orders.services.toggling import NEEDS_ANSWERS, switch_in_list


def user_toggle_active(request: ShopRequest, user_id: int) -> HttpResponse:
    """Makes a person what the list did not show; the leaver's page for whom something hangs on."""
    user = user_of(request.actor, user_id)
    becomes = posted_text(request, "becomes", at_most=10) == "active"
    try:
        done = switch_in_list(actor=request.actor, user_id=user.pk, becomes=becomes)
    except CustomersRefused as refused:
        if refused.code in NEEDS_ANSWERS:
            messages.warning(request, str(refused.reason))
            return redirect("staff:user-active", user_id=user.pk)
        return _refused(request, refused)
    fields = {"user_id": done.pk, "was": not becomes, "epoch": done.session_epoch}
    offer_undo(request, _said(done), Undo("user-active", fields), actor=request.actor)
    return redirect(_list(request, user))


def user_withdraw(request: ShopRequest, user_id: int, kind: str) -> HttpResponse:
    """Takes a person's yes to being mailed back. Nobody gives one for somebody else (C10)."""
    user = user_of(request.actor, user_id)
    if kind not in ConsentKind.values:
        raise Http404
    try:
        consent = withdraw_for(actor=request.actor, user_id=user.pk, kind=ConsentKind(kind))
    except CustomersRefused as refused:
        return _refused(request, refused)
    text = _("%(name)s gets no more: %(what)s.") % {
        "name": user.full_name,
        "what": ConsentKind(kind).label.lower(),
    }
    offer_undo(request, text, Undo("consent", {"consent_id": consent.pk}), actor=request.actor)
    return redirect(_list(request, user))


def undo_active(*, actor: Actor, user_id: int, was: bool, epoch: int) -> Text:
    """What the button of the toast does (adminpanel.undoing)."""
    user_of(actor, user_id)
    return _said(switch_in_list(actor=actor, user_id=user_id, becomes=was, epoch=epoch))


def undo_consent(*, actor: Actor, consent_id: int) -> Text:
    consent = undo_withdrawal(actor=actor, consent_id=consent_id)
    return say(
        _("%(name)s gets it as before: %(what)s."),
        name=consent.user.full_name,
        what=ConsentKind(consent.kind).label.lower(),
    )


def _said(user: User) -> Text:
    if user.is_active:
        return say(_("%(name)s is active again."), name=user.full_name)
    return say(_("%(name)s is inactive and signed out."), name=user.full_name)


def _refused(request: ShopRequest, refused: CustomersRefused) -> HttpResponse:
    context = {"reason": refused.reason, "back_url": _list(request, None)}
    return render(request, "409.html", context, status=409)


def _list(request: ShopRequest, user: User | None) -> str:
    """The list as it was filtered, at the person's row."""
    back = safe_next(request, reverse("staff:user-list"))
    return f"{back.partition('#')[0]}#user-{user.pk}" if user is not None else back
