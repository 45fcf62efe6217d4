"""A customer's accounts with carriers as one cell tells them: "DHL: 1234; PostNord: 77-1". Pure."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.exchange.plan import Edit
from core.exchange.values import ValueProblem, text
from core.exchange.wire import Cell

ACCOUNT = "customers.shipperaccount"
MOST = 20
_LONGEST = 40  # letters of a carrier, and of a number
_WRITTEN = re.compile(r'(?:"(?P<quoted>(?:[^"]|"")*)"|(?P<plain>[^:]*)):(?P<number>.*)', re.DOTALL)


@dataclass(frozen=True, slots=True)
class FreightAccount:
    """A carrier, and the number under which it charges the customer."""

    carrier: str
    number: str

    @property
    def key(self) -> tuple[str, str]:
        """A customer has each once, whatever its letter case."""
        return self.carrier.lower(), self.number.lower()

    def __str__(self) -> str:
        carrier = self.carrier
        if ":" in carrier or carrier.startswith('"'):
            carrier = '"' + carrier.replace('"', '""') + '"'
        return f"{carrier}: {self.number}"


def freight_account(cell: Cell) -> FreightAccount:
    """One account as it is written: "DHL: 1234". A carrier with a colon stands in quotes."""
    found = _WRITTEN.fullmatch(text(cell))
    carrier, number = "", ""
    if found is not None:
        quoted = found["quoted"]
        carrier = (found["plain"] if quoted is None else quoted.replace('""', '"')).strip()
        number = found["number"].strip()
    if not carrier or not number:
        raise ValueProblem(_("Write the carrier, a colon and the number: DHL: 123456."))
    if len(carrier) > _LONGEST or len(number) > _LONGEST:
        raise ValueProblem(_("A carrier, and an account number, have at most 40 characters."))
    return FreightAccount(carrier, number)


def in_order_of_carriers(accounts: Iterable[FreightAccount]) -> tuple[FreightAccount, ...]:
    return tuple(sorted(accounts, key=lambda each: (each.key, each.carrier, each.number)))


def account_edits(
    customer_id: int,
    before: Mapping[int, FreightAccount],
    after: Iterable[FreightAccount],
    new_id: Callable[[], int],
) -> tuple[Edit, ...]:
    """From the accounts that a customer has, by id, to those it should have.

    One written in another letter case is the same account, changed. Each edit names the customer,
    so that whoever takes it back can see whose it is.
    """
    known = {account.key: (pk, account) for pk, account in before.items()}
    wanted = {account.key: account for account in after}

    def columns(account: FreightAccount) -> dict[str, Any]:
        return {
            "customer_id": customer_id,
            "carrier": account.carrier,
            "number": account.number,
        }

    edits = [
        Edit(ACCOUNT, pk, {"id": pk, **columns(account)}, None)
        for key, (pk, account) in known.items()
        if key not in wanted
    ]
    for key, account in wanted.items():
        if key not in known:
            edits.append(Edit(ACCOUNT, new_id(), None, columns(account)))
        elif known[key][1] != account:
            pk, old = known[key]
            edits.append(Edit(ACCOUNT, pk, columns(old), columns(account)))
    return tuple(edits)
