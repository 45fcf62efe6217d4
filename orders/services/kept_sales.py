"""Making the kept sums of sales anew from the orders, where they are not what they should be."""

from django.db import connection, transaction

from orders.states import SALE_STATUSES

# Orders go on being read and written; who would move a sum waits until this is done.
_LOCK = "LOCK TABLE customers_usersales, customers_usersalesat IN SHARE ROW EXCLUSIVE MODE"
_BY_PERSON = """
    WITH sold AS (
        SELECT orderer_id, sum(value_net) AS value, count(*) AS orders
        FROM orders_order WHERE status = ANY(%s) GROUP BY orderer_id
    ), should AS (
        SELECT id, coalesce(value, 0) AS value, coalesce(orders, 0) AS orders
        FROM customers_user LEFT JOIN sold ON orderer_id = id
    )
    INSERT INTO customers_usersales AS kept (user_id, value_net, order_count)
    SELECT id, value, orders FROM should
    ON CONFLICT (user_id) DO UPDATE
    SET value_net = excluded.value_net, order_count = excluded.order_count
    WHERE (kept.value_net, kept.order_count)
        IS DISTINCT FROM (excluded.value_net, excluded.order_count)
"""
_AT_CUSTOMERS = """
    WITH sold AS (
        SELECT orderer_id, customer_id, sum(value_net) AS value, count(*) AS orders
        FROM orders_order WHERE status = ANY(%s) GROUP BY orderer_id, customer_id
    ), should AS (
        SELECT orderer_id, customer_id, value, orders FROM sold
        UNION ALL
        SELECT user_id, customer_id, 0, 0 FROM customers_usersalesat AS gone
        WHERE NOT EXISTS (
            SELECT FROM sold
            WHERE orderer_id = gone.user_id AND sold.customer_id = gone.customer_id
        )
    )
    INSERT INTO customers_usersalesat AS kept (user_id, customer_id, value_net, order_count)
    SELECT orderer_id, customer_id, value, orders FROM should
    ON CONFLICT (user_id, customer_id) DO UPDATE
    SET value_net = excluded.value_net, order_count = excluded.order_count
    WHERE (kept.value_net, kept.order_count)
        IS DISTINCT FROM (excluded.value_net, excluded.order_count)
"""


def recount_sales() -> int:
    """How many sums were wrong, and are right now. Reads every order once; safe while people buy.

    An order on its way is counted once: either it is committed and read here, or its trigger waits
    for the lock and moves the sum afterwards.
    """
    counting = [status.value for status in SALE_STATUSES]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_LOCK)
        changed = 0
        for statement in (_BY_PERSON, _AT_CUSTOMERS):
            cursor.execute(statement, [counting])
            changed += cursor.rowcount
    return changed
