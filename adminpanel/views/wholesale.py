"""The wholesale sign-up's settings: what its form asks and offers, and the shop's own questions."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from adminpanel.forms.wholesale import ProgrammeForm, QuestionForm
from adminpanel.views.settings import settings_tabs
from core.http import posted
from customers.actors import ShopRequest
from customers.selectors.staff_cards import tiers
from marketing.errors import MarketingRefused
from marketing.models import WholesaleQuestion
from marketing.selectors.wholesale import offer_now, question_to_edit, questions_to_edit
from marketing.services import wholesale as services
from marketing.wholesale_rules import MOST_QUESTIONS


def wholesale_settings(request: ShopRequest) -> HttpResponse:
    """One form, and the list of questions; a button of a question moves or removes it."""
    offer = offer_now(request.shop)
    form = ProgrammeForm(
        posted(request), programme=offer.programme, chosen=offer.tiers, tiers=tiers()
    )
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            services.save_programme(
                actor=request.actor,
                tiers=form.chosen_tiers,
                helps_to_choose=form.cleaned_data["helps_to_choose"],
                words=form.words,
                asked=form.asked,
            )
            messages.success(request, _("The wholesale sign-up is saved."))
            return redirect("staff:wholesale-settings")
    questions = questions_to_edit()
    context = {
        "form": form,
        "questions": questions,
        "has_room": len(questions) < MOST_QUESTIONS,
        "tabs": settings_tabs("wholesale-settings", request.actor),
    }
    return render(request, "staff/settings/wholesale_settings.html", context, status=status)


def wholesale_question_new(request: ShopRequest) -> HttpResponse:
    return _question_page(request, None)


def wholesale_question_edit(request: ShopRequest, question_id: int) -> HttpResponse:
    return _question_page(request, question_to_edit(question_id))


def wholesale_question_move(request: ShopRequest, question_id: int) -> HttpResponse:
    """One place up, or away."""
    question = question_to_edit(question_id)
    try:
        if "remove" in request.POST:
            services.remove_question(actor=request.actor, question=question)
            messages.success(request, _("%(name)s is removed.") % {"name": question.label})
        else:
            services.move_question(actor=request.actor, question=question)
    except MarketingRefused as refused:
        messages.error(request, str(refused.refusal.reason))
    return redirect("staff:wholesale-settings")


def _question_page(request: ShopRequest, question: WholesaleQuestion | None) -> HttpResponse:
    form = QuestionForm(posted(request), question=question)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                saved = services.save_question(
                    actor=request.actor, details=form.details, question=question
                )
            except services.QuestionRefused as refused:
                for name, reason in refused.problems.items():
                    form.add_error(name if name in form.fields else None, str(reason))
            except MarketingRefused as refused:
                status = 409
                form.add_error(None, str(refused.refusal.reason))
            else:
                messages.success(request, _("%(name)s is saved.") % {"name": saved.label})
                return redirect("staff:wholesale-settings")
    context = {"form": form, "question": question}
    return render(request, "staff/settings/wholesale_question.html", context, status=status)
