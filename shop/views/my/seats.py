"""What a colleague may do at a customer, and the day it ends: roles, chain, limit, leaving."""

from collections.abc import Callable, Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from core.http import posted
from core.reasons import ALLOWED, Verdict
from customers.access import Perm
from customers.actors import ShopRequest
from customers.add_ons import AddOn
from customers.errors import CustomersRefused, LastAdministrator, NotPermitted, StillNext
from customers.member_forms import MembershipForm
from customers.models import Membership, User
from customers.policies import may_set_active
from customers.refusals import add_refusal
from customers.selectors.chains import approvers_to_choose, depends_on
from customers.selectors.colleagues import colleague_of, seat_of, seat_with_email, seats_of
from customers.selectors.staff_cards import limit_of
from customers.services.membership_card import save_membership_card
from customers.services.memberships import restore_membership
from customers.services.users import set_active
from customers.services.visits import refresh_actor
from orders.errors import OrderRefused
from orders.leaving_forms import ColleagueLeavesForm
from orders.selectors.leaving import Dependents, dependents_of
from orders.services.leaving import TakeOver, leave_altogether, leave_customer
from orders.services.rerouting import reroute_broken


def seat_edit(request: ShopRequest, membership_id: int) -> HttpResponse:
    """Roles, next approver, break point and purchase limit (A-32..A-42, N-07..N-13)."""
    seat = seat_of(request.actor, membership_id)
    limit = limit_of(seat)
    below = depends_on(seat)
    form = MembershipForm(
        posted(request),
        approvers=approvers_to_choose(seat.customer, besides=seat),
        has_limits=request.actor.is_on(AddOn.PURCHASE_LIMIT),
        initial=MembershipForm.initial_of(seat, limit.terms if limit else None),
    )
    if request.method == "POST" and form.is_valid():
        try:
            save_membership_card(
                actor=request.actor,
                membership=seat,
                roles=form.roles(),
                next_approver=form.next_membership,
                break_point=form.cleaned_data["break_point"],
                limit=form.limit(),
                reassign_to=form.reassign_to,
                force=form.force,
            )
        except StillNext as refused:
            form.add_error("takes_over", str(refused.reason))
        except LastAdministrator as refused:
            form.add_error("is_group_admin", str(refused.reason))
        except CustomersRefused as refused:
            add_refusal(form, refused)
        else:
            reroute_broken()
            return _back(request, seat.user, _("Saved."))
    context = {"form": form, "membership": seat, "below": below}
    return render(request, "my/group/seat_edit.html", context)


def seat_end(request: ShopRequest, membership_id: int) -> HttpResponse:
    """Ends a connection with all that hangs on it, or brings an ended one back."""
    seat = seat_of(request.actor, membership_id)

    def leave(take_over: TakeOver) -> None:
        leave_customer(actor=request.actor, membership=seat, take_over=take_over)

    def come_back() -> None:
        restore_membership(actor=request.actor, membership=seat)

    return _leaving_page(
        request,
        person=seat.user,
        leaving=[seat] if seat.is_active else [],
        verdict=ALLOWED,
        go=leave if seat.is_active else lambda _nothing: come_back(),
        membership=seat,
    )


def colleague_active(request: ShopRequest, user_id: int) -> HttpResponse:
    """Makes a colleague inactive with all that hangs on them, or active again."""
    user = colleague_of(request.actor, user_id)
    leaving = [seat for seat in seats_of(request.actor, user) if seat.is_active]

    def leave(take_over: TakeOver) -> None:
        leave_altogether(actor=request.actor, user=user, take_over=take_over)

    def come_back() -> None:
        set_active(actor=request.actor, user=user, is_active=True)

    return _leaving_page(
        request,
        person=user,
        leaving=leaving if user.is_active else [],
        verdict=may_set_active(request.actor, user),
        go=leave if user.is_active else lambda _nothing: come_back(),
        membership=None,
    )


def _leaving_page(
    request: ShopRequest,
    *,
    person: User,
    leaving: Sequence[Membership],
    verdict: Verdict,
    go: Callable[[TakeOver], None],
    membership: Membership | None,
) -> HttpResponse:
    """One page with everything that depends on the person, and one button that moves it all."""
    found = dependents_of(leaving) if leaving else Dependents((), (), (), False)
    asks = bool(found.below or found.to_decide)
    approvers = approvers_to_choose(leaving[0].customer, besides=leaving[0]) if asks else ()
    form = ColleagueLeavesForm(posted(request), approvers=approvers, found=found)
    status = 200
    if request.method == "POST" and form.is_valid():
        status = _try_to_leave(request, form, go)
        if status == 302:
            reroute_broken()
            return _back(request, person, _("Saved."))
    context = {
        "form": form,
        "person": person,
        "membership": membership,
        "found": found,
        "verdict": verdict,
        "is_leaving": membership.is_active if membership else person.is_active,
    }
    return render(request, "my/group/leaving.html", context, status=status)


def _try_to_leave(
    request: ShopRequest, form: ColleagueLeavesForm, go: Callable[[TakeOver], None]
) -> int:
    """302 when it is done; otherwise the form says why not and nothing has changed."""
    email = form.cleaned_data["administrator"]
    administrator = seat_with_email(request.actor, email) if email else None
    if email and administrator is None:
        form.add_error("administrator", _("Nobody in your organisation has this e-mail."))
        return 200
    try:
        go(form.take_over(administrator))
    except StillNext as refused:
        form.add_error("takes_over", str(refused.reason))
    except LastAdministrator as refused:
        form.add_error("administrator", str(refused.reason))
    except OrderRefused as refused:
        form.add_error("orders_to", refused.reasons.reason)
    except CustomersRefused as refused:
        add_refusal(form, refused)
        return 409 if isinstance(refused, NotPermitted) else 200
    else:
        return 302
    return 200


def _back(request: ShopRequest, person: User, message: str) -> HttpResponse:
    """To the card; to the overview for one who has just ended their own right to it."""
    messages.success(request, message)
    if person.pk == request.actor.user_id and not refresh_actor(request).has(Perm.GROUP_ADMINISTER):
        return redirect("my:overview")
    return redirect("my:colleague-detail", user_id=person.pk)
