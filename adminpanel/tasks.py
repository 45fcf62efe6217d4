"""Jobs that a face has asked for. One job = one service call."""

from procrastinate.contrib.django import app

from adminpanel.export_kinds import EXPORTS
from core import exports
from customers.selectors.imports import import_doer
from customers.selectors.shop import shop_settings


@app.task(name=exports.TASK)
def make_export(
    job_id: int, kind: str, user_id: int | None, acted_by_id: int | None, scope: str = ""
) -> None:
    """As whoever asked is now; in an organisation's own list as its administrator."""
    with import_doer(user_id, acted_by_id, scope) as actor:
        exports.run_export(
            actor=actor,
            job_id=job_id,
            export=EXPORTS[kind],
            currency=shop_settings().currency,
        )
