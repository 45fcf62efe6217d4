"""When things happened in the demo world: office hours, seasons, always before now."""

import random
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

# How much is ordered in a month: schools buy in August, nobody in July.
_SEASON = {
    1: 11, 2: 10, 3: 11, 4: 10, 5: 10, 6: 8, 7: 3, 8: 17, 9: 13, 10: 11, 11: 12, 12: 7,
}  # fmt: skip
_LATELY = timedelta(days=10)  # more of it, so that staff have something to do
_OPENS, _CLOSES = 7, 17


def shop_zone() -> ZoneInfo:
    return ZoneInfo(settings.TIME_ZONE)


def office_moments(chance: random.Random, count: int, until: datetime) -> list[datetime]:
    """So many moments of the year before `until`, in office hours, more in busy months."""
    last = until.astimezone(shop_zone()).date() - timedelta(days=1)
    days = [last - timedelta(days=back) for back in range(365)]
    days = [day for day in days if day.weekday() < 5]
    weights = [_SEASON[day.month] * (2 if last - day < _LATELY else 1) for day in days]
    chosen = chance.choices(days, weights, k=count)
    return sorted(_on(day, chance) for day in chosen)


def _on(day: date, chance: random.Random) -> datetime:
    minutes = chance.randrange(_OPENS * 60, _CLOSES * 60)
    at = time(minutes // 60, minutes % 60, chance.randrange(60))
    return datetime.combine(day, at, tzinfo=shop_zone())


def latest_moments(count: int, now: datetime, gap: timedelta) -> Sequence[datetime]:
    """The last `count` moments before now, at least `gap` apart, oldest first, in office hours."""
    found: list[datetime] = []
    at = (now - gap).astimezone(shop_zone()).replace(second=0, microsecond=0)
    while len(found) < count:
        if at.weekday() < 5 and _OPENS <= at.hour < _CLOSES:
            found.append(at)
            at -= gap
        else:
            at -= timedelta(minutes=30)
    return found[::-1]


def later(chance: random.Random, moment: datetime, hours: tuple[float, float]) -> datetime:
    """Between so many hours after `moment`, moved into office hours."""
    at = moment + timedelta(minutes=chance.uniform(hours[0] * 60, hours[1] * 60))
    at = at.astimezone(shop_zone())
    if at.hour >= _CLOSES:
        at = (at + timedelta(days=1)).replace(hour=_OPENS)
    if at.hour < _OPENS:
        at = at.replace(hour=_OPENS)
    while at.weekday() > 4:
        at += timedelta(days=1)
    return max(at, moment + timedelta(minutes=2))
