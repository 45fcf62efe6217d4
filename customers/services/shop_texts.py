"""The shop's own words: written, changed and removed by its administrators."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.audit import use_case
from core.reasons import Refused
from customers.access import Perm
from customers.actors import Actor
from customers.errors import CustomersRefused, require
from customers.models import CustomerGroup, Segment, ShopText, Terms, TextKind
from customers.models.shop_text import LANGUAGES
from customers.policies import NO_RIGHT

LONGEST_TITLE, LONGEST_BODY, LONGEST_TERMS = 160, 20_000, 200_000


@dataclass(frozen=True, slots=True)
class TextDetails:
    """A start page text or news; headings and bodies by language. No groups and no segments = for
    everyone. Both days are included; `ends_on` None = until it is taken away."""

    titles: Mapping[str, str]
    bodies: Mapping[str, str]
    starts_on: date
    ends_on: date | None = None
    position: int = 0
    is_active: bool = True
    limit_groups: Sequence[CustomerGroup] = field(default=())
    limit_segments: Sequence[Segment] = field(default=())


@use_case("shop-text.save")
def save_shop_text(
    *, actor: Actor, kind: TextKind, details: TextDetails, text: ShopText | None = None
) -> ShopText:
    """Writes a new one of that kind, or changes `text`. Raises CustomersRefused."""
    _require_right(actor)
    _require_said(kind, details)
    if details.ends_on is not None and details.ends_on < details.starts_on:
        raise CustomersRefused(Refused(_("It ends before it begins."), "ends_on"))
    saved = ShopText(kind=kind) if text is None else _locked_text(text.pk)
    for code in LANGUAGES:
        setattr(saved, f"title_{code}", " ".join(details.titles.get(code, "").split()))
        setattr(saved, f"body_{code}", details.bodies.get(code, "").strip())
    saved.starts_on, saved.ends_on = details.starts_on, details.ends_on
    saved.position, saved.is_active = details.position, details.is_active
    saved.save()
    saved.limit_groups.set(details.limit_groups)
    saved.limit_segments.set(details.limit_segments)
    return saved


@use_case("shop-text.delete")
def delete_shop_text(*, actor: Actor, text_id: int) -> None:
    """It is gone from the start page at once; history keeps what it said."""
    _require_right(actor)
    _locked_text(text_id).delete()


@use_case("terms.save")
def save_terms(
    *, actor: Actor, bodies: Mapping[str, str], valid_from: date, terms: Terms | None = None
) -> Terms:
    """A new version from today or later on, or a change of one that is not in force yet.

    What has been in force stays as it was read. Raises CustomersRefused.
    """
    _require_right(actor)
    today = timezone.localdate()
    if not any(body.strip() for body in bodies.values()):
        raise CustomersRefused(Refused(_("Write the terms in one language at least."), "text"))
    if valid_from < today:
        raise CustomersRefused(
            Refused(_("New terms are in force from today at the earliest."), "valid_from")
        )
    saved = Terms() if terms is None else _locked_terms(terms.pk, today)
    for code in LANGUAGES:
        setattr(saved, f"body_{code}", bodies.get(code, "").strip())
    saved.valid_from = valid_from
    saved.save()
    return saved


@use_case("terms.delete")
def delete_terms(*, actor: Actor, terms_id: int) -> None:
    """Only a version that is not in force yet."""
    _require_right(actor)
    _locked_terms(terms_id, timezone.localdate()).delete()


def _require_right(actor: Actor) -> None:
    if not actor.has(Perm.STAFF_SETTINGS):
        require(NO_RIGHT)


def _require_said(kind: TextKind, details: TextDetails) -> None:
    """News has a heading wherever it has a text; each has words in one language at least."""
    if not any(map(str.strip, (*details.titles.values(), *details.bodies.values()))):
        raise CustomersRefused(Refused(_("Write it in one language at least."), "text"))
    if kind != TextKind.NEWS:
        return
    for code in LANGUAGES:
        if details.bodies.get(code, "").strip() and not details.titles.get(code, "").strip():
            raise CustomersRefused(Refused(_("News needs a heading."), f"title_{code}"))


def _locked_text(text_id: int) -> ShopText:
    found = ShopText.objects.select_for_update().filter(pk=text_id).first()
    if found is None:
        raise CustomersRefused(Refused(_("This text has been removed."), "gone"))
    return found


def _locked_terms(terms_id: int, today: date) -> Terms:
    found = Terms.objects.select_for_update().filter(pk=terms_id).first()
    if found is None:
        raise CustomersRefused(Refused(_("This version has been removed."), "gone"))
    if found.valid_from <= today:
        raise CustomersRefused(
            Refused(_("These terms are in force. Write a new version."), "in_force")
        )
    return found
