"""Sales teams: the list, the card, who is in one and whose customers are theirs (N-31)."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from adminpanel.forms.teams import CustomerTeamForm, NumbersForm, TeamForm
from core.http import posted
from core.lists import filter_bar, list_context
from core.reasons import Text
from core.tables import keyset_page
from core.undo import Undo, offer_undo
from customers.actors import Actor, ShopRequest
from customers.errors import CustomersRefused
from customers.models import SalesTeam
from customers.policies import may_change_teams
from customers.refusals import add_refusal
from customers.selectors import teams as selectors
from customers.selectors.staff_cards import customer_of, group_of, user_of
from customers.services import teams as services
from customers.services.team_undo import take_back_customers

_MOST_NAMED = 10


def team_list(request: ShopRequest) -> HttpResponse:
    """Every team with its members; a member sees only their own."""
    bar = filter_bar(request, ())
    page = keyset_page(
        selectors.team_list(request.actor, text=bar.query),
        sorts=selectors.TEAM_SORTS,
        sort=request.GET.get("sort", ""),
        cursor=request.GET.get("cursor"),
    )
    context = list_context(request, page, bar) | {
        "may_change": may_change_teams(request.actor),
        "counted_at_most": selectors.COUNTED_AT_MOST,
    }
    return render(request, "staff/teams/team_list.html", context)


def team_detail(request: ShopRequest, team_id: int) -> HttpResponse:
    """Members, groups and customers; `?add=` looks for more of all three."""
    team = selectors.team_of(request.actor, team_id)
    bar = filter_bar(request, ())
    page = keyset_page(
        selectors.customers_of_team(request.actor, team, text=bar.query),
        sorts=selectors.TEAM_CUSTOMER_SORTS,
        sort="",
        cursor=request.GET.get("cursor"),
    )
    may_change = may_change_teams(request.actor)
    words = request.GET.get("add", "").replace("\x00", "").strip()[:200]
    people = selectors.people_for(team, words if may_change.allowed else "")
    context = list_context(request, page, bar) | {
        "team": team,
        "members": people.members,
        "groups": selectors.groups_of(team),
        "may_change": may_change,
    }
    if may_change.allowed and words:
        context |= {
            "add": words,
            "people": people.to_add,
            "found_groups": selectors.groups_to_add(team, words),
            "found": selectors.customers_to_add(request.actor, team, words),
        }
    return render(request, "staff/teams/team_detail.html", context)


def team_new(request: ShopRequest) -> HttpResponse:
    form = TeamForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            team = services.create_team(actor=request.actor, name=form.cleaned_data["name"])
        except CustomersRefused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("%(name)s is saved.") % {"name": team.name})
            return redirect("staff:team-detail", team_id=team.pk)
    return render(request, "staff/teams/team_new.html", {"form": form})


def team_edit(request: ShopRequest, team_id: int) -> HttpResponse:
    team = selectors.team_of(request.actor, team_id)
    form = TeamForm(posted(request), initial={"name": team.name})
    if request.method == "POST" and form.is_valid():
        try:
            services.rename_team(
                actor=request.actor, team_id=team.pk, name=form.cleaned_data["name"]
            )
        except CustomersRefused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("%(name)s is saved.") % form.cleaned_data)
            return redirect("staff:team-detail", team_id=team.pk)
    return render(request, "staff/teams/team_edit.html", {"form": form, "team": team})


def team_delete(request: ShopRequest, team_id: int) -> HttpResponse:
    team = selectors.team_of(request.actor, team_id)
    try:
        services.delete_team(actor=request.actor, team_id=team.pk)
    except CustomersRefused as refused:
        messages.error(request, str(refused.reason))
    else:
        messages.success(request, _("%(name)s is removed.") % {"name": team.name})
    return redirect("staff:team-list")


def team_connect(request: ShopRequest, team_id: int) -> HttpResponse:
    """Pasted numbers, then what became of each of them."""
    team = selectors.team_of(request.actor, team_id)
    form = NumbersForm(posted(request))
    context: dict[str, Any] = {"form": form, "team": team}
    if request.method == "POST" and form.is_valid():
        try:
            report = services.give_customers(
                actor=request.actor, team_id=team.pk, numbers=form.cleaned_data["numbers"]
            )
        except CustomersRefused as refused:
            form.add_error("numbers", str(refused.reason))
        else:
            context["report"] = report
            if report.given:
                _offer_to_take_back(request, team, report)
    return render(request, "staff/teams/team_connect.html", context)


def _offer_to_take_back(request: ShopRequest, team: SalesTeam, report: services.Connected) -> None:
    count = len(report.given)
    told = ngettext(
        "%(count)s customer is given to %(team)s.",
        "%(count)s customers are given to %(team)s.",
        count,
    )
    undo = Undo("team-customers", {"team_id": team.pk, "gift": report.gift})
    offer_undo(request, told % {"count": count, "team": team.name}, undo, actor=request.actor)


def undo_connect(*, actor: Actor, team_id: int, gift: str) -> Text:
    """What the button of the toast does (adminpanel.undoing)."""
    done = take_back_customers(actor=actor, team_id=team_id, gift=gift)
    told = ngettext(
        "%(count)s customer is looked after as before.",
        "%(count)s customers are looked after as before.",
        done.back,
    ) % {"count": done.back}
    if not done.kept:
        return told
    named = ", ".join(f"{each.name} ({each.number})" for each in done.kept[:_MOST_NAMED])
    stay = ngettext(
        "%(count)s stays, because its team or that of before has changed since: %(names)s.",
        "%(count)s stay, because their team or that of before has changed since: %(names)s.",
        len(done.kept),
    ) % {"count": len(done.kept), "names": named + (" …" if len(done.kept) > _MOST_NAMED else "")}
    return f"{told} {stay}"


def team_member_add(request: ShopRequest, team_id: int, user_id: int) -> HttpResponse:
    user = user_of(request.actor, user_id)
    add = partial(services.add_member, team_id=team_id, user=user)
    return _changed(request, team_id, add, _("%(name)s is in the team."), user.full_name)


def team_member_remove(request: ShopRequest, team_id: int, user_id: int) -> HttpResponse:
    user = user_of(request.actor, user_id)
    remove = partial(services.remove_member, team_id=team_id, user=user)
    said = _("%(name)s is no longer in the team.")
    return _changed(request, team_id, remove, said, user.full_name)


def team_group_add(request: ShopRequest, team_id: int, group_id: int) -> HttpResponse:
    group = group_of(request.actor, group_id)
    give = partial(services.give_group, group_id=group.pk, team_id=team_id)
    return _changed(request, team_id, give, _("The team looks after %(name)s."), group.name)


def team_group_remove(request: ShopRequest, team_id: int, group_id: int) -> HttpResponse:
    group = group_of(request.actor, group_id)
    take = partial(services.give_group, group_id=group.pk, team_id=None)
    said = _("The team no longer looks after %(name)s.")
    return _changed(request, team_id, take, said, group.name)


def team_customer_add(request: ShopRequest, team_id: int, customer_id: int) -> HttpResponse:
    customer = customer_of(request.actor, customer_id)
    give = partial(services.give_customer, customer_id=customer.pk, team_id=team_id)
    return _changed(request, team_id, give, _("The team looks after %(name)s."), customer.name)


def team_customer_remove(request: ShopRequest, team_id: int, customer_id: int) -> HttpResponse:
    customer = customer_of(request.actor, customer_id)
    take = partial(services.give_customer, customer_id=customer.pk, team_id=None)
    said = _("The team no longer looks after %(name)s.")
    return _changed(request, team_id, take, said, customer.name)


def _changed(
    request: ShopRequest, team_id: int, change: Callable[..., object], said: str, name: str
) -> HttpResponse:
    """Does it, says so, and goes back to the team's card."""
    team = selectors.team_of(request.actor, team_id)
    try:
        change(actor=request.actor)
    except CustomersRefused as refused:
        messages.error(request, str(refused.reason))
    else:
        messages.success(request, said % {"name": name})
    return redirect("staff:team-detail", team_id=team.pk)


def customer_team(request: ShopRequest, customer_id: int) -> HttpResponse:
    """Which team looks after one customer."""
    customer = customer_of(request.actor, customer_id)
    by_group = customer.main_group.sales_team
    form = CustomerTeamForm(
        posted(request),
        None if request.method == "POST" else {"team": str(customer.sales_team_id or "")},
        teams=selectors.teams(),
        by_group=_("As %(group)s: %(team)s")
        % {"group": customer.main_group.name, "team": by_group.name if by_group else _("no team")},
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.give_customer(
                actor=request.actor, customer_id=customer.pk, team_id=form.chosen
            )
        except CustomersRefused as refused:
            form.add_error("team", str(refused.reason))
        else:
            messages.success(request, _("%(name)s is saved.") % {"name": customer.name})
            return redirect("staff:customer-detail", customer_id=customer.pk)
    return render(request, "staff/teams/customer_team.html", {"form": form, "customer": customer})
