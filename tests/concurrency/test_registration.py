"""One address, many at once, in any letter case: one account, and few mails to the mailbox."""

from functools import partial

import pytest
from django.contrib.auth.hashers import check_password
from django.utils import timezone

from customers.actors import ANONYMOUS
from customers.errors import CustomersRefused
from customers.models import ConsentKind, PendingRegistration, User
from customers.newsletter_links import Wish
from customers.services.newsletter import choose
from customers.services.registration import (
    MAILS_AN_HOUR,
    Wished,
    ask_to_register,
    confirm_registration,
)
from customers.services.users import Person
from tests.concurrency.threads import at_once
from tests.world import build_world

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]
MANY = 200
NEWS = frozenset({ConsentKind.NEWSLETTER})
PERSON = Person("Ny", "Vän", language="en")


def in_some_case(turn: int) -> str:
    """ny.van@example.com with other letters in capitals each time."""
    letters = "ny.van@example.com"
    return "".join(
        letter.upper() if turn >> (place % 8) & 1 else letter
        for place, letter in enumerate(letters)
    )


def pending(turn: int) -> int:
    """A registration as `ask_to_register` leaves it; it would not take so many of one address."""
    row = PendingRegistration.objects.create(
        email=in_some_case(turn), first_name="Ny", last_name="Vän", language="en"
    )
    return int(row.pk)


def test_two_hundred_registrations_of_one_address_leave_three_mails_and_no_account() -> None:
    build_world()
    wishes = [Wished(email=in_some_case(turn), person=PERSON) for turn in range(MANY)]
    found = at_once(
        [partial(ask_to_register, actor=ANONYMOUS, wished=wish, ip_address=None) for wish in wishes]
    )
    assert not [each for each in found if isinstance(each, Exception)]
    assert sum(each is not None for each in found) == MAILS_AN_HOUR
    assert PendingRegistration.objects.count() == MAILS_AN_HOUR
    assert not User.objects.filter(email__iexact="ny.van@example.com").exists()


def test_two_hundred_confirmations_make_one_account_with_one_password() -> None:
    build_world()
    before = User.objects.count()
    rows = [pending(turn) for turn in range(MANY)]
    found = at_once(
        [
            partial(
                confirm_registration,
                registration_id=pk,
                password=f"a harbour of lights {pk}",
                kinds=frozenset(),
            )
            for pk in rows
        ]
    )
    made = [each for each in found if isinstance(each, User)]
    refused = [each for each in found if isinstance(each, CustomersRefused)]
    assert (len(made), len(refused)) == (1, MANY - 1), found
    assert User.objects.count() == before + 1
    person = User.objects.get(email__iexact="ny.van@example.com")
    assert sum(check_password(f"a harbour of lights {pk}", person.password) for pk in rows) == 1
    assert not PendingRegistration.objects.exists()


def test_a_newsletter_and_a_registration_of_one_address_share_one_account() -> None:
    build_world()
    for turn in range(6):
        email = f"ny{turn}@example.com"
        row = PendingRegistration.objects.create(
            email=email.upper(), first_name="Ny", last_name="Vän"
        )
        wish = Wish(email=email, asked_at=timezone.now())
        found = at_once(
            [
                partial(
                    confirm_registration,
                    registration_id=row.pk,
                    password="a harbour of lights",
                    kinds=frozenset(),
                ),
                partial(choose, wish=wish, kinds=NEWS, first_name="Ny", last_name="Vän"),
            ]
        )
        assert User.objects.filter(email__iexact=email).count() == 1, found
        assert all(isinstance(each, User | CustomersRefused) for each in found), found
