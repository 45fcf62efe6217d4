"""The group administrator's colleagues: found, added, changed, ordered for (A-26, A-27, A-30)."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.http import posted
from core.lists import Filter, filter_bar, list_context
from core.reasons import Verdict
from core.tables import keyset_page
from customers.acting import NO_RIGHT, may_act_as
from customers.actors import ShopRequest
from customers.add_ons import AddOn
from customers.errors import CustomersRefused, NotPermitted
from customers.models import Membership, User
from customers.policies import may_change_person, may_set_active
from customers.refusals import FIELD_OF, add_refusal
from customers.selectors.chains import approvers_to_choose
from customers.selectors.colleagues import (
    COLLEAGUE_SORTS,
    STATUSES,
    colleague_of,
    customers_inside,
    seat_of,
    seats_of,
)
from customers.selectors.colleagues import colleagues as colleagues_found
from customers.selectors.field_rules import rules_for
from customers.services import activation
from customers.services import users as services
from customers.services.colleagues import Added, add_colleague
from customers.services.visits import start_acting
from orders.selectors.of_customer import latest_orders_inside
from shop.forms.group import ColleagueForm, NewColleagueForm

ROLES = (
    ("buyer", gettext_lazy("May buy")),
    ("approver", gettext_lazy("Approval right")),
    ("administrator", gettext_lazy("Customer group administrator")),
)
_FIELDS = {**FIELD_OF, "email_refused": "email", "already_member": "customer"}


def colleague_list(request: ShopRequest) -> HttpResponse:
    """Everyone in the organisation, by customer, role and status."""
    customers = customers_inside(request.actor)
    filters = [
        Filter("role", gettext_lazy("Role"), ROLES),
        Filter("status", gettext_lazy("Status"), STATUSES),
    ]
    if len(customers) > 1:
        options = tuple((str(each.pk), each.name) for each in customers)
        filters.insert(0, Filter("customer", gettext_lazy("Customer"), options))
    bar = filter_bar(request, filters)
    page = keyset_page(
        colleagues_found(request.actor, text=bar.query, **bar.chosen),
        sorts=COLLEAGUE_SORTS,
        sort=request.GET.get("sort", ""),
        cursor=request.GET.get("cursor"),
    )
    context = list_context(request, page, bar) | {
        "rows": [(person, _only_seat_to_act_in(request, person)) for person in page.rows],
        "has_customers": len(customers) > 1,
    }
    return render(request, "my/group/colleague_list.html", context)


def _only_seat_to_act_in(request: ShopRequest, person: User) -> Membership | None:
    """Where one may order for this person; None also when there is more than one to choose of."""
    seats: Sequence[Membership] = getattr(person, "seats", ())
    found = [seat for seat in seats if seat.is_buyer and _may_act(request, seat)]
    return found[0] if len(found) == 1 else None


def colleague_detail(request: ShopRequest, user_id: int) -> HttpResponse:
    """One colleague: what they may do where, and what may be done about it."""
    return _card(request, colleague_of(request.actor, user_id))


def _card(request: ShopRequest, user: User, *, status: int = 200) -> HttpResponse:
    actor = request.actor
    seats = seats_of(actor, user)
    context = {
        "person": user,
        "seats": [(seat, _may_act(request, seat)) for seat in seats],
        "is_in_force": any(seat.is_active and seat.customer.is_active for seat in seats),
        "may_change": may_change_person(actor, user),
        "may_set_active": may_set_active(actor, user),
        "latest_orders": latest_orders_inside(actor, user),
        "is_closed": actor.is_acting,
    }
    return render(request, "my/group/colleague_detail.html", context, status=status)


def _may_act(request: ShopRequest, seat: Membership) -> Verdict:
    """No query: the page has loaded people, customers and groups."""
    doer = request.actor.user
    if doer is None or request.actor.is_acting:
        return NO_RIGHT
    return may_act_as(doer=doer, membership=seat, by=request.actor.membership)


def colleague_new(request: ShopRequest) -> HttpResponse:
    """Somebody new, or somebody who already has an account, at one of our customers."""
    actor = request.actor
    assert actor.customer is not None  # noqa: S101 - an administrator has a membership
    customers = [each for each in customers_inside(actor) if each.is_active]
    chosen = request.POST.get("customer", str(actor.customer.pk))
    whose = next((each for each in customers if str(each.pk) == chosen), actor.customer)
    form = NewColleagueForm(
        posted(request),
        rules=rules_for(request.shop, whose),
        customers=customers,
        approvers=approvers_to_choose(actor.customer),
        has_limits=actor.is_on(AddOn.PURCHASE_LIMIT),
        initial={
            "email": request.GET.get("email", "")[:254],
            "customer": str(actor.customer.pk),
        },
    )
    if request.method == "POST" and form.is_valid():
        try:
            added = add_colleague(
                actor=actor,
                email=form.cleaned_data["email"],
                person=form.person(),
                customer=form.chosen_customer,
                roles=form.roles(),
                next_approver=form.next_membership,
                break_point=form.cleaned_data["break_point"],
                limit=form.limit(),
                activate=form.cleaned_data["send_activation"],
            )
        except CustomersRefused as refused:
            add_refusal(form, refused, _FIELDS)
        else:
            messages.success(request, _words_of(added))
            return redirect("my:colleague-detail", user_id=added.membership.user_id)
    return render(request, "my/group/colleague_new.html", {"form": form})


def _words_of(added: Added) -> str:
    values = {"name": added.membership.user, "customer": added.membership.customer.name}
    if not added.is_new:
        return _("%(name)s had an account and now belongs to %(customer)s too.") % values
    if added.is_told:
        return _("%(name)s is added, and an activation link is mailed.") % values
    return _("%(name)s is added. No link is mailed yet.") % values


def colleague_edit(request: ShopRequest, user_id: int) -> HttpResponse:
    """Name, phone and language; with the reason where they are somebody else's to change."""
    user = colleague_of(request.actor, user_id)
    verdict = may_change_person(request.actor, user)
    rules = rules_for(request.shop, request.actor.customer)
    form = ColleagueForm(posted(request), rules=rules, initial=ColleagueForm.initial_from(user))
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            services.update_user(actor=request.actor, user=user, person=form.person())
        except CustomersRefused as refused:
            add_refusal(form, refused)
            status = 409 if isinstance(refused, NotPermitted) else 200
        else:
            messages.success(request, _("Saved."))
            return redirect("my:colleague-detail", user_id=user.pk)
    context = {"form": form, "person": user, "verdict": verdict}
    return render(request, "my/group/colleague_edit.html", context, status=status)


def colleague_activation(request: ShopRequest, user_id: int) -> HttpResponse:
    """Mails the activation link once more."""
    user = colleague_of(request.actor, user_id)
    try:
        activation.send_activation(actor=request.actor, user=user)
    except CustomersRefused as refused:
        messages.error(request, str(refused.reason))
        return _card(request, user, status=409)
    messages.success(
        request, _("The activation link is mailed to %(email)s.") % {"email": user.email}
    )
    return redirect("my:colleague-detail", user_id=user.pk)


def colleague_act(request: ShopRequest, membership_id: int) -> HttpResponse:
    """Opens the shop as that colleague; both names stand on what is ordered (A-30)."""
    seat = seat_of(request.actor, membership_id)
    try:
        start_acting(request, actor=request.actor, membership=seat)
    except NotPermitted as refused:
        messages.error(request, str(refused.reason))
        return _card(request, seat.user, status=409)
    return redirect("shop:home")
