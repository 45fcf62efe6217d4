"""The graphical profile of a customer or a group: written, looked at, published, taken back."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from adminpanel.customer_card import card_context
from adminpanel.forms.profiles import ProfileForm
from adminpanel.group_card import group_context
from core.http import posted
from customers.actors import ShopRequest
from customers.brand_colours import derive, sample_stylesheet
from customers.brand_words import pairs, told
from customers.errors import CustomersRefused
from customers.looks import PREVIEW_KEY, picture_url
from customers.models import Customer, CustomerGroup, GraphicalProfile
from customers.selectors.profiles import (
    Profiles,
    inherits,
    latest_deeds,
    profile_by_digest,
    profiles_of,
)
from customers.services import profiles as services

Owner = Customer | CustomerGroup


def customer_profile(request: ShopRequest, customer_id: int) -> HttpResponse:
    card = card_context(request, customer_id, "customer-profile")
    card["card_template"] = "staff/customers/_card.html"
    return _page(request, card["customer"], card)


def group_profile(request: ShopRequest, group_id: int) -> HttpResponse:
    card = group_context(request, group_id, "group-profile")
    card["card_template"] = "staff/groups/_card.html"
    return _page(request, card["group"], card)


def _page(request: ShopRequest, owner: Owner, card: dict[str, Any]) -> HttpResponse:
    """The form with the sample of what is saved; every button of it comes here."""
    found = profiles_of(owner)
    may = services.may_change_profile(request.actor, owner)
    writes = request.method == "POST" and request.POST.get("do") not in {"take_back", "discard"}
    form = ProfileForm(
        posted(request) if writes else None, request.FILES or None, profile=found.draft
    )
    if request.method == "POST":
        done = _written(request, owner, form) if writes else _ended(request, owner)
        if done is not None:
            return done
        if writes and request.FILES:
            form.add_error(None, _("Choose the pictures once more: a browser forgets them."))
        found = profiles_of(owner)
    context = card | _shown(request, found) | {"form": form, "owner": owner, "may": may}
    if isinstance(owner, Customer) and found.published is None:
        context["inherits"] = inherits(owner)
    return render(request, "staff/profiles/profile.html", context | {"deeds": latest_deeds(owner)})


def _shown(request: ShopRequest, found: Profiles) -> dict[str, Any]:
    draft = found.draft
    derived = derive(draft.brand_colour, draft.header_colour) if draft else None
    return {
        "profiles": found,
        "draft": draft,
        "stamp": draft.stamp if draft else "",
        "told": told(derived) if derived else [],
        "pairs": pairs(derived) if derived else [],
        "look_themes": (("light", _("Light theme")), ("dark", _("Dark theme"))),
        "logo_url": picture_url(request, draft.logo.sha256) if draft and draft.logo else "",
        "banner_url": picture_url(request, draft.banner.sha256) if draft and draft.banner else "",
    }


def _written(request: ShopRequest, owner: Owner, form: ProfileForm) -> HttpResponse | None:
    """The draft saved, and then shown on real pages or published if that was pressed."""
    if not form.is_valid():
        return None
    try:
        draft = services.save_draft(
            actor=request.actor,
            owner=owner,
            details=form.details(),
            stamp=request.POST.get("stamp", "")[:60],
            logo=form.sent("logo"),
            banner=form.sent("banner"),
        )
        if request.POST.get("do") == "publish":
            services.publish_profile(actor=request.actor, owner=owner, stamp=draft.stamp)
    except services.ProfileRefused as refused:
        form.add_error(refused.field, str(refused.reason))
        return None
    except CustomersRefused as refused:
        form.add_error(None, str(refused.reason))
        return None
    return _led_on(request, owner, draft)


def _led_on(request: ShopRequest, owner: Owner, draft: GraphicalProfile) -> HttpResponse:
    do = request.POST.get("do")
    if do == "preview":
        request.session[PREVIEW_KEY] = [draft.pk, _url(owner)]
        return redirect("shop:home")
    if do == "publish":
        request.session.pop(PREVIEW_KEY, None)
        text = _("Published. The people of %(name)s see it from their next page on.")
    else:
        text = _("The draft of %(name)s is saved. Nobody but staff sees it yet.")
    messages.success(request, text % {"name": owner.name})
    return redirect(_url(owner))


def _ended(request: ShopRequest, owner: Owner) -> HttpResponse:
    """What is published taken back, or the draft thrown away."""
    try:
        if request.POST.get("do") == "take_back":
            if services.take_back_profile(actor=request.actor, owner=owner):
                text = _("Taken back. The people of %(name)s no longer see it.")
                messages.success(request, text % {"name": owner.name})
        else:
            stamp = request.POST.get("stamp", "")[:60]
            services.discard_draft(actor=request.actor, owner=owner, stamp=stamp)
            messages.success(request, _("The draft is thrown away."))
    except CustomersRefused as refused:
        messages.error(request, str(refused.reason))
    return redirect(_url(owner))


def _url(owner: Owner) -> str:
    kind = "customer" if isinstance(owner, Customer) else "group"
    return reverse(f"staff:{kind}-profile", args=[owner.pk])


def profile_sample(request: ShopRequest, digest: str) -> HttpResponse:
    """A profile's colours for the samples of the form alone: the back office keeps its own."""
    tokens = profile_by_digest(digest).tokens
    response = HttpResponse(
        sample_stylesheet(tokens["light"], tokens["dark"]), content_type="text/css; charset=utf-8"
    )
    response.headers["Cache-Control"] = "private, max-age=31536000, immutable"
    return response
