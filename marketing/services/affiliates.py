"""Affiliates begun, changed and ended; orders attributed; commission earned, taken back, paid."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.audit import use_case
from core.erasing import Traces
from core.history import events_of
from core.mail import enqueue
from core.money import round_money
from core.reasons import Refused, Text
from customers.access import Perm
from customers.actors import Actor
from customers.models import ShopSettings, User
from customers.selectors.shop import shop_settings
from marketing.commission import as_kept, commission_on, is_code
from marketing.errors import MarketingRefused
from marketing.models import (
    Affiliate,
    Attribution,
    CommissionEntry,
    CommissionEntryKind,
    CommissionKind,
    PaidEntry,
    Payout,
)
from marketing.selectors.affiliates import unpaid_entries

_ERASED = "erased-"
_HIGHEST = Decimal("9999999.99")


@dataclass(frozen=True, slots=True)
class Terms:
    """What staff agree with an affiliate. `rate`: % of goods ex VAT, or an amount per order."""

    shown_as: str
    commission: str
    rate: Decimal
    starts_on: date
    ends_on: date | None = None


def _refuse(reason: Text, field: str) -> MarketingRefused:
    return MarketingRefused(Refused(reason, field))


def _require(actor: Actor) -> None:
    if not actor.has(Perm.STAFF_AFFILIATE):
        raise _refuse(_("You have no right to do this."), "no_right")


def mark_of(code: str) -> str:
    """What stays of a code when its person is erased: equal codes have equal marks."""
    key = f"affiliate-code:{settings.SECRET_KEY}".encode()
    return hmac.new(key, as_kept(code).encode(), hashlib.sha256).hexdigest()


@use_case("affiliate.create")
def create_affiliate(*, actor: Actor, email: str, code: str, terms: Terms) -> Affiliate:
    """Makes somebody with an account an affiliate, and tells them. Raises MarketingRefused."""
    _require(actor)
    user = User.objects.select_for_update(no_key=True).filter(email__iexact=email.strip()).first()
    if user is None or not user.is_active:
        raise _refuse(_("Nobody active has this e-mail address."), "email")
    kept = as_kept(code)
    if not is_code(kept) or kept.startswith(_ERASED):
        raise _refuse(_("3 to 30 letters a–z, figures and hyphens."), "code")
    if Affiliate.objects.filter(user=user).exists():
        raise _refuse(_("This person is an affiliate already, perhaps an ended one."), "email")
    affiliate = Affiliate(user=user, code=kept, code_mark=mark_of(kept))
    _set(affiliate, terms)
    try:
        with transaction.atomic():
            affiliate.save()
    except IntegrityError as error:
        taken = _("This code has been given before. A code is never given to two.")
        raise _refuse(taken, "code") from error
    _tell(affiliate, "welcome", f"affiliate-{affiliate.pk}:welcome", shop_settings())
    return affiliate


def _set(affiliate: Affiliate, terms: Terms) -> None:
    shown_as = " ".join(terms.shown_as.split())
    if not shown_as or len(shown_as) > 80:
        raise _refuse(_("Write the name that visitors see, at most 80 characters."), "shown_as")
    if terms.commission not in CommissionKind.values:
        raise _refuse(_("Choose one of the two."), "commission")
    if not Decimal(0) < terms.rate <= _HIGHEST:
        raise _refuse(_("Write more than 0."), "rate")
    if terms.commission == CommissionKind.PERCENT and terms.rate > 100:
        raise _refuse(_("At most 100 %."), "rate")
    if terms.ends_on is not None and terms.ends_on < terms.starts_on:
        raise _refuse(_("The last day is before the first."), "ends_on")
    affiliate.shown_as, affiliate.commission = shown_as, terms.commission
    affiliate.rate = round_money(terms.rate, "SEK")  # two decimals, of percentages too
    affiliate.starts_on, affiliate.ends_on = terms.starts_on, terms.ends_on


@use_case("affiliate.change")
def change_affiliate(*, actor: Actor, affiliate_id: int, terms: Terms) -> Affiliate:
    """Orders that are placed already keep the terms they were placed on."""
    _require(actor)
    affiliate = _locked(affiliate_id)
    _set(affiliate, terms)
    affiliate.save()
    return affiliate


@use_case("affiliate.end")
def end_affiliate(*, actor: Actor, affiliate_id: int, is_active: bool) -> Affiliate:
    """The link no longer counts, or does again; what is earned stays earned and owed."""
    _require(actor)
    affiliate = _locked(affiliate_id)
    if is_active and affiliate.user.erased_at is not None:
        raise _refuse(_("This person is erased and does not come back."), "erased")
    affiliate.is_active = is_active
    affiliate.save(update_fields=["is_active"])
    return affiliate


def _locked(affiliate_id: int) -> Affiliate:
    rows = Affiliate.objects.select_related("user").select_for_update(of=("self",), no_key=True)
    found = rows.filter(pk=affiliate_id).first()
    if found is None:
        raise _refuse(_("This affiliate is no longer there."), "gone")
    return found


def attribute(*, affiliate: Affiliate, order_number: int) -> None:
    """Inside the transaction that places the order; on the terms of now."""
    Attribution.objects.create(
        affiliate=affiliate,
        order_number=order_number,
        commission=affiliate.commission,
        rate=affiliate.rate,
    )


def earn_commission(*, order_number: int, goods_net: Decimal, currency: str) -> None:
    """The order is completed. While its row is held; a second time changes nothing."""
    found = Attribution.objects.filter(order_number=order_number).first()
    if found is None:
        return
    amount = commission_on(
        goods_net,
        is_percent=found.commission == CommissionKind.PERCENT,
        rate=found.rate,
        currency=currency,
    )
    _enter(found, CommissionEntryKind.EARNED, goods_net, amount, currency)


def take_back_commission(*, order_number: int, part: Decimal, whole: Decimal) -> None:
    """`part` of the order's `whole` value is cancelled or credited by now, all times together:
    so much of what it earned, if it did, is taken back. While the order's row is held."""
    found = CommissionEntry.objects.filter(attribution__order_number=order_number)
    entries = list(found.select_related("attribution").order_by("pk"))
    earned = next((each for each in entries if each.kind == CommissionEntryKind.EARNED), None)
    if earned is None or whole <= 0:
        return
    left = earned.amount - round_money(earned.amount * part / whole, earned.currency)
    goods = earned.goods_net - round_money(earned.goods_net * part / whole, earned.currency)
    amount = left - sum((each.amount for each in entries), Decimal(0))
    if amount < 0:
        goods -= sum((each.goods_net for each in entries), Decimal(0))
        reversed_ = CommissionEntryKind.REVERSED
        _enter(earned.attribution, reversed_, goods, amount, earned.currency)


