"""Asking for an account, whatever page or program asks: what is required, and one mail."""

import pytest

from core.models import OutgoingEmail
from customers.actors import ANONYMOUS
from customers.errors import FieldsRefused
from customers.models import PendingRegistration
from customers.services.registration import Wished, answer_registration, ask_to_register
from customers.services.users import Person
from tests.rules import say_of
from tests.world import World


def ask(phone: str = "") -> int | None:
    wished = Wished(email="ny@example.com", person=Person("Ny", "Vän", phone=phone))
    return ask_to_register(actor=ANONYMOUS, wished=wished, ip_address=None)


def test_what_the_shop_requires_of_people_is_required_by_the_service_too(world: World) -> None:
    say_of(world, "users", "phone", is_required=True)
    with pytest.raises(FieldsRefused):
        ask()
    assert not PendingRegistration.objects.exists()
    assert ask("070-1") is not None


@pytest.mark.parametrize("email", ["ny@example.com", "nora@example.com"])
def test_a_job_that_is_run_twice_mails_once(world: World, email: str) -> None:
    wished = Wished(email=email, person=Person("Ny", "Vän"))
    asked = ask_to_register(actor=ANONYMOUS, wished=wished, ip_address=None)
    assert asked is not None
    for _turn in range(2):
        answer_registration(registration_id=asked)
    assert OutgoingEmail.objects.count() == 1
