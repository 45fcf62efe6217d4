"""A person's connection to a customer: roles, chain, purchase limit."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from adminpanel.forms.users import ConnectForm, StaffMembershipForm
from core.http import posted, safe_next
from customers.actors import ShopRequest
from customers.add_ons import AddOn
from customers.errors import CustomersRefused, LastAdministrator, StillNext
from customers.models import Membership
from customers.refusals import add_refusal
from customers.selectors.chains import approvers_to_choose, depends_on
from customers.selectors.staff_cards import customer_numbered, limit_of, membership_of, user_of
from customers.services import memberships as services
from customers.services.membership_card import save_membership_card
from orders.services.rerouting import reroute_broken


def membership_edit(request: ShopRequest, membership_id: int) -> HttpResponse:
    """Roles, next approver, break point and purchase limit (A-32..A-42, N-13)."""
    membership = membership_of(request.actor, membership_id)
    limit = limit_of(membership)
    below = depends_on(membership)
    form = StaffMembershipForm(
        posted(request),
        approvers=approvers_to_choose(membership.customer, besides=membership),
        has_limits=request.actor.is_on(AddOn.PURCHASE_LIMIT),
        initial=StaffMembershipForm.initial_of(membership, limit.terms if limit else None),
    )
    if request.method == "POST" and form.is_valid():
        try:
            save_membership_card(
                actor=request.actor,
                membership=membership,
                roles=form.roles(),
                next_approver=form.next_membership,
                break_point=form.cleaned_data["break_point"],
                limit=form.limit(),
                reassign_to=form.reassign_to,
                force=form.force,
                leave_to_shop=form.cleaned_data["leave_to_shop"],
            )
        except StillNext as refused:
            form.add_error("takes_over", str(refused.reason))
        except LastAdministrator as refused:
            form.add_error("leave_to_shop", str(refused.reason))
        except CustomersRefused as refused:
            add_refusal(form, refused)
        else:
            reroute_broken(actor=request.actor)
            return _back(request, membership, _("Saved."))
    context = {"form": form, "membership": membership, "below": below}
    return render(request, "staff/users/membership_edit.html", context)


def membership_new(request: ShopRequest, user_id: int) -> HttpResponse:
    """Connects a person to one more customer."""
    user = user_of(request.actor, user_id)
    form = ConnectForm(posted(request))
    if request.method == "POST" and form.is_valid():
        customer = customer_numbered(request.actor, form.cleaned_data["customer_number"])
        if customer is None:
            form.add_error("customer_number", _("There is no customer with this number."))
        else:
            try:
                membership = services.add_membership(
                    actor=request.actor, user=user, customer=customer
                )
            except CustomersRefused as refused:
                form.add_error("customer_number", str(refused.reason))
            else:
                values = {"name": user.full_name, "customer": customer.name}
                messages.success(request, _("%(name)s now belongs to %(customer)s.") % values)
                return redirect("staff:membership-edit", membership_id=membership.pk)
    return render(request, "staff/users/membership_new.html", {"form": form, "person": user})


def _back(request: ShopRequest, membership: Membership, message: str) -> HttpResponse:
    messages.success(request, message)
    return redirect(safe_next(request, f"/staff/users/{membership.user_id}/"))
