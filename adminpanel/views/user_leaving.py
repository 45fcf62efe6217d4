"""A person goes: from one customer, or altogether, with all that hangs on them; and comes back."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from core.http import posted, safe_next
from core.reasons import Text
from customers.actors import ShopRequest
from customers.errors import CustomersRefused, LastAdministrator, NotPermitted, StillNext
from customers.models import Membership, User
from customers.policies import may_set_active
from customers.refusals import add_refusal
from customers.selectors.chains import approvers_to_choose, colleague_with_email
from customers.selectors.staff_cards import membership_of, user_of
from customers.services.memberships import restore_membership
from customers.services.users import set_active
from orders.errors import OrderRefused
from orders.leaving_forms import ColleagueLeavesForm
from orders.selectors.leaving import (
    Dependents,
    OrganisationLeft,
    dependents_of,
    organisation_left,
    organisations_left,
)
from orders.services.leaving import TakeOver, leave_customer, leave_everywhere
from orders.services.rerouting import reroute_broken

TakeOvers = Mapping[str, TakeOver]


@dataclass(frozen=True, slots=True)
class Part:
    """One organisation that is left: what hangs on the person there, and the form about it."""

    organisation: OrganisationLeft
    found: Dependents
    form: ColleagueLeavesForm


def user_active(request: ShopRequest, user_id: int) -> HttpResponse:
    """Makes a person inactive with all that hangs on them, or active again (C15)."""
    user = user_of(request.actor, user_id)
    if not user.is_active:
        return _bring_back(request, user, None)

    def leave(take_overs: TakeOvers) -> None:
        leave_everywhere(actor=request.actor, user=user, take_overs=take_overs)

    done = _("%(name)s is inactive and signed out.") % {"name": user.full_name}
    may = may_set_active(request.actor, user).allowed
    organisations = organisations_left(user) if may else ()  # they may be another sales team's
    return _leaving_page(request, user, organisations, leave, done)


def membership_end(request: ShopRequest, membership_id: int) -> HttpResponse:
    """Ends a connection with all that hangs on it, or brings an ended one back."""
    membership = membership_of(request.actor, membership_id)
    if not membership.is_active:
        return _bring_back(request, membership.user, membership)

    def leave(take_overs: TakeOvers) -> None:
        [take_over] = take_overs.values()
        leave_customer(actor=request.actor, membership=membership, take_over=take_over)

    values = {"name": membership.user.full_name, "customer": membership.customer.name}
    done = _("%(name)s no longer belongs to %(customer)s.") % values
    organisations = [organisation_left(membership)]
    return _leaving_page(request, membership.user, organisations, leave, done, membership)


def _leaving_page(
    request: ShopRequest,
    person: User,
    organisations: Sequence[OrganisationLeft],
    leave: Callable[[TakeOvers], None],
    done: str,
    membership: Membership | None = None,
) -> HttpResponse:
    """Everything that depends on the person, organisation by organisation, and one button."""
    is_one = len(organisations) == 1
    parts = [_part(request, organisation, is_one=is_one) for organisation in organisations]
    status = 200
    valid = [part.form.is_valid() for part in parts]  # each says what it lacks
    if request.method == "POST" and all(valid):
        status = _try_to_leave(request, parts, leave)
        if status == 302:
            reroute_broken(actor=request.actor)
            return _to_card(request, person, done)
    context = {
        "person": person,
        "membership": membership,
        "parts": parts,
        "form": parts[0].form if is_one else None,
        "forms": [] if is_one else [part.form for part in parts],
        "is_empty": all(part.found.is_empty for part in parts),
        "refused": _why_not(request, person, membership),
    }
    return render(request, "staff/users/user_leaving.html", context, status=status)


def _part(request: ShopRequest, organisation: OrganisationLeft, *, is_one: bool) -> Part:
    found = dependents_of(organisation.leaving)
    one = organisation.leaving[0]
    asks = bool(found.below or found.to_decide)
    form = ColleagueLeavesForm(
        posted(request),
        prefix=None if is_one else organisation.key,
        approvers=approvers_to_choose(one.customer, besides=one) if asks else (),
        found=found,
        may_leave_it_to_the_shop=True,
    )
    return Part(organisation=organisation, found=found, form=form)


def _try_to_leave(
    request: ShopRequest, parts: Sequence[Part], leave: Callable[[TakeOvers], None]
) -> int:
    """302 when it is done; otherwise a form says why not and nothing has changed."""
    take_overs = {}
    for part in parts:
        email = part.form.cleaned_data["administrator"]
        customer = part.organisation.leaving[0].customer
        administrator = colleague_with_email(customer, email) if email else None
        if email and administrator is None:
            part.form.add_error("administrator", _("Nobody in this organisation has this e-mail."))
            return 200
        take_overs[part.organisation.key] = part.form.take_over(administrator)
    form = parts[0].form if parts else None
    try:
        leave(take_overs)
    except OrderRefused as refused:
        _say(request, form, str(refused.reasons.reason))
    except (StillNext, LastAdministrator, NotPermitted) as refused:
        _say(request, form, str(refused.reason))
        return 409
    except CustomersRefused as refused:
        if form is None:
            _say(request, form, str(refused.reason))
        else:
            add_refusal(form, refused)
    else:
        return 302
    return 200


def _say(request: ShopRequest, form: ColleagueLeavesForm | None, text: str) -> None:
    """Above the form; as a message where there is nothing to fill in."""
    if form is None:
        messages.error(request, text)
    else:
        form.add_error(None, text)


def _bring_back(request: ShopRequest, person: User, membership: Membership | None) -> HttpResponse:
    if request.method == "POST":
        try:
            if membership is None:
                set_active(actor=request.actor, user=person, is_active=True)
            else:
                restore_membership(actor=request.actor, membership=membership)
        except CustomersRefused as refused:
            messages.error(request, str(refused.reason))
        else:
            name = {"name": person.full_name}
            done = _("%(name)s is active again.") if membership is None else _("Saved.")
            return _to_card(request, person, done % name)
    context = {
        "person": person,
        "membership": membership,
        "refused": _why_not(request, person, membership),
    }
    return render(request, "staff/users/user_back.html", context)


def _why_not(request: ShopRequest, person: User, membership: Membership | None) -> Text:
    """Why the account may not be made inactive or active; "" when it may, or is left alone."""
    return "" if membership is not None else may_set_active(request.actor, person).reason


def _to_card(request: ShopRequest, person: User, message: str) -> HttpResponse:
    messages.success(request, message)
    return redirect(safe_next(request, f"/staff/users/{person.pk}/"))
