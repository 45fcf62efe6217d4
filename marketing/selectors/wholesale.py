"""What the wholesale sign-up asks and offers."""

from collections.abc import Sequence

from django.http import Http404
from django.utils.translation import get_language

from customers.extra_fields import ORDER, Question
from customers.models import ShopSettings
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
        questions=[question_of(row) for row in questions_to_edit()],
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


def question_of(row: WholesaleQuestion) -> Question:
    """As a form asks it."""
    return Question(
        key=row.key,
        place=ORDER,
        kind=row.kind,
        labels={"en": row.label, "sv": row.label_sv, "nb": row.label_nb},
        helps={"en": row.help, "sv": row.help_sv, "nb": row.help_nb},
        choices=tuple(row.choices),
        is_required=row.is_required,
        max_length=row.max_length,
        minimum=row.minimum,
        maximum=row.maximum,
        default=row.default,
    )


def in_own_words(programme: WholesaleProgramme, name: str) -> str:
    """`intro` or `next_steps` in the reader's language, else as it was written first."""
    told = getattr(programme, f"{name}_{get_language()}", "")
    return str(told or getattr(programme, name))
