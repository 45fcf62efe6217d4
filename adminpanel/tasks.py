"""Jobs that a face has asked for. One job = one service call."""

from procrastinate.contrib.django import app

from adminpanel.export_kinds import EXPORTS
from core import exports
from customers.selectors.actors import actor_with_ids
from customers.selectors.shop import shop_settings


@app.task(name=exports.TASK)
def make_export(job_id: int, kind: str, user_id: int | None, acted_by_id: int | None) -> None:
    exports.run_export(
        actor=actor_with_ids(user_id, acted_by_id),
        job_id=job_id,
        export=EXPORTS[kind],
        currency=shop_settings().currency,
    )