def _enter(
    attribution: Attribution, kind: str, goods_net: Decimal, amount: Decimal, currency: str
) -> None:
    entry = CommissionEntry(
        attribution=attribution,
        kind=kind,
        goods_net=goods_net,
        amount=amount,
        currency=currency,
        counts_on=timezone.localdate(),
    )
    CommissionEntry.objects.bulk_create([entry], ignore_conflicts=True)


@use_case("affiliate.pay")
def mark_paid_out(
    *, actor: Actor, affiliate_id: int, until: date, expected: Decimal, reference: str
) -> Payout:
    """Everything unpaid up to and with `until` is marked as paid, and the affiliate told.

    `expected` is the sum that was shown; another sum by now is refused, and nothing is marked.
    """
    _require(actor)
    affiliate = _locked(affiliate_id)
    if until > timezone.localdate():
        raise _refuse(_("Not a day to come."), "until")
    entries = list(unpaid_entries(affiliate.pk, until=until).order_by("pk"))
    amount = sum((entry.amount for entry in entries), Decimal(0))
    if amount <= 0:
        raise _refuse(_("There is nothing to pay for these days."), "until")
    if amount != expected:
        raise _refuse(_("The sum has changed since it was shown. Look once more."), "changed")
    payout = Payout.objects.create(
        affiliate=affiliate,
        starts_on=min(entry.counts_on for entry in entries),
        ends_on=until,
        amount=amount,
        currency=entries[0].currency,
        reference=" ".join(reference.split())[:80],
        paid_by=actor.real_user,
    )
    PaidEntry.objects.bulk_create(PaidEntry(entry=entry, payout=payout) for entry in entries)
    key = f"affiliate-{affiliate.pk}:payout-{payout.pk}"
    _tell(affiliate, "payout", key, shop_settings(), payout=payout)
    return payout


def _tell(
    affiliate: Affiliate, event: str, key: str, shop: ShopSettings, payout: Payout | None = None
) -> None:
    if not affiliate.user.is_active:
        return
    root = settings.SITE_URL.rstrip("/")
    enqueue(
        event_key=key,
        template=f"marketing/affiliate_{event}",
        context={
            "shop": shop,
            "affiliate": affiliate,
            "payout": payout,
            "link": f"{root}{reverse('my:affiliate')}",
            "own_link": f"{root}{reverse('shop:affiliate-arrive', args=[affiliate.code])}",
        },
        language=shop.language,
        to=affiliate.user,
    )


def erase_affiliate(*, user: User, traces: Traces) -> None:
    """The books stay; what said who it was goes, and the code is still never given again."""
    affiliate = Affiliate.objects.select_for_update(no_key=True).filter(user=user).first()
    if affiliate is None:
        return
    nobody = f"{_ERASED}{affiliate.pk}"
    affiliate.code = affiliate.shown_as = nobody
    affiliate.is_active = False
    affiliate.save()
    kept = events_of(Affiliate).filter(pgh_obj_id=affiliate.pk)
    kept.update(code=nobody, shown_as=nobody)
    for word in (*traces.names, *traces.addresses):
        payouts = Payout.objects.filter(affiliate=affiliate, reference__icontains=word)
        payouts.update(reference="")
