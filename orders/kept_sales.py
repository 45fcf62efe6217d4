"""How the kept sums of sales follow the orders: triggers, so that bulk writes count too (P-08).

Each statement on orders moves the sums of those whose sales it changed, in the transaction of the
order. Rows are taken in the order of their ids, so that two such statements wait for each other
and never for ever. What counts is `SALE_STATUSES`: changing it changes these triggers, and
`makemigrations` asks for the migration; `manage.py recount_sales` then makes the sums anew.
"""

import pgtrigger

from orders.states import SALE_STATUSES

_COUNTS = ", ".join(f"'{status.value}'" for status in sorted(SALE_STATUSES))
# What the sums grow by, and shrink by, for each person and customer that a statement touched.
_NEW = (
    "SELECT orderer_id, customer_id, value_net AS value, 1 AS orders"
    " FROM new_values WHERE status IN (those)"
).replace("those", _COUNTS)
_OLD = (
    "SELECT orderer_id, customer_id, -value_net AS value, -1 AS orders"
    " FROM old_values WHERE status IN (those)"
).replace("those", _COUNTS)


def _moving(parts: str) -> str:
    return f"""
        INSERT INTO customers_usersales AS kept (user_id, value_net, order_count)
        SELECT orderer_id, sum(value), sum(orders) FROM ({parts}) AS moved
        GROUP BY orderer_id HAVING sum(value) <> 0 OR sum(orders) <> 0 ORDER BY orderer_id
        ON CONFLICT (user_id) DO UPDATE SET
            value_net = kept.value_net + excluded.value_net,
            order_count = kept.order_count + excluded.order_count;
        INSERT INTO customers_usersalesat AS kept (user_id, customer_id, value_net, order_count)
        SELECT orderer_id, customer_id, sum(value), sum(orders) FROM ({parts}) AS moved
        GROUP BY orderer_id, customer_id HAVING sum(value) <> 0 OR sum(orders) <> 0
        ORDER BY orderer_id, customer_id
        ON CONFLICT (user_id, customer_id) DO UPDATE SET
            value_net = kept.value_net + excluded.value_net,
            order_count = kept.order_count + excluded.order_count;
        RETURN NULL;
    """  # noqa: S608 - names of our own tables and statuses


TRIGGERS = [
    pgtrigger.Trigger(
        name="sales_placed",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=pgtrigger.Insert,
        referencing=pgtrigger.Referencing(new="new_values"),  # type: ignore[no-untyped-call]
        func=_moving(_NEW),
    ),
    pgtrigger.Trigger(
        name="sales_moved",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=pgtrigger.Update,
        referencing=pgtrigger.Referencing(old="old_values", new="new_values"),  # type: ignore[no-untyped-call]
        func=_moving(f"{_NEW} UNION ALL {_OLD}"),
    ),
    pgtrigger.Trigger(
        name="sales_gone",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=pgtrigger.Delete,
        referencing=pgtrigger.Referencing(old="old_values"),  # type: ignore[no-untyped-call]
        func=_moving(_OLD),
    ),
]
