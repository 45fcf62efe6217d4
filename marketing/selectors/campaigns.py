"""Newsletters for their pages: the list, one of them, how far it is, and its figures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.http import Http404

from core.batches import room_in_minute
from customers.models import User
from customers.search import users_matching
from marketing.models import (
    Campaign,
    CampaignRecipient,
    CampaignState,
    LetterState,
    SkippedFor,
)

BATCH = 200  # letters of one transaction, and the most that lie in the outbox


def campaigns(*, text: str = "", state: str = "", kind: str = "") -> "QuerySet[Campaign]":
    """Every one with who made it, by part of the name."""
    found = Campaign.objects.select_related("made_by").defer("texts")
    for word in text.split()[:5]:
        found = found.filter(name__icontains=word)
    if state:
        found = found.filter(state=state)
    return found.filter(kind=kind) if kind else found


def campaign_of(campaign_id: int) -> Campaign:
    """One, or Http404. One query."""
    rows = Campaign.objects.select_related("made_by", "sent_off_by", "stopped_by")
    found = rows.filter(pk=campaign_id).first()
    if found is None:
        raise Http404
    return found


@dataclass(frozen=True, slots=True)
class Figures:
    """What became of the letters. We count no openings: there is nothing here to say of them."""

    states: Mapping[str, int]
    skipped: Mapping[SkippedFor, int]
    withdrew: int
    minutes_left: int

    def _in(self, state: LetterState) -> int:
        return self.states.get(state, 0)

    @property
    def waiting(self) -> int:
        return self._in(LetterState.WAITING) + self._in(LetterState.QUEUED)

    @property
    def sent(self) -> int:
        return self._in(LetterState.SENT)

    @property
    def failed(self) -> int:
        return self._in(LetterState.FAILED)

    @property
    def bounced(self) -> int:
        return self._in(LetterState.BOUNCED)

    @property
    def left_out(self) -> int:
        return sum(self.skipped.values())

    @property
    def total(self) -> int:
        return sum(self.states.values())

    @property
    def done(self) -> int:
        return self.total - self.waiting

    @property
    def reasons(self) -> Sequence[tuple[str, int]]:
        return [(str(reason.label), count) for reason, count in self.skipped.items()]


def figures_of(campaign: Campaign) -> Figures:
    """One query."""
    rows = CampaignRecipient.objects.filter(campaign=campaign).order_by()
    states: dict[str, int] = {}
    skipped: dict[SkippedFor, int] = {}
    withdrew = 0
    counts = rows.values_list("state", "reason").annotate(
        many=Count("pk"), left=Count("pk", filter=Q(withdrew_at__isnull=False))
    )
    for state, reason, many, left in counts:
        states[state] = states.get(state, 0) + many
        withdrew += left
        if reason:
            skipped[SkippedFor(reason)] = many
    waiting = states.get(LetterState.WAITING, 0)
    return Figures(states, skipped, withdrew, minutes_for(waiting))


def counts_of(found: "QuerySet[Campaign]") -> Mapping[int, Mapping[str, int]]:
    """Of each campaign how many letters are in which state, and by how many people left."""
    rows = CampaignRecipient.objects.filter(campaign__in=found.order_by().values("pk")).order_by()
    counts: dict[int, dict[str, int]] = {}
    grouped = rows.values_list("campaign", "state").annotate(
        many=Count("pk"), left=Count("pk", filter=Q(withdrew_at__isnull=False))
    )
    for campaign_id, state, many, left in grouped:
        of_one = counts.setdefault(campaign_id, {"withdrew": 0})
        of_one[state] = many
        of_one["withdrew"] += left
    return counts


def minutes_for(letters: int) -> int:
    """How long so many take when nothing else is sent; 0 = they go at once."""
    return (letters - 1) // a_minute() if letters else 0


def a_minute() -> int:
    return max(1, int(settings.ATTEST_LETTERS_A_MINUTE))


def recipients_of(
    campaign: Campaign, *, text: str = "", state: str = ""
) -> "QuerySet[CampaignRecipient]":
    """With the person, by part of name or e-mail and by state."""
    found = CampaignRecipient.objects.filter(campaign=campaign).select_related("user")
    if text.strip():
        found = found.filter(user__in=users_matching(User.objects.all(), text).values("pk"))
    return found.filter(state=state) if state else found


def under_way() -> Sequence[Campaign]:
    """Those being sent, oldest first. One query."""
    found = Campaign.objects.filter(state=CampaignState.SENDING)
    return list(found.order_by("started_at", "id")[:20])


def room_now() -> tuple[int, int]:
    """How many letters may go into the outbox now, and if none: in how many seconds. Two queries.

    No more than so many a minute, and no more than a batch lies there: what the mail server does
    not take waits here, where a no is still heard.
    """
    queued = CampaignRecipient.objects.filter(state=LetterState.QUEUED)
    free = BATCH - queued.order_by()[:BATCH].count()
    left, wait = room_in_minute(CampaignRecipient.objects.all(), "queued_at", a_minute=a_minute())
    if not left:
        return 0, wait
    return (min(free, left), 0) if free > 0 else (0, 5)
