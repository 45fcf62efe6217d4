"""The shop's own words: what a visitor reads of them, and all of them for the staff."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone

from core.prepared import Prepared
from core.tables import Sort
from customers.actors import Actor
from customers.models import CustomerGroup, ShopText, Terms, TextKind
from customers.models.shop_text import ShopTextQuerySet
from customers.reach import is_for

NEWS_ON_FRONT_PAGE = 5
_MOST_TEXTS = 10  # on one start page
_EARLIER_TERMS = 20

NEWS_SORTS = {"newest": Sort.by("starts_on", descending_first=True)}
STAFF_SORTS = {"newest": Sort.by("starts_on", descending_first=True)}
TERMS_SORTS = {"newest": Sort.by("valid_from", descending_first=True)}


@dataclass(frozen=True, slots=True)
class FrontTexts:
    """What the start page says: texts in their order, the newest news, whether there is more."""

    texts: Sequence[ShopText] = ()
    news: Sequence[ShopText] = ()
    has_more_news: bool = False


def front_texts(actor: Actor) -> FrontTexts:
    """For whoever looks at the start page now. One query, however much has been written."""
    customer = actor.customer
    return _front(customer.pk if customer else None, customer.main_group_id if customer else None)


def front_texts_for(group: CustomerGroup | None) -> FrontTexts:
    """As a customer with that main group and nothing else reads it; None = a stranger."""
    return _front(None, group.pk if group else None)


def _front(customer_id: int | None, group_id: int | None) -> FrontTexts:
    rows = _FRONT.rows(customer_id=customer_id, group_id=group_id, day=timezone.localdate())
    texts = [row for row in rows if row.kind == TextKind.START]
    news = [row for row in rows if row.kind == TextKind.NEWS]
    return FrontTexts(
        texts=sorted(texts, key=lambda text: (text.position, text.pk)),
        news=sorted(news, key=lambda item: (item.starts_on, item.pk), reverse=True)[
            :NEWS_ON_FRONT_PAGE
        ],
        has_more_news=len(news) > NEWS_ON_FRONT_PAGE,
    )


def _shown_to(customer_id: int | None, group_id: int | None, day: date) -> ShopTextQuerySet:
    for_them = is_for(ShopText, customer_id=customer_id, group_id=group_id)
    return ShopText.objects.shown_on(day).filter(for_them)


def _front_query(customer_id: int, group_id: int, day: date) -> "QuerySet[ShopText]":
    shown = _shown_to(customer_id, group_id, day)
    texts = shown.filter(kind=TextKind.START).order_by("position", "pk")[:_MOST_TEXTS]
    news = shown.filter(kind=TextKind.NEWS).order_by("-starts_on", "-pk")[: NEWS_ON_FRONT_PAGE + 1]
    return ShopText.objects.filter(Q(pk__in=texts.values("pk")) | Q(pk__in=news.values("pk")))


_FRONT: Prepared[ShopText] = Prepared(_front_query, customer_id=int, group_id=int, day=date)


def news_for(actor: Actor) -> ShopTextQuerySet:
    """All news that this visitor may read today; page by page with NEWS_SORTS."""
    customer = actor.customer
    shown = _shown_to(
        customer.pk if customer else None,
        customer.main_group_id if customer else None,
        timezone.localdate(),
    )
    return shown.filter(kind=TextKind.NEWS)


def news_item_for(actor: Actor, news_id: int) -> ShopText:
    """One of them; what is for others is not there: Http404."""
    return get_object_or_404(news_for(actor), pk=news_id)


def all_texts(kind: str = "") -> "QuerySet[ShopText]":
    """Every text and all news with whom they are for, for the staff; page by page."""
    found = ShopText.objects.prefetch_related("limit_groups", "limit_segments")
    return found.filter(kind=kind) if kind in TextKind.values else found


def shop_text_of(text_id: int) -> ShopText:
    """One of them, or Http404."""
    return get_object_or_404(all_texts(), pk=text_id)


def terms_now() -> Terms | None:
    """The terms in force today. One query."""
    return terms_until_today().first()


def terms_until_today() -> "QuerySet[Terms]":
    """Those in force and those before them, the newest first; what comes later is not told."""
    today = timezone.localdate()
    return Terms.objects.filter(valid_from__lte=today).order_by("-valid_from", "-pk")


def earlier_terms() -> Mapping[int, date]:
    """The days of the latest versions, the one in force first. One query."""
    return dict(terms_until_today().values_list("pk", "valid_from")[:_EARLIER_TERMS])


def all_terms() -> "QuerySet[Terms]":
    """Every version, also those to come, for the staff; page by page."""
    return Terms.objects.all()


def terms_of(terms_id: int) -> Terms:
    """One of them, or Http404."""
    return get_object_or_404(Terms, pk=terms_id)
