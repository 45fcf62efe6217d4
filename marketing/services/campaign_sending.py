"""The worker's part of a newsletter: batch by batch, so many a minute, each yes looked at anew.

A batch is one transaction, with its mails in the outbox and the job for the next batch. A worker
killed in the middle of it has done nothing, one killed after it has left the job for the rest.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils import timezone

from core.audit import use_case
from core.batches import leave_job
from core.mail import enqueue_all, letter_to
from core.models import EmailState, OutgoingEmail
from core.turns import take_turns
from customers.actors import SYSTEM, Actor
from customers.add_ons import AddOn
from customers.models import Consent, ConsentKind, ShopSettings, User
from customers.newsletter_links import stop_link
from customers.selectors.shop import shop_settings
from marketing.letters import TEMPLATE, letter, texts_of, words_for
from marketing.models import (
    Campaign,
    CampaignRecipient,
    CampaignState,
    LetterState,
    SkippedFor,
)
from marketing.selectors.audience import GETS, audience_of, with_fate
from marketing.selectors.campaigns import BATCH, room_now, under_way
from marketing.services.bounces import note_refusals
from marketing.services.campaigns import SEND_TASK, make_draft_again

_TURN = 4_711_078
_LATE = timedelta(days=1)  # what was off for longer does not go out by surprise


@use_case("campaign.send")
def send_batch(*, actor: Actor = SYSTEM, now: datetime | None = None) -> int:
    """Begins what is due, hands over as many letters as may go now, has the rest done later.

    Returns how many were handed over. While the shop does not use newsletters nothing moves.
    """
    take_turns(_TURN)  # or each worker would count the minute without the other's letters
    note_refusals()
    _take_back()
    _settle()
    shop = shop_settings()
    if not shop.is_on(AddOn.CAMPAIGNS):
        return 0
    _begin_due(now or timezone.now())
    room, _wait = room_now()
    handed = 0
    for campaign in under_way():
        if handed < room:
            handed += _hand_over(campaign, shop, at_most=room - handed)
    _end_finished()
    _go_on()
    return handed


def _settle() -> None:
    """What has become of the mails in the outbox, also of one that goes at this very moment."""
    queued = CampaignRecipient.objects.filter(state=LetterState.QUEUED)
    mails = OutgoingEmail.objects.filter(pk=OuterRef("mail"))
    went = mails.filter(state=EmailState.SENT)
    queued.filter(Exists(went)).update(
        state=LetterState.SENT, sent_at=Subquery(went.values("sent_at")[:1])
    )
    failed = mails.filter(state=EmailState.FAILED)
    queued.filter(Q(mail=None) | Exists(failed)).update(state=LetterState.FAILED)


def _take_back() -> None:
    """A no is heard also while the letter lies in the outbox, as long as nobody is sending it."""
    yes = Consent.objects.filter(
        user=OuterRef("user"), kind=OuterRef("campaign__kind"), withdrawn_at=None
    )
    left = CampaignRecipient.objects.filter(
        ~Exists(yes), state=LetterState.QUEUED, mail__state=EmailState.WAITING
    )
    mail_ids = list(left.order_by().values_list("mail_id", flat=True)[:BATCH])
    if not mail_ids:
        return
    free = OutgoingEmail.objects.select_for_update(skip_locked=True).filter(
        pk__in=mail_ids, state=EmailState.WAITING
    )
    taken = list(free.values_list("pk", flat=True))
    CampaignRecipient.objects.filter(mail__in=taken).update(
        state=LetterState.SKIPPED, reason=SkippedFor.WITHDREW, mail=None
    )
    OutgoingEmail.objects.filter(pk__in=taken).delete()


def _begin_due(now: datetime) -> None:
    rows = Campaign.objects.select_for_update(skip_locked=True, of=("self",)).filter(
        state=CampaignState.SCHEDULED, scheduled_at__lte=now
    )
    for campaign in rows.order_by("scheduled_at", "id")[:20]:
        if campaign.scheduled_at is not None and campaign.scheduled_at < now - _LATE:
            make_draft_again(campaign)
            continue
        campaign.people = _add_recipients(campaign)
        campaign.state, campaign.started_at = CampaignState.SENDING, now
        campaign.save(update_fields=["people", "state", "started_at"])


def _add_recipients(campaign: Campaign) -> int:
    """A row for each who said yes, made by the database from the question itself; how many."""
    people: Any = audience_of(campaign)
    people = people.exclude(fate=SkippedFor.NO_CONSENT)
    question, values = people.order_by("pk").values_list("pk", "fate").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            INSERT INTO {CampaignRecipient._meta.db_table} (campaign_id, user_id, state, reason)
            SELECT %s, who.id,
                CASE WHEN who.fate = %s THEN %s ELSE %s END,
                CASE WHEN who.fate = %s THEN '' ELSE who.fate END
            FROM ({question}) AS who (id, fate)
            ON CONFLICT DO NOTHING
            """,  # noqa: S608 (a table's name, and a question that the ORM wrote)
            [
                *(campaign.pk, GETS, LetterState.WAITING, LetterState.SKIPPED, GETS),
                *values,
            ],
        )
        return int(cursor.rowcount)


