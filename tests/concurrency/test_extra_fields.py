"""Two people at the extra fields at once: the limit of 20 holds, and no field is lost unseen."""

from functools import partial

import pytest

from customers.errors import CustomersRefused
from customers.extra_field_rules import ExtraFieldDetails
from customers.models import ExtraField, StaffRole
from customers.selectors.extra_fields import extra_fields_of
from customers.services.extra_fields import Scope, save_extra_field
from tests.concurrency.threads import at_once
from tests.questions import ask
from tests.world import build_world, make_user

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]


def test_the_twenty_first_of_two_at_once_is_refused() -> None:
    """One for the whole shop, one for a single customer: each alone would have had room."""
    world = build_world()
    siv = make_user("siv@example.com", "Siv", "Ek", staff_role=StaffRole.ADMINISTRATOR)
    school = world.nora.customer
    for number in range(19):
        ask(world, f"Field {number}", customer=school if number % 2 else None)
    for round_number in range(6):
        wanted = ExtraFieldDetails(place="order", kind="text", label=f"Last {round_number}")
        answers = at_once(
            [
                partial(
                    save_extra_field,
                    actor=world.actor(world.stina),
                    scope=Scope(),
                    details=wanted,
                ),
                partial(
                    save_extra_field,
                    actor=world.actor(siv),
                    scope=Scope(customer=school),
                    details=wanted,
                ),
            ]
        )
        refused = [answer for answer in answers if isinstance(answer, CustomersRefused)]
        assert len(refused) == 1, answers
        assert refused[0].code == "too_many"
        assert len(extra_fields_of(school).order) == 20
        ExtraField.objects.filter(label=wanted.label).delete()


def test_two_who_save_the_same_field_are_one_and_a_word() -> None:
    world = build_world()
    siv = make_user("siv@example.com", "Siv", "Ek", staff_role=StaffRole.ADMINISTRATOR)
    field = ask(world, "Project")
    for version in range(1, 6):
        answers = at_once(
            [
                partial(
                    save_extra_field,
                    actor=world.actor(who),
                    scope=Scope(),
                    details=ExtraFieldDetails(place="order", kind="text", label=label),
                    field=field,
                    version=version,
                )
                for who, label in ((world.stina, "Stina's"), (siv, "Siv's"))
            ]
        )
        refused = [answer for answer in answers if isinstance(answer, CustomersRefused)]
        assert [each.code for each in refused] == ["changed_since"], answers
        assert ExtraField.objects.get().version == version + 1
