"""The words of the shop's mails, changed by its administrators; how is core/email_templates.py."""

from collections.abc import Mapping
from typing import Any

from core import email_templates as templates
from core.email_kinds import EmailKind
from core.email_words import Words
from core.models import EmailTemplateVersion, OutgoingEmail
from customers.access import Perm
from customers.actors import Actor
from customers.errors import require
from customers.models import User
from customers.policies import NO_RIGHT


def publish_words(
    *, actor: Actor, kind: EmailKind, language: str, words: Words, seen: int
) -> EmailTemplateVersion:
    """As `core.email_templates.publish`. Raises NotPermitted, TemplateRefused."""
    _require_right(actor)
    return templates.publish(actor=actor, kind=kind, language=language, words=words, seen=seen)


def restore_words(
    *, actor: Actor, kind: EmailKind, language: str, number: int, seen: int
) -> EmailTemplateVersion:
    """As `core.email_templates.restore`. Raises NotPermitted, TemplateRefused."""
    _require_right(actor)
    return templates.restore(actor=actor, kind=kind, language=language, number=number, seen=seen)


def reset_words(*, actor: Actor, kind: EmailKind, language: str, seen: int) -> EmailTemplateVersion:
    """As `core.email_templates.reset`. Raises NotPermitted, TemplateRefused."""
    _require_right(actor)
    return templates.reset(actor=actor, kind=kind, language=language, seen=seen)


def try_words(
    *,
    actor: Actor,
    kind: EmailKind,
    language: str,
    words: Words,
    context: Mapping[str, Any],
    to: User,
) -> OutgoingEmail:
    """As `core.email_templates.send_test`. Raises NotPermitted, TemplateRefused."""
    _require_right(actor)
    return templates.send_test(
        actor=actor, kind=kind, language=language, words=words, context=context, to=to
    )


def _require_right(actor: Actor) -> None:
    if not actor.has(Perm.STAFF_SETTINGS):
        require(NO_RIGHT)
