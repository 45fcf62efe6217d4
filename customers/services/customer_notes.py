"""The log of what staff write to each other about a customer."""

from django.utils.translation import gettext_lazy as _

from core.audit import use_case
from core.reasons import Refused
from customers.actors import Actor
from customers.errors import CustomersRefused, require
from customers.models import Customer, CustomerNote
from customers.policies import may_change_customer


@use_case("customer.note")
def write_note(*, actor: Actor, customer: Customer, text: str) -> CustomerNote:
    """One more entry, signed by whoever is really at the keys. Raises CustomersRefused."""
    require(may_change_customer(actor, customer))
    words = text.strip()
    if not words:
        raise CustomersRefused(Refused(_("Write the note first."), "no_text"))
    author = actor.real_user
    note: CustomerNote = CustomerNote.objects.create(customer=customer, author=author, text=words)
    return note
