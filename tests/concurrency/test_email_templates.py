"""Two who publish at once: one is told, and what is sent is never an older edition."""

from functools import partial

import pytest

from core import email_templates as templates
from core.email_kinds import EmailKind, kind_of
from core.email_templates import TemplateRefused
from core.email_wording import current_edition, in_force
from core.email_words import Words
from core.models import EmailTemplateVersion
from tests.concurrency.threads import at_once
from tests.world import World, build_world

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]


def kind_named(template: str) -> EmailKind:
    kind = kind_of(template)
    assert kind is not None
    return kind


def publish(world: World, template: str, subject: str, seen: int = 0) -> EmailTemplateVersion:
    return templates.publish(
        actor=world.actor(world.stina),
        kind=kind_named(template),
        language="en",
        words=Words(subject=subject),
        seen=seen,
    )


def test_of_two_who_publish_the_same_mail_at_once_one_is_told() -> None:
    world = build_world()
    for round_ in range(5):
        results = at_once(
            [
                partial(publish, world, "orders/confirmed", f"{who} {round_}", round_)
                for who in ("a", "b", "c")
            ]
        )
        refused = [found for found in results if isinstance(found, TemplateRefused)]
        [kept] = [found for found in results if isinstance(found, EmailTemplateVersion)]
        assert {each.problems[""].code for each in refused} == {"changed_since"}
        assert len(refused) == 2
        found = in_force("orders/confirmed", "en")
        assert found is not None
        assert found.words.subject == kept.subject
    assert EmailTemplateVersion.objects.count() == 5


def test_mails_published_at_once_are_all_in_force_afterwards() -> None:
    """A larger number is always committed later, or a process would keep what is old."""
    world = build_world()
    kinds = [kind.template for kind in templates_of_orders()]

    def publish_and_look(template: str) -> None:
        publish(world, template, f"New {template}")
        edition = current_edition()
        found = in_force(template, "en", edition)
        assert found is not None
        assert found.words.subject == f"New {template}"

    results = at_once([partial(publish_and_look, template) for template in kinds])
    assert results == [None] * len(kinds)
    for template in kinds:
        found = in_force(template, "en")
        assert found is not None
        assert found.words.subject == f"New {template}"


def templates_of_orders() -> list[EmailKind]:
    return [
        kind_named(f"orders/{event}") for event in ("confirmed", "handled", "rejected", "changed")
    ]
