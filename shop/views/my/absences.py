"""Away from work: when, and who decides meanwhile."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from approvals.errors import AbsenceRefused
from approvals.models import Absence
from approvals.selectors.absences import (
    absence_seen_by,
    absences_of,
    possible_substitutes,
    stood_in_for,
)
from approvals.services.absences import end_absence
from core.http import posted
from customers.actors import ShopRequest
from customers.models import Membership
from customers.selectors.colleagues import seat_of
from orders.services.absences import go_away
from shop.forms.absences import AbsenceForm


def absence_list(request: ShopRequest) -> HttpResponse:
    """One's own days away, those to come, and whom one stands in for."""
    membership = request.actor.membership
    if membership is None:
        raise Http404
    return _page(request, membership, back=reverse("my:absence-list"))


def seat_absences(request: ShopRequest, membership_id: int) -> HttpResponse:
    """The same for a colleague, written by the organisation's administrator."""
    seat = seat_of(request.actor, membership_id)
    return _page(request, seat, back=reverse("my:seat-absences", args=[seat.pk]))


def absence_edit(request: ShopRequest, absence_id: int) -> HttpResponse:
    """Other days, or another substitute."""
    absence = absence_seen_by(request.actor, absence_id)
    membership = absence.membership
    form = _form(request, membership, absence)
    if request.method == "POST" and _saved(request, form, membership, absence):
        return redirect(_list_of(request, membership))
    context = {"form": form, "membership": membership, "back": _list_of(request, membership)}
    status = 422 if form.errors else 200
    return render(request, "my/absences/absence_edit.html", context, status=status)


def absence_end(request: ShopRequest, absence_id: int) -> HttpResponse:
    """Back from today on; days that have not come are taken away."""
    absence = absence_seen_by(request.actor, absence_id)
    end_absence(actor=request.actor, absence=absence)
    if absence.starts_on > timezone.localdate():
        messages.success(request, _("These days are removed."))
    else:
        name = absence.membership.user.full_name
        messages.success(request, _("%(name)s is back and decides again.") % {"name": name})
    return redirect(_list_of(request, absence.membership))


def _page(request: ShopRequest, membership: Membership, *, back: str) -> HttpResponse:
    form = _form(request, membership, None)
    if request.method == "POST" and _saved(request, form, membership, None):
        return redirect(back)
    context = {
        "form": form,
        "membership": membership,
        "is_own": _is_own(request, membership),
        "absences": absences_of(membership),
        "stands_in_for": stood_in_for(membership),
    }
    status = 422 if form.errors else 200
    return render(request, "my/absences/absence_list.html", context, status=status)


def _form(request: ShopRequest, membership: Membership, absence: Absence | None) -> AbsenceForm:
    return AbsenceForm(
        posted(request),
        substitutes=list(possible_substitutes(membership)),
        initial=AbsenceForm.initial_of(absence),
    )


def _saved(
    request: ShopRequest, form: AbsenceForm, membership: Membership, absence: Absence | None
) -> bool:
    """Whether it is written down; if not, the reason is at its field."""
    if not form.is_valid():
        return False
    try:
        go_away(
            actor=request.actor,
            membership=membership,
            starts_on=form.cleaned_data["starts_on"],
            ends_on=form.cleaned_data["ends_on"],
            substitute=form.chosen,
            absence_id=absence.pk if absence else None,
        )
    except AbsenceRefused as refused:
        form.add_error(refused.refusal.code, str(refused.refusal.reason))
        return False
    messages.success(request, _("Saved."))
    return True


def _is_own(request: ShopRequest, membership: Membership) -> bool:
    return request.actor.membership is not None and request.actor.membership.pk == membership.pk


def _list_of(request: ShopRequest, membership: Membership) -> str:
    if _is_own(request, membership):
        return reverse("my:absence-list")
    return reverse("my:seat-absences", args=[membership.pk])
