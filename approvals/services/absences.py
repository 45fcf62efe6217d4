"""An absence written down or ended. The caller tells the orders."""

from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from approvals.errors import AbsenceRefused
from approvals.models import Absence
from approvals.policies import may_set_absence
from approvals.selectors.absences import possible_substitutes
from core.audit import use_case
from core.reasons import Refused, Text, say
from customers.actors import Actor
from customers.errors import require
from customers.models import Membership
from customers.services.chains import lock_organisation

MOST_DAYS = 366


@use_case("absence.set")
def set_absence(
    *,
    actor: Actor,
    membership: Membership,
    starts_on: date,
    ends_on: date,
    substitute: Membership | None,
    absence_id: int | None = None,
) -> Absence:
    """Who is away from `starts_on` to `ends_on` (both included), and who decides meanwhile.

    `absence_id` changes one that is there. Raises AbsenceRefused with the field to put it at
    (`code` starts_on, ends_on or substitute), or NotPermitted.
    """
    lock_organisation(membership.customer_id)
    fresh: Membership = Membership.objects.with_people().get(pk=membership.pk)
    require(may_set_absence(actor, fresh))
    written_down = list(fresh.absences.all())
    others = [each for each in written_down if each.pk != absence_id]
    _check_days(starts_on, ends_on, others=others)
    if substitute is not None:
        _check_substitute(fresh, substitute, starts_on, ends_on)
    absence = next((each for each in written_down if each.pk == absence_id), None)
    if absence is None:
        absence = Absence(membership=fresh, created_by=actor.real_user)
    absence.starts_on, absence.ends_on, absence.substitute = starts_on, ends_on, substitute
    absence.save()
    return absence


@use_case("absence.end")
def end_absence(*, actor: Actor, absence: Absence) -> None:
    """Back from today on; an absence that has not begun is taken away. Raises NotPermitted."""
    lock_organisation(absence.membership.customer_id)
    fresh = Absence.objects.filter(pk=absence.pk).first()
    require(may_set_absence(actor, absence.membership))
    today = timezone.localdate()
    if fresh is None or fresh.ends_on < today:
        return  # ended in another tab
    if fresh.starts_on >= today:
        fresh.delete()
        return
    fresh.ends_on = today - timedelta(days=1)
    fresh.save(update_fields=["ends_on"])


def _check_days(starts_on: date, ends_on: date, *, others: list[Absence]) -> None:
    if ends_on < starts_on:
        _refuse(_("The last day cannot be before the first."), "ends_on")
    if ends_on < timezone.localdate():
        _refuse(_("These days have passed."), "ends_on")
    if (ends_on - starts_on).days >= MOST_DAYS:
        _refuse(_("An absence is at most a year."), "ends_on")
    for other in others:
        if other.starts_on <= ends_on and starts_on <= other.ends_on:
            days = {"first": other.starts_on, "last": other.ends_on}
            _refuse(
                say(_("An absence from %(first)s to %(last)s is there already."), **days),
                "starts_on",
            )


def _check_substitute(
    membership: Membership, substitute: Membership, starts_on: date, ends_on: date
) -> None:
    if substitute.user_id == membership.user_id:
        _refuse(_("Nobody stands in for themselves."), "substitute")
    name = substitute.user.full_name or substitute.user.email
    if not possible_substitutes(membership).filter(pk=substitute.pk).exists():
        _refuse(say(_("%(name)s cannot approve in your organisation."), name=name), "substitute")
    away = substitute.absences.filter(starts_on__lte=ends_on, ends_on__gte=starts_on).first()
    if away is not None:
        _refuse(
            say(
                _("%(name)s is away too, from %(first)s to %(last)s."),
                name=name,
                first=away.starts_on,
                last=away.ends_on,
            ),
            "substitute",
        )


def _refuse(reason: Text, code: str) -> None:
    raise AbsenceRefused(Refused(reason, code))