def _hand_over(campaign: Campaign, shop: ShopSettings, *, at_most: int) -> int:
    """To the first `at_most` who wait, each looked at anew; returns how many mails were written."""
    # The stop of a campaign waits for the batch, or the batch finds nobody waiting.
    rows = CampaignRecipient.objects.select_for_update(skip_locked=True, of=("self",)).filter(
        campaign=campaign, state=LetterState.WAITING
    )
    waiting = list(rows.order_by("id")[:at_most])
    if not waiting:
        return 0
    people = _people(campaign, waiting)
    skipped: dict[str, list[int]] = defaultdict(list)
    readers: list[CampaignRecipient] = []
    for row in waiting:
        fate = people[row.user_id].fate
        if fate == GETS:
            readers.append(row)
        else:
            skipped[fate].append(row.pk)
    for fate, ids in skipped.items():
        reason = SkippedFor.WITHDREW if fate == SkippedFor.NO_CONSENT else SkippedFor(fate)
        CampaignRecipient.objects.filter(pk__in=ids).update(
            state=LetterState.SKIPPED, reason=reason
        )
    _write(campaign, shop, readers, people)
    return len(readers)


def _people(campaign: Campaign, rows: Sequence[CampaignRecipient]) -> Mapping[int, Any]:
    """By id with `.fate` as it is now, each held: a no comes before this batch or after it."""
    ids = [row.user_id for row in rows]
    held = User.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk")
    list(held.values_list("pk", flat=True))
    found = with_fate(User.objects.filter(pk__in=ids), ConsentKind(campaign.kind))
    return {user.pk: user for user in found}


def _write(
    campaign: Campaign,
    shop: ShopSettings,
    readers: Sequence[CampaignRecipient],
    people: Mapping[int, Any],
) -> None:
    mails = [_mail(campaign, shop, people[row.user_id]) for row in readers]
    enqueue_all(mails)
    keys = [mail.event_key for mail in mails]
    written = dict(OutgoingEmail.objects.filter(event_key__in=keys).values_list("event_key", "pk"))
    now = timezone.now()
    for row in readers:
        row.mail_id = written[event_key(campaign.pk, row.user_id)]
        row.state, row.queued_at = LetterState.QUEUED, now
    CampaignRecipient.objects.bulk_update(readers, ["mail", "state", "queued_at"])


def _mail(campaign: Campaign, shop: ShopSettings, user: User) -> OutgoingEmail:
    kind = ConsentKind(campaign.kind)
    stop = stop_link(user.pk, kind, letter=campaign.pk)
    texts = texts_of(campaign.texts)
    found = words_for(texts, user.language or shop.language, shop_language=shop.language)
    if found is None:  # it was sent off with words, which nobody can change since
        raise AssertionError("a newsletter without words")
    code, words = found
    return letter_to(
        letter(words, code, user=user, shop=shop, kind=kind, stop_link=stop),
        event_key=event_key(campaign.pk, user.pk),
        template=TEMPLATE,
        to=user,
        unsubscribe_url=stop,
    )


def event_key(campaign_id: int, user_id: int) -> str:
    return f"campaign-{campaign_id}:{user_id}"


def _end_finished() -> None:
    left = CampaignRecipient.objects.filter(
        campaign=OuterRef("pk"), state__in=[LetterState.WAITING, LetterState.QUEUED]
    )
    done = Campaign.objects.filter(~Exists(left), state=CampaignState.SENDING)
    done.update(state=CampaignState.SENT, ended_at=timezone.now())


def _go_on() -> None:
    """Leaves a job for those who still wait."""
    if CampaignRecipient.objects.filter(state=LetterState.WAITING).exists():
        _room, wait = room_now()
        leave_job(SEND_TASK, in_seconds=wait)
