"""Applications for a pricing tier: listed, looked at, approved, refused, opened again."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from adminpanel.forms.applications import ApproveForm, RefuseForm, TeamOfApplicationForm
from adminpanel.walking import walk_of
from core.downloads import attachment
from core.http import posted
from core.list_specs import list_page, listed, listed_context
from customers.actors import ShopRequest
from customers.errors import CustomersRefused, DiscountsAddUp
from customers.extra_fields import tell
from customers.org_numbers import org_number_warning
from customers.policies import may_change_teams
from customers.refusals import add_refusal
from customers.selectors.group_choice import few_groups
from customers.selectors.staff_cards import tiers
from customers.selectors.teams import teams
from marketing.application_states import ApplicationState
from marketing.errors import MarketingRefused
from marketing.list_specs_applications import APPLICATIONS_LIST
from marketing.models import Application
from marketing.selectors.applications import (
    application_of,
    document_of_application,
    documents_in,
    moves_of,
    twins_of,
)
from marketing.services import deciding


def application_list(request: ShopRequest) -> HttpResponse:
    """Those that wait first; the others are views of the same list."""
    found = listed(request, APPLICATIONS_LIST, actor=request.actor)
    context = listed_context(request, found)
    return list_page(request, "staff/applications/application_list.html", context)


def application_detail(request: ShopRequest, application_id: int) -> HttpResponse:
    """All that was written, the documents, what the shop has of the same, and its history."""
    application = application_of(request.actor, application_id)
    context = {
        "application": application,
        "answers": tell(application.answers),
        "documents": documents_in(application),
        "moves": moves_of(application),
        "twins": twins_of(request.actor, application),
        "warning": org_number_warning(str(application.country), application.org_number),
        "is_waiting": application.state == ApplicationState.CONFIRMED,
        "is_refused": application.state == ApplicationState.REFUSED,
        "may_hand_over": _may_hand_over(request, application),
        "walk": walk_of(
            request,
            APPLICATIONS_LIST.name,
            pk=application.pk,
            record_url=lambda row: reverse("staff:application-detail", args=[row.pk]),
        ),
        "crumbs": [*_crumbs(application)[:-1], (application.company, "")],
    }
    return render(request, "staff/applications/application_detail.html", context)


def application_approve(request: ShopRequest, application_id: int) -> HttpResponse:
    """Into a tier, as a new customer or one that there is."""
    application = application_of(request.actor, application_id)
    form = ApproveForm(
        posted(request),
        actor=request.actor,
        application=application,
        tiers=tiers(),
        groups=few_groups(request.actor),
        teams=teams() if may_change_teams(request.actor).allowed else [],
    )
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                done = deciding.approve(
                    actor=request.actor,
                    application_id=application.pk,
                    approval=form.approval,
                    yes_to=form.yes_to,
                )
            except DiscountsAddUp as refused:
                form.ask_about_double(refused)
            except CustomersRefused as refused:
                add_refusal(form, refused)
            except MarketingRefused as refused:
                status = _refused(form, refused)
            else:
                said = _("%(name)s is approved, and the applicant is mailed.")
                messages.success(request, said % {"name": done.company})
                return redirect("staff:customer-detail", customer_id=done.customer_id)
    twins = twins_of(request.actor, application)
    context = _around(application, form) | {"twins": twins}
    return render(request, "staff/applications/application_approve.html", context, status=status)


def application_refuse(request: ShopRequest, application_id: int) -> HttpResponse:
    """With a reason, which is mailed."""
    application = application_of(request.actor, application_id)
    form = RefuseForm(posted(request))
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                deciding.refuse(
                    actor=request.actor,
                    application_id=application.pk,
                    reason=form.cleaned_data["reason"],
                )
            except MarketingRefused as refused:
                status = _refused(form, refused)
            else:
                said = _("%(name)s is refused, and the applicant is mailed.")
                messages.success(request, said % {"name": application.company})
                return redirect("staff:application-detail", application_id=application.pk)
    context = _around(application, form)
    return render(request, "staff/applications/application_refuse.html", context, status=status)


def application_reopen(request: ShopRequest, application_id: int) -> HttpResponse:
    application = application_of(request.actor, application_id)
    try:
        deciding.reopen(actor=request.actor, application_id=application.pk)
    except MarketingRefused as refused:
        messages.error(request, str(refused.refusal.reason))
    else:
        messages.success(request, _("The application waits for an answer again."))
    return redirect("staff:application-detail", application_id=application.pk)


def application_team(request: ShopRequest, application_id: int) -> HttpResponse:
    """Which sales team sees it, besides those who see every customer."""
    application = application_of(request.actor, application_id)
    form = TeamOfApplicationForm(posted(request), application=application, teams=teams())
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                deciding.hand_over(
                    actor=request.actor, application_id=application.pk, team=form.chosen
                )
            except MarketingRefused as refused:
                status = _refused(form, refused)
            else:
                messages.success(request, _("The application is handed over."))
                return redirect("staff:application-detail", application_id=application.pk)
    context = _around(application, form)
    return render(request, "staff/applications/application_team.html", context, status=status)


def application_document(request: ShopRequest, application_id: int, file_id: int) -> FileResponse:
    """The file as it came."""
    document = document_of_application(request.actor, application_id, file_id)
    return attachment(
        document.file, file_name=document.file_name, content_type=document.content_type
    )


def _may_hand_over(request: ShopRequest, application: Application) -> bool:
    is_open = application.state == ApplicationState.CONFIRMED
    return is_open and may_change_teams(request.actor).allowed


def _refused(form: forms.Form, refused: MarketingRefused) -> int:
    """At its field, or above the form: then somebody was first."""
    field = refused.refusal.code
    form.add_error(field if field in form.fields else None, str(refused.refusal.reason))
    return 422 if field in form.fields else 409


def _around(application: Application, form: forms.Form) -> dict[str, Any]:
    return {"application": application, "form": form, "crumbs": _crumbs(application)}


def _crumbs(application: Application) -> list[tuple[str, str]]:
    card = reverse("staff:application-detail", args=[application.pk])
    return [(_("Applications"), reverse("staff:application-list")), (application.company, card)]
