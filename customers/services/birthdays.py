"""The birthday greeting: a mail a year to whoever told their birthday and gets the newsletter.

With it, where the shop gives one, a discount for some days.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from core.audit import use_case
from core.mail import enqueue
from core.models import OutgoingEmail
from customers.actors import SYSTEM, Actor
from customers.birthdays import days_kept
from customers.models import (
    Consent,
    ConsentKind,
    Membership,
    ShopSettings,
    TimedDiscount,
    TimedDiscountReason,
    User,
)
from customers.newsletter_links import stop_link
from customers.selectors.shop import shop_settings

FROM_HOUR = 7  # by the shop's clock: nobody's telephone rings at midnight


def greet_birthdays(*, actor: Actor = SYSTEM, now: datetime | None = None) -> int:
    """Everybody whose birthday is today by the shop's clock; returns how many were greeted.

    Each in a transaction of its own, and once a year, however often and by whomever it is run.
    """
    moment = timezone.localtime(now or timezone.now())
    if moment.hour < FROM_HOUR or not _is_on(shop_settings()):
        return 0
    today = moment.date()
    ids = list(_whose_birthday_is(today).order_by("id").values_list("pk", flat=True))
    return sum(greet(actor=actor, user_id=pk, today=today) for pk in _not_greeted(ids, today))


@use_case("birthday.greet")
def greet(*, actor: Actor, user_id: int, today: date) -> bool:
    """One greeting, asked anew under the lock on the person, which a no and an erasing take too."""
    User.objects.select_for_update(no_key=True).filter(pk=user_id).first()
    shop = shop_settings()
    user = _whose_birthday_is(today).filter(pk=user_id).first()
    if user is None or not _is_on(shop) or not _not_greeted([user_id], today):
        return False
    stop = stop_link(user_id, ConsentKind.NEWSLETTER)
    mail = enqueue(
        event_key=_event_key(user_id, today),
        template="newsletter/birthday",
        context={"shop": shop, "stop_link": stop, "discount": _open_discount(user, shop, today)},
        language=shop.language,
        to=user,
        unsubscribe_url=stop,
    )
    return mail is not None


def _open_discount(user: User, shop: ShopSettings, today: date) -> TimedDiscount | None:
    """On all that the person may buy for from today on; None where the shop gives none (P-23).

    A yearly greeting opens it, so it is opened once. A row is never changed: what the shop gives
    later is for later birthdays.
    """
    if not shop.birthday_discount_percent:
        return None
    seats = Membership.objects.active().filter(user=user, is_buyer=True)
    opened = [
        TimedDiscount(
            membership=seat,
            percent=shop.birthday_discount_percent,
            starts_on=today,
            ends_on=today + timedelta(days=shop.birthday_discount_days - 1),
            reason=TimedDiscountReason.BIRTHDAY,
        )
        for seat in seats
    ]
    TimedDiscount.objects.bulk_create(opened)
    return opened[0] if opened else None


def _is_on(shop: ShopSettings) -> bool:
    return shop.birthday_in_use and shop.birthday_greeting


def _whose_birthday_is(today: date) -> QuerySet[User]:
    """Active people who said yes to the newsletter."""
    kept = Q()
    for month, day in days_kept(today):
        kept |= Q(birthday__month=month, birthday__day=day)
    news = Consent.objects.filter(
        user=OuterRef("pk"), kind=ConsentKind.NEWSLETTER, withdrawn_at=None
    )
    people: QuerySet[User] = User.objects.filter(kept, Exists(news), is_active=True)
    return people


def _not_greeted(user_ids: Sequence[int], today: date) -> list[int]:
    """Those without this year's greeting, to whatever address it went. One query."""
    keys = {_event_key(pk, today): pk for pk in user_ids}
    done = OutgoingEmail.objects.filter(event_key__in=list(keys))
    greeted = set(done.values_list("event_key", flat=True))
    return [pk for key, pk in keys.items() if key not in greeted]


def _event_key(user_id: int, today: date) -> str:
    return f"birthday-{today.year}:{user_id}"
