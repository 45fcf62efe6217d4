"""Hands out all that is stored on one person, and writes down that it was."""

import io
import json
import zipfile

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import gettext_lazy as _

from core.audit import use_case
from core.exchange.writer import Table, write_workbook
from core.reasons import Refused
from customers.actors import Actor
from customers.errors import CustomersRefused, require
from customers.models import AccountEventKind, User
from customers.policies import may_take_out_person
from customers.services import account_log
from orders.selectors.person_file import person_file

EXCEL_TEXT = 32_000  # of one cell; the JSON file has the whole text


@use_case("user.take_out")
def take_out_person(*, actor: Actor, user: User, reason: str) -> bytes:
    """A .zip with `person.json` and `person.xlsx`. The person's log says who took it, and why."""
    require(may_take_out_person(actor, user))
    if not reason.strip():
        raise CustomersRefused(Refused(_("Write who asked for it and when."), "no_reason"))
    parts = person_file(user)
    text = json.dumps(
        {part.key: part.as_json() for part in parts},
        cls=DjangoJSONEncoder,
        ensure_ascii=False,
        indent=2,
    )
    tables = [
        Table(
            str(part.label),
            part.columns,
            [[c[:EXCEL_TEXT] if isinstance(c, str) else c for c in row] for row in part.as_cells()],
        )
        for part in parts
    ]
    workbook, packed = io.BytesIO(), io.BytesIO()
    write_workbook(workbook, tables)
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("person.json", text)
        archive.writestr("person.xlsx", workbook.getvalue())
    account_log.write(actor=actor, user=user, kind=AccountEventKind.EXPORTED, reason=reason)
    return packed.getvalue()
