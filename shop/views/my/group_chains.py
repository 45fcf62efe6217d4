"""The organisation's approval chains: seen, tried, mended (A-28, A-33..A-38, A-43)."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from approvals.chain_pages.asked import read_asked, read_try
from approvals.chain_pages.forms import RulesForm, StepForm
from approvals.chain_pages.health_shown import groups_of
from approvals.chain_pages.page import ChainPage
from approvals.chain_pages.preview import Preview, amount_to_show, preview_of, ways_of
from approvals.chain_pages.shown import Asked
from approvals.health import find_trouble
from approvals.selectors.chain_map import OrganisationChains, able_approvers, organisation_chains
from approvals.selectors.checks import last_check
from approvals.selectors.waiting import waiting_requests
from customers.actors import ShopRequest
from customers.errors import CustomersRefused, NotPermitted, StepChanged, StillNext
from customers.models import Customer, Membership, ShopSettings
from customers.refusals import FIELD_OF, add_refusal
from customers.selectors.shop import shop_settings
from customers.services.chain_steps import check_step, set_step
from customers.services.groups import set_approval_rules
from orders.services.rerouting import reroute_broken

_RULE_FIELDS = {**FIELD_OF, "days": "remind_after_days", "days_order": "escalate_after_days"}


def group_chains(request: ShopRequest) -> HttpResponse:
    """The map, the health, an order to try, and the card of whoever is chosen."""
    shop = shop_settings()
    known = organisation_chains(_customer(request), currency=shop.currency)
    asked = read_asked(request.path, request.GET, known)
    page = ChainPage(known, asked)
    if len(page.hits) == 1 and asked.person is None:
        return redirect(asked.of_person(page.hits[0].pk))
    form = _step_form(request, known, page.person) if page.person is not None else None
    return _show(request, known, asked, shop, form=form)


def group_chain_edit(request: ShopRequest, membership_id: int) -> HttpResponse:
    """Shows what a change would do, or saves it; a refusal stands at its field."""
    shop = shop_settings()
    known = organisation_chains(_customer(request), currency=shop.currency)
    person = known.people.get(membership_id)
    if person is None:
        raise Http404
    asked = Asked(reverse("my:group-chains"), person=person.pk)
    form = _step_form(request, known, person)
    wish = request.POST.get("do", "")
    preview = None
    status = 200
    if form.is_valid() and wish in {"save", "preview"}:
        try:
            if wish == "save":
                _save(request, person, form)
            else:
                preview = _preview(known, person, form, shop)
        except StillNext as refused:
            form.add_error("is_approver", str(refused.reason))
        except StepChanged as refused:
            form.add_error(None, str(refused.reason))
            form.look_again(person)
            status = 409
        except CustomersRefused as refused:
            add_refusal(form, refused)
            status = 409 if isinstance(refused, NotPermitted) else 200
        else:
            if wish == "save":
                messages.success(request, _("Saved."))
                return redirect(asked.url)
    return _show(request, known, asked, shop, form=form, preview=preview, status=status)


def group_chain_rules(request: ShopRequest) -> HttpResponse:
    """How approval works here, for the whole organisation."""
    customer = _customer(request)
    if not customer.main_group.is_organisation:
        raise Http404
    form = RulesForm(request.POST)
    status = 200
    if form.is_valid():
        try:
            set_approval_rules(
                actor=request.actor, group_id=customer.main_group_id, rules=form.rules()
            )
        except CustomersRefused as refused:
            add_refusal(form, refused, _RULE_FIELDS)
            status = 409 if isinstance(refused, NotPermitted) else 200
        else:
            messages.success(request, _("Saved."))
            return redirect(f"{reverse('my:group-chains')}#rules")
    shop = shop_settings()
    known = organisation_chains(customer, currency=shop.currency)
    asked = Asked(reverse("my:group-chains"))
    return _show(request, known, asked, shop, rules=form, status=status)


def _customer(request: ShopRequest) -> Customer:
    customer = request.actor.customer
    assert customer is not None  # noqa: S101 - an administrator has a membership
    return customer


def _step_form(request: ShopRequest, known: OrganisationChains, person: Membership) -> StepForm:
    """Filled in as sent; on a page that was only opened as it is now, and searched by address."""
    values = request.POST if request.method == "POST" else None
    initial = StepForm.initial_of(person) | {"find_next": request.GET.get("find_next", "")[:100]}
    return StepForm(
        values,
        person=person,
        people=known.people,
        able=able_approvers(known, besides=person),
        initial=initial,
    )


def _save(request: ShopRequest, person: Membership, form: StepForm) -> None:
    set_step(
        actor=request.actor,
        membership=person,
        is_approver=form.cleaned_data["is_approver"],
        next_approver=form.cleaned_data["next_approver"],
        break_point=form.cleaned_data["break_point"],
        seen=form.cleaned_data["seen"],
    )
    reroute_broken()


def _preview(
    known: OrganisationChains, person: Membership, form: StepForm, shop: ShopSettings
) -> Preview:
    """Raises CustomersRefused where saving would."""
    values = form.cleaned_data
    above: Membership | None = values["next_approver"]
    check_step(
        membership=person,
        is_approver=values["is_approver"],
        next_approver=above,
        break_point=values["break_point"],
    )
    after = known.chains.with_change(
        person.pk,
        next_id=above.pk if above is not None else None,
        break_point=values["break_point"],
        is_approver=values["is_approver"] and not person.user.is_staff,
    )
    amount = values["amount"]
    return preview_of(
        known.chains,
        after,
        person.pk,
        amount=amount_to_show(after, person.pk) if amount is None else amount,
        buyer_ids=known.buyer_ids,
        waiting=waiting_requests(person.customer),
        shop_name=shop.name,
    )


def _show(
    request: ShopRequest,
    known: OrganisationChains,
    asked: Asked,
    shop: ShopSettings,
    *,
    form: StepForm | None = None,
    preview: Preview | None = None,
    rules: RulesForm | None = None,
    status: int = 200,
) -> HttpResponse:
    customer = _customer(request)
    group = customer.main_group
    answer = read_try(request.GET, known, shop_name=shop.name)
    page = ChainPage(known, asked, tried=answer.ids)
    findings = find_trouble(known.chains, buyer_ids=known.buyer_ids)
    if rules is None and group.is_organisation:
        rules = RulesForm(initial=RulesForm.initial_of(group))
    context: dict[str, Any] = {
        "page": page,
        "organisation": group.name if group.is_organisation else customer.name,
        "health": groups_of(findings, known, asked),
        "checked_at": last_check(customer),
        "answer": answer,
        "form": form,
        "preview": preview,
        "ways": ways_of(known.chains, asked.person, shop.name) if asked.person else (),
        "rules": rules,
        "is_closed": request.actor.is_acting,
    }
    return render(request, "my/group/group_chains.html", context, status=status)
