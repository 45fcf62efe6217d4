"""Gives every request its actor and its language."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.crypto import constant_time_compare
from django.utils.functional import SimpleLazyObject
from django_htmx.http import HttpResponseClientRedirect

from customers.acting import may_go_on_as, may_go_on_as_staff, may_hijack
from customers.actors import ANONYMOUS, Actor, ShopRequest
from customers.models import Membership, User
from customers.selectors.shop import shop_settings
from customers.selectors.staff_teams import sight_columns
from customers.selectors.visits import current_membership, membership_in_force
from customers.two_factor import why_required

MEMBERSHIP_KEY = "membership_id"
HIJACK_KEY = "hijack_history"
HIJACK_HASH_KEY = "hijack_hash"  # what the session of the one who acts was checked against
SECOND_FACTOR_KEY = "second_factor_of"  # who took the second step in this session
ACTING_BY_KEY = "acting_by_id"  # the administrator's own membership; none when staff act
SEEN_EVERY = timedelta(minutes=5)
WITHOUT_DATABASE = {"/healthz", "/readyz"}  # they answer also when the database does not

GetResponse = Callable[[HttpRequest], HttpResponseBase]


class ActorMiddleware:
    """Sets `request.actor`: the user, the membership in force, and whoever acts as them.

    Also `request.shop`, the shop's settings, asked for once when first used.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: ShopRequest) -> HttpResponseBase:
        request.shop = SimpleLazyObject(shop_settings)  # type: ignore[assignment]
        request.actor = replace(actor_of(request), shop=request.shop)
        return self.get_response(request)


def actor_of(request: HttpRequest) -> Actor:
    """The visitor as an Actor: no query for a stranger, two or three for a member."""
    if not isinstance(request.user, User):
        return ANONYMOUS
    user = request.user
    acted_by: User | None = None
    chosen_id = request.session.get(MEMBERSHIP_KEY)
    membership = current_membership(user, chosen_id)
    if history := request.session.get(HIJACK_KEY):
        if membership is not None and membership.pk != chosen_id:
            membership = None  # the connection has ended; the visit never slips into another
        people = User.objects.active().annotate(**sight_columns())
        acted_by = people.filter(pk=history[0]).first()
        if acted_by is None or not _still_acts(request, acted_by, user, membership):
            # The one who acts has been shut out, has another password or has lost the right.
            request.session.flush()
            return ANONYMOUS
    if _has_skipped_second_step(request, acted_by or user):
        request.session.flush()
        request.user = AnonymousUser()
        return ANONYMOUS
    if acted_by is None and _is_seen_again(user):
        User.objects.filter(pk=user.pk).update(last_seen_at=timezone.now())
    return Actor(user=user, membership=membership, acted_by=acted_by)


def _is_seen_again(user: User) -> bool:
    return user.last_seen_at is None or user.last_seen_at < timezone.now() - SEEN_EVERY


def _has_skipped_second_step(request: HttpRequest, person: User) -> bool:
    """Log-in itself waits for the second step; this holds however a session came to be.

    Asked of the person at the keys: to act as a colleague never takes the colleague's factor.
    """
    return person.has_second_factor and request.session.get(SECOND_FACTOR_KEY) != person.pk


def _still_acts(
    request: HttpRequest, acted_by: User, user: User, membership: Membership | None
) -> bool:
    """Ending every session of a person ends those too in which the person acts as another.

    So does the end of the right by which it began: the staff role, or administering.
    """
    checked = str(request.session.get(HIJACK_HASH_KEY, ""))
    same = constant_time_compare(checked, acted_by.get_session_auth_hash())
    by_id = request.session.get(ACTING_BY_KEY)
    if not same or by_id is None:
        may = may_hijack(hijacker=acted_by, hijacked=user)
        return same and may and may_go_on_as_staff(doer=acted_by, membership=membership)
    by = membership_in_force(by_id)
    return not user.is_staff and may_go_on_as(doer=acted_by, by=by, membership=membership)


class LanguageMiddleware:
    """The user's language, else what was chosen in this browser, else the shop's."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: ShopRequest) -> HttpResponseBase:
        person = request.actor.real_user
        language = (person.language if person else "") or _chosen_or_shops(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


class EnrolFirstMiddleware:
    """Leads a person whom a rule asks for a second factor to set one up before anything else.

    Open meanwhile: the security pages, logging out, the language. No query of its own beyond the
    shop's settings, which every page reads.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: ShopRequest) -> HttpResponseBase:
        if _must_enrol(request) and not _is_open_meanwhile(request.path):
            target = reverse("my:two-factor")
            return HttpResponseClientRedirect(target) if request.htmx else redirect(target)
        return self.get_response(request)


def _must_enrol(request: ShopRequest) -> bool:
    actor = request.actor
    if actor.user is None or actor.is_acting or actor.user.has_second_factor:
        return False
    rule = why_required(user=actor.user, membership=actor.membership, shop=request.shop)
    return rule is not None


def _is_open_meanwhile(path: str) -> bool:
    names = ("account:logout", "account:language")
    return (
        path in WITHOUT_DATABASE
        or path.startswith(reverse("my:security"))
        or path in {reverse(name) for name in names}
    )


def _chosen_or_shops(request: ShopRequest) -> str:
    known = dict(settings.LANGUAGES)
    cookie = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    if cookie in known:
        return cookie
    if request.path in WITHOUT_DATABASE:
        return settings.LANGUAGE_CODE
    return request.shop.language if request.shop.language in known else settings.LANGUAGE_CODE
