"""What the wholesale sign-up asks and offers."""

from collections.abc import Sequence

from django.http import Http404
from django.utils.translation import get_language

from customers.extra_fields import ORDER
from customers.models import ShopSettings
from customers.selectors.extra_fields import question_of
from customers.selectors.field_rules import rules_of
from marketing.models import WholesaleProgramme, WholesaleQuestion
from marketing.wholesale_rules import Offer, what_is_asked


def programme_now() -> WholesaleProgramme:
    """The one row; its defaults when nobody has saved it yet. One query."""
    return WholesaleProgramme.objects.filter(pk=1).first() or WholesaleProgramme(pk=1)


def offer_now(shop: ShopSettings) -> Offer:
    """Three queries."""
    programme = programme_now()
    return Offer(
        programme=programme,
        tiers=list(programme.tiers.order_by("name", "pk")),
        questions=[question_of(row, place=ORDER) for row in questions_to_edit()],
        asked=what_is_asked(programme, rules_of(shop)),
    )


def questions_to_edit() -> Sequence[WholesaleQuestion]:
    """In the order they are asked; at most ten. One query."""
    return list(WholesaleQuestion.objects.all())


def question_to_edit(question_id: int) -> WholesaleQuestion:
    found = WholesaleQuestion.objects.filter(pk=question_id).first()
    if found is None:
        raise Http404
    return found


def in_own_words(programme: WholesaleProgramme, name: str) -> str:
    """`intro` or `next_steps` in the reader's language, else as it was written first."""
    told = getattr(programme, f"{name}_{get_language()}", "")
    return str(told or getattr(programme, name))
