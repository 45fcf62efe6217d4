"""Words that people know from before stand as they know them, each in its own language."""

import pytest
from django.utils import translation
from django.utils.translation import gettext

from core.reasons import Text
from customers.member_forms import MembershipForm
from customers.models import Risk
from customers.selectors.staff_lists import USER_SORTS
from orders.states import OrderStatus

FIELDS = MembershipForm.base_fields

SWEDISH: list[tuple[Text, str]] = [
    (OrderStatus.AWAITING_APPROVAL.label, "Väntar på attest"),
    (OrderStatus.UNPROCESSED.label, "Obehandlad"),
    (OrderStatus.REJECTED.label, "Avslagen av attest"),
    (FIELDS["is_approver"].label or "", "Attesträtt"),
    (FIELDS["next_approver"].label or "", "Nästa i attestkedjan"),
    (FIELDS["break_point"].label or "", "Brytpunkt"),
    (FIELDS["is_group_admin"].label or "", "Kundgruppsadministratör"),
    (FIELDS["only_agreement_assortment"].label or "", "Visa endast avtalssortiment"),
    (FIELDS["may_order_free_text"].label or "", "Tillåt fritextorder"),
    ("Approvals", "Attester"),
    ("My pages", "Dina sidor"),
    ("Agreement assortment", "Avtalssortiment"),
    ("Products", "Produkter"),
    ("Statistics", "Statistik"),
    ("Log in as customer", "Logga in som kund"),
]
NORWEGIAN: list[tuple[Text, str]] = [
    (USER_SORTS["id"].label, "Id"),
    (USER_SORTS["email"].label, "E-postadresse"),
    (USER_SORTS["registered"].label, "Registreringsdato"),
    (USER_SORTS["seen"].label, "Siste besøk"),
    (Risk.LOW.label, "Lav"),
    (Risk.MEDIUM.label, "Middels"),
    (Risk.HIGH.label, "Høy"),
    ("Customers", "Kunder"),
    ("First name", "Fornavn"),
    ("Last name", "Etternavn"),
    ("Sales", "Salg"),
    ("Active", "Aktivert"),
    ("Newsletter", "Nyhetsbrev"),
    ("Offers from partners", "Tilbud fra partnere"),
    ("Actions", "Handlinger"),
    ("Required fields for this section", "Fyll ut nødvendig felter for denne seksjonen"),
    ("Export", "Eksporter"),
    ("Birthday", "Fødselsdag"),
    ("Main group", "Standard kundegruppe"),
    ("Company", "Selskap"),
    ("Website", "Nettsted"),
    ("Allowed outstanding amount", "Tillatt utestående beløp"),
    ("Payment days", "Maksimalt antall betalingsdager"),
]


@pytest.mark.parametrize(
    ("language", "word", "known"),
    [
        *(("sv", *pair) for pair in SWEDISH),
        *(("nb", *pair) for pair in NORWEGIAN),
    ],
)
def test_known_words_stand_as_they_are_known(language: str, word: Text, known: str) -> None:
    with translation.override(language):
        assert (gettext(word) if isinstance(word, str) else str(word)) == known
