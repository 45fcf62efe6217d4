"""Newsletters: written, looked at, tried, sent off, stopped, and what became of them."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from adminpanel.forms.campaigns import CampaignForm
from core.framed import framed_mail
from core.http import posted
from core.list_specs import list_page, listed, listed_context
from core.lists import Filter, filter_bar, list_context
from core.mail import Written
from core.reasons import Text
from core.tables import Sort, keyset_page
from customers.actors import ShopRequest
from customers.models import User
from customers.selectors.group_choice import few_groups
from customers.selectors.segment_choice import few_segments
from marketing.errors import MarketingRefused
from marketing.letters import placeholders
from marketing.list_specs_campaigns import CAMPAIGNS_LIST
from marketing.models import Audience, Campaign, CampaignState, LetterState, SkippedFor
from marketing.selectors import audience, campaigns
from marketing.services import campaigns as services

_PEOPLE_SORTS = {"name": Sort.by("last_name", "first_name", label=gettext_lazy("Name"))}
_RECIPIENT_SORTS = {"id": Sort.by("id", label=gettext_lazy("Number"))}


def campaign_list(request: ShopRequest) -> HttpResponse:
    """Every newsletter, the newest first."""
    found = listed(request, CAMPAIGNS_LIST, actor=request.actor)
    context = listed_context(request, found)
    return list_page(request, "staff/campaigns/campaign_list.html", context)


def campaign_new(request: ShopRequest) -> HttpResponse:
    return _form_page(request, None)


def campaign_edit(request: ShopRequest, campaign_id: int) -> HttpResponse:
    """The words and the readers of a draft."""
    campaign = campaigns.campaign_of(campaign_id)
    if not campaign.is_draft:
        messages.error(request, _("It is no draft any more."))
        return _to(campaign)
    return _form_page(request, campaign)


def _form_page(request: ShopRequest, campaign: Campaign | None) -> HttpResponse:
    form = CampaignForm(
        posted(request),
        actor=request.actor,
        shop_language=request.shop.language,
        groups=few_groups(request.actor),
        segments=few_segments(),
        campaign=campaign,
    )
    if request.method == "POST" and form.is_valid():
        try:
            saved = services.save_campaign(
                actor=request.actor,
                campaign_id=campaign.pk if campaign else None,
                details=form.details(),
                seen=form.cleaned_data["seen"],
            )
        except services.WordsRefused as refused:
            form.refuse(refused.found)
        except MarketingRefused as refused:
            code = refused.refusal.code
            form.add_error(code if code in form.fields else None, str(refused.refusal.reason))
        else:
            messages.success(request, _("%(name)s is saved.") % {"name": saved.name})
            return _to(saved)
    context = {"form": form, "campaign": campaign, "placeholders": placeholders()}
    return render(request, "staff/campaigns/campaign_edit.html", context)


def campaign_detail(request: ShopRequest, campaign_id: int) -> HttpResponse:
    """A draft with its preview, or how far the sending is, or what became of it."""
    campaign = campaigns.campaign_of(campaign_id)
    if campaign.state in {CampaignState.DRAFT, CampaignState.SCHEDULED}:
        return _draft_page(request, campaign)
    context: dict[str, Any] = {
        "campaign": campaign,
        "figures": campaigns.figures_of(campaign),
        "state": _PROGRESS[CampaignState(campaign.state)],
    }
    if request.htmx:
        return render(request, "staff/campaigns/_progress.html", context)
    bar = filter_bar(request, (Filter("state", gettext_lazy("Status"), LetterState.choices),))
    page = keyset_page(
        campaigns.recipients_of(campaign, text=bar.query, **bar.chosen),
        sorts=_RECIPIENT_SORTS,
        sort="",
        cursor=request.GET.get("cursor"),
    )
    context |= list_context(request, page, bar)
    return render(request, "staff/campaigns/campaign_detail.html", context)


_WHY_NOT = (
    SkippedFor.NO_CONSENT,
    SkippedFor.INACTIVE,
    SkippedFor.NO_EMAIL,
    SkippedFor.BOUNCING,
)
_PROGRESS = {
    CampaignState.SENDING: "running",
    CampaignState.SENT: "finished",
    CampaignState.STOPPED: "stopped",
}


def _draft_page(request: ShopRequest, campaign: Campaign) -> HttpResponse:
    person, language = _reader(request, campaign), _language(request)
    shown = _shown(request, campaign, person, language)
    codes = [("", _("Their own")), *settings.LANGUAGES]
    context = {
        "campaign": campaign,
        "counted": audience.counted(campaign),
        "shown": shown,
        "person": person,
        "frame_url": _frame_address(campaign, person, language),
        "tabs": [
            {
                "label": label,
                "url": _address(campaign, person, code),
                "is_current": code == language,
            }
            for code, label in codes
        ],
        "language": language or (shown.language if shown else ""),
    }
    return render(request, "staff/campaigns/campaign_draft.html", context)


def _reader(request: ShopRequest, campaign: Campaign) -> User | None:
    """Whom the preview is for: the one of the address, else the first who gets it, else oneself."""
    written = request.GET.get("person", "")
    person = None
    if written.isascii() and written.isdigit() and len(written) < 19:
        person = audience.first_reader(campaign, user_id=int(written))
    return person or audience.first_reader(campaign) or request.actor.user


def _language(request: ShopRequest) -> str:
    asked = request.GET.get("language", "")
    return asked if asked in dict(settings.LANGUAGES) else ""


def _shown(
    request: ShopRequest, campaign: Campaign, person: User | None, language: str
) -> Written | None:
    if person is None:
        return None
    return services.preview(campaign=campaign, person=person, shop=request.shop, language=language)


def _address(campaign: Campaign, person: User | None, language: str) -> str:
    asked = f"?language={language}&person={person.pk if person else ''}"
    return reverse("staff:campaign-detail", args=[campaign.pk]) + asked


def _frame_address(campaign: Campaign, person: User | None, language: str) -> str:
    asked = f"?language={language}&person={person.pk if person else ''}"
    return reverse("staff:campaign-frame", args=[campaign.pk]) + asked


@framed_mail
def campaign_frame(request: ShopRequest, campaign_id: int) -> HttpResponse:
    """The letter as a mail program draws it, for the frame of the preview."""
    campaign = campaigns.campaign_of(campaign_id)
    shown = _shown(request, campaign, _reader(request, campaign), _language(request))
    if shown is None:
        raise Http404
    return HttpResponse(shown.html)


def campaign_test(request: ShopRequest, campaign_id: int) -> HttpResponse:
    """One to whoever presses."""
    campaign = campaigns.campaign_of(campaign_id)
    language = request.POST.get("language", "")
    try:
        mail = services.send_test(
            actor=request.actor,
            campaign_id=campaign.pk,
            language=language if language in dict(settings.LANGUAGES) else "",
        )
    except MarketingRefused as refused:
        messages.error(request, str(refused.refusal.reason))
    else:
        messages.success(request, _("A test is on its way to %(to)s.") % {"to": mail.to_address})
    return _to(campaign)


def campaign_people(request: ShopRequest, campaign_id: int) -> HttpResponse:
    """Who gets it, and why others do not."""
    campaign = campaigns.campaign_of(campaign_id)
    fates: list[tuple[str, Text]] = [(audience.GETS, _("Gets it"))]
    fates += [(each.value, each.label) for each in _WHY_NOT]
    bar = filter_bar(request, (Filter("fate", gettext_lazy("Gets it or not"), fates),))
    page = keyset_page(
        audience.people_of(campaign, text=bar.query, **bar.chosen),
        sorts=_PEOPLE_SORTS,
        sort="",
        cursor=request.GET.get("cursor"),
    )
    labels = dict(fates)
    shown: list[Any] = list(page.rows)
    strangers = []
    if campaign.audience == Audience.ADDRESSES:
        strangers = list(audience.strangers_of(campaign)[: audience.STRANGERS_SHOWN])
    context = list_context(request, page, bar) | {
        "campaign": campaign,
        "counted": audience.counted(campaign),
        "people": [(person, labels[person.fate], person.fate) for person in shown],
        "strangers": strangers,
        "counted_at_most": audience.COUNTED_AT_MOST,
    }
    return render(request, "staff/campaigns/campaign_people.html", context)


def _to(campaign: Campaign) -> HttpResponse:
    return redirect("staff:campaign-detail", campaign_id=campaign.pk)
