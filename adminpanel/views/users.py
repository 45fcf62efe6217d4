"""Users: the card, and what staff may do to an account."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from adminpanel.forms.users import NewPersonForm, PersonForm, StaffRoleForm
from adminpanel.walking import walk_of
from core.http import posted
from customers.access import Perm
from customers.actors import ShopRequest
from customers.add_ons import AddOn
from customers.errors import CustomersRefused
from customers.models import StaffRole, User
from customers.policies import (
    may_change_email,
    may_change_person,
    may_reset_second_factor,
    may_send_reset_link,
    may_set_active,
    may_set_password,
    may_set_staff_role,
    may_take_out_person,
)
from customers.refusals import add_refusal
from customers.selectors.chains import depends_on_person
from customers.selectors.consents import latest_of_each
from customers.selectors.email_change import waiting_change
from customers.selectors.staff_cards import customer_numbered, user_for_card, user_of
from customers.selectors.users import account_events, connections_of
from customers.services import activation
from customers.services import users as services
from customers.services.new_people import add_person
from marketing.selectors.bounces import marked_address
from orders.selectors.of_customer import latest_orders_by


def user_detail(request: ShopRequest, user_id: int) -> HttpResponse:
    """The card: connections, account log, latest orders, the note that only staff see."""
    user = user_for_card(request.actor, user_id)
    consents = latest_of_each(user)
    # Who was never asked for a letter has none that could come back.
    has_letters = request.actor.is_on(AddOn.CAMPAIGNS) and any(said.consent for said in consents)
    context = {
        "person": user,
        "walk": walk_of(request, "users", pk=user.pk, record_url=_user_url),
        "connections": connections_of(request.actor, user),
        "events": account_events(user, at_most=15),
        "latest_orders": latest_orders_by(request.actor, user),
        "below": depends_on_person(request.actor, user),
        "consents": consents,
        "comes_back": marked_address(user) if has_letters else None,
        "may_change": may_change_person(request.actor, user),
        "may_set_active": may_set_active(request.actor, user),
        "may_send_link": may_send_reset_link(request.actor, user),
        "may_change_email": may_change_email(request.actor, user),
        "may_reset_second_factor": may_reset_second_factor(request.actor, user),
        "may_take_out": may_take_out_person(request.actor, user),
        "may_erase_at_all": request.actor.has(Perm.STAFF_PERSON_ERASE) and not user.erased_at,
        "may_set_password": may_set_password(request.actor, user),
        "email_change": waiting_change(user),
        "may_set_staff_role": may_set_staff_role(request.actor, user),
    }
    return render(request, "staff/users/user_detail.html", context)


def _user_url(user: User) -> str:
    return reverse("staff:user-detail", args=[user.pk])


def user_new(request: ShopRequest) -> HttpResponse:
    """A new person, connected to a customer and mailed an activation link when that is chosen."""
    form = NewPersonForm(
        posted(request),
        shop=request.shop,
        may_choose_staff=request.actor.has(Perm.STAFF_STAFF_CHANGE),
        initial={"customer_number": request.GET.get("customer", "")},
    )
    if request.method == "POST" and form.is_valid():
        number = form.cleaned_data["customer_number"]
        customer = customer_numbered(request.actor, number) if number else None
        if number and customer is None:
            form.add_error("customer_number", _("There is no customer with this number."))
        else:
            try:
                user, membership = add_person(
                    actor=request.actor,
                    email=form.cleaned_data["email"],
                    person=form.person(),
                    customer=customer,
                    staff_role=form.cleaned_data.get("staff_role", ""),
                    activate=form.cleaned_data["send_activation"],
                )
            except CustomersRefused as refused:
                add_refusal(form, refused)
            else:
                messages.success(request, _("%(name)s is added.") % {"name": user.full_name})
                if membership is not None:
                    return redirect("staff:membership-edit", membership_id=membership.pk)
                return redirect("staff:user-detail", user_id=user.pk)
    return render(request, "staff/users/user_new.html", {"form": form})


def user_edit(request: ShopRequest, user_id: int) -> HttpResponse:
    """Name, phone, language and the note."""
    user = user_of(request.actor, user_id)
    form = PersonForm(posted(request), shop=request.shop, initial=PersonForm.initial_of(user))
    if request.method == "POST" and form.is_valid():
        try:
            services.update_user(actor=request.actor, user=user, person=form.person())
        except CustomersRefused as refused:
            add_refusal(form, refused)
        else:
            return _back(request, user, _("Saved."))
    context = {"form": form, "person": user, "may": may_change_person(request.actor, user)}
    return render(request, "staff/users/user_edit.html", context)


def user_staff_role(request: ShopRequest, user_id: int) -> HttpResponse:
    """What the person may do at the reseller; only staff administrators decide."""
    user = user_of(request.actor, user_id)
    form = StaffRoleForm(posted(request), initial={"staff_role": user.staff_role})
    if request.method == "POST" and form.is_valid():
        role = StaffRole(form.cleaned_data["staff_role"])
        try:
            services.set_staff_role(actor=request.actor, user=user, staff_role=role)
        except CustomersRefused as refused:
            add_refusal(form, refused)
        else:
            return _back(request, user, _("The staff role is changed."))
    return render(request, "staff/users/user_staff_role.html", {"form": form, "person": user})


def user_activation(request: ShopRequest, user_id: int) -> HttpResponse:
    """Mails the activation link once more."""
    user = user_of(request.actor, user_id)
    try:
        activation.send_activation(actor=request.actor, user=user)
    except CustomersRefused as refused:
        messages.error(request, str(refused.reason))
        return redirect("staff:user-detail", user_id=user.pk)
    return _back(
        request, user, _("The activation link is mailed to %(email)s.") % {"email": user.email}
    )


def _back(request: ShopRequest, user: User, message: str) -> HttpResponse:
    messages.success(request, message)
    return redirect("staff:user-detail", user_id=user.pk)
