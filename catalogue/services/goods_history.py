"""Writes down changes of a product that its own row does not show: places, pictures, papers."""

from collections.abc import Collection
from typing import NamedTuple

import pghistory
from django.db import connection


class Noted(NamedTuple):
    """One thing that changed; `what` is a word of `catalogue.selectors.goods_history`."""

    what: str
    old: str = ""
    new: str = ""


# Without the long texts: such an event stands for the note in its context, not for the row.
_NOTE = """
    INSERT INTO catalogue_productevent
        (pgh_created_at, pgh_label, pgh_obj_id, pgh_context_id,
         name, brand, summary, description, external_id, is_active)
    SELECT now(), 'noted', product.id, context.id,
           product.name, '', '', '', '', product.is_active
    FROM catalogue_product product,
         (SELECT _pgh_attach_context() AS id) context
    WHERE product.id = ANY(%s)
"""


def note(product_ids: Collection[int], *changes: Noted) -> None:
    """Adds the changes to the history of these products, said once for all. One statement.

    A context holds one note, so a service calls this once. Nothing changed = nothing is noted.
    """
    if not changes or not product_ids:
        return
    told = [list(change) for change in changes]
    with pghistory.context(changes=told), connection.cursor() as cursor:
        cursor.execute(_NOTE, [list(product_ids)])
