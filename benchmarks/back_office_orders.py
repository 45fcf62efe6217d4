"""A million orders with all that hangs on them, and what else a shop remembers."""

from approvals.models import ApprovalDecision, ApprovalRequest
from benchmarks.back_office_size import USERS_EACH, Shop
from benchmarks.loading import continue_numbers, copy_history, execute, insert_rows
from catalogue.models import EVERYONE_ID, Variant
from core.models import OutgoingEmail
from core.sequences import pass_number
from customers.models import AccountEvent, Customer, Document, Membership, User
from orders.models import LimitEntry, Order, OrderEvent, OrderLine, OrderVat

_ORDER_NUMBERS = 100_000


def make_orders(shop: Shop) -> None:
    """Some customers order much more than others. The newest are open; one in 200 waits.

    `bought` holds what the tables share about an order, `goods` its lines.
    """
    variants = Variant.objects.filter(audience_id=EVERYONE_ID).count()
    execute(
        f"""
        CREATE TEMP TABLE sold AS
            SELECT row_number() OVER (ORDER BY id) - 1 AS place, id, sku FROM catalogue_variant
            WHERE audience_id = {EVERYONE_ID};
        CREATE TEMP TABLE bought AS
            SELECT n, seat, 1 + (seat - 1) / {USERS_EACH} AS customer,
                now() - interval '1100 days' * (1 - (n - 1) / {shop.orders}.0) AS at,
                CASE WHEN mod(n, 200) = 0 THEN 'awaiting_approval'
                     WHEN mod(n, 70) = 0 THEN 'cancelled'
                     WHEN mod(n, 90) = 0 THEN 'rejected'
                     WHEN n > {shop.orders} * 0.995 THEN 'unprocessed'
                     WHEN n > {shop.orders} * 0.985 THEN 'processing'
                     WHEN n > {shop.orders} * 0.97 THEN 'shipped'
                     ELSE 'completed' END AS status
            FROM (
                SELECT n, {USERS_EACH} * floor({shop.customers} * pg_temp.chance(n, 1) ^ 1.7)::int
                    + 2 + mod(n, 3) AS seat
                FROM generate_series(1, {shop.orders}) n
            ) who;
        CREATE TEMP TABLE goods AS
            SELECT n, k, 1 + mod(n + k, 5) AS quantity, s.id AS variant, s.sku,
                (5 + floor(90000 * pg_temp.chance(n, k + 10) ^ 3) / 100)::numeric(14, 2) AS price
            FROM generate_series(1, {shop.orders}) n
            CROSS JOIN LATERAL generate_series(1, 1 + mod(n, 3)) k
            JOIN sold s ON s.place = mod(
                floor({variants} * pg_temp.chance(n, 2) ^ 2)::int + k, {variants});
        """,
    )
    execute("ANALYZE bought; ANALYZE goods")
    _requests(shop)
    insert_rows(
        Order,
        {
            "id": "b.n",
            "number": f"{_ORDER_NUMBERS} + b.n",
            "status": "b.status",
            "customer": "b.customer",
            "membership": "b.seat",
            "orderer": "b.seat",
            "placed_by": "b.seat",
            "approval": "CASE WHEN mod(b.n, 20) = 0 THEN b.n END",
            "checkout_token": "gen_random_uuid()",
            "currency": "'SEK'",
            "goods_net": "g.net",
            "value_net": "g.net",
            "vat_total": "round(g.net / 4, 2)",
            "gross": "g.net + round(g.net / 4, 2)",
            "customer_name": "c.name",
            "org_number": "c.org_number",
            "delivery_name": "c.name",
            "delivery_street": "'Storgatan 1'",
            "delivery_postal_code": "'53132'",
            "delivery_city": "split_part(c.name, ' ', 1)",
            "customer_reference": "'REF-' || b.n",
            "delivery_method_name": "'Paket'",
            "payment_method_name": "'Faktura'",
            "is_on_account": "true",
            "paid_at": f"CASE WHEN b.n < {shop.orders} * 0.95 THEN b.at END",
            "placed_at": "b.at",
            "released_at": "CASE WHEN b.status <> 'awaiting_approval' THEN b.at END",
        },
        "bought b JOIN customers_customer c ON c.id = b.customer JOIN"
        " (SELECT n, sum(price * quantity) AS net FROM goods GROUP BY n) g ON g.n = b.n",
    )
    insert_rows(
        OrderLine,
        {
            "order": "n",
            "position": "k",
            "variant": "variant",
            "sku": "sku",
            "name": "'Vara ' || sku",
            "quantity": "quantity",
            "unit": "'st'",
            "list_net": "price",
            "unit_net": "price",
            "line_net": "price * quantity",
            "vat_percent": "25",
        },
        "goods",
    )
    _about_orders(shop)
    continue_numbers(Order, ApprovalRequest)
    pass_number("orders_order_number_seq", _ORDER_NUMBERS + shop.orders)


def _requests(shop: Shop) -> None:
    """Every twentieth order was asked about; its request has the order's own number."""
    source = (
        f"(SELECT *, seat - mod(seat - 1, {USERS_EACH}) AS boss FROM bought"
        " WHERE mod(n, 20) = 0) b JOIN"
        " (SELECT n, sum(price * quantity) AS net FROM goods GROUP BY n) g ON g.n = b.n"
    )
    insert_rows(
        ApprovalRequest,
        {
            "id": "b.n",
            "membership": "b.seat",
            "placed_by": "b.seat",
            "reference": f"({_ORDER_NUMBERS} + b.n)::text",
            "value_net": "g.net",
            "state": "CASE b.status WHEN 'awaiting_approval' THEN 'waiting'"
            " WHEN 'rejected' THEN 'rejected' ELSE 'approved' END",
            "step": "CASE WHEN b.status = 'awaiting_approval' THEN b.boss END",
            "step_since": "b.at",
            "created_at": "b.at",
        },
        source,
    )
    insert_rows(
        ApprovalDecision,
        {
            "request": "b.n",
            "membership": "b.boss",
            "user": "b.boss",
            "answer": "CASE b.status WHEN 'rejected' THEN 'reject' ELSE 'approve' END",
            "value_net": "g.net",
            "decided_at": "b.at + interval '1 hour'",
        },
        f"{source} WHERE b.status <> 'awaiting_approval'",
    )


def _about_orders(shop: Shop) -> None:
    insert_rows(
        OrderVat,
        {"order": "id", "percent": "25", "base_net": "value_net", "amount": "vat_total"},
        "orders_order",
    )
    insert_rows(
        OrderEvent,
        {
            "order": "n",
            "kind": "(ARRAY['placed', 'processing_started', 'shipped'])[k]",
            "user": "seat",
            "at": "at + interval '1 day' * (k - 1)",
        },
        "bought, generate_series(1, CASE status WHEN 'completed' THEN 3 ELSE 1 END) k",
    )
    insert_rows(
        LimitEntry,
        {
            "membership": "membership_id",
            "order": "id",
            "kind": "'reserve'",
            "amount_net": "value_net",
            "counts_on": "placed_at::date",
            "created_at": "placed_at",
        },
        f"orders_order WHERE mod(membership_id, {USERS_EACH}) = 3",
    )


def make_traces(shop: Shop) -> None:
    """What the shop remembers beside: versions, account logs, letters, papers."""
    for model in (User, Customer, Membership):
        copy_history(model)
    insert_rows(
        AccountEvent,
        {
            "user": "n",
            "kind": "(ARRAY['invited', 'activated', 'password_changed'])[k]",
            "happened_at": "now() - interval '30 days' * k",
        },
        f"generate_series(1, {shop.users}) n, generate_series(1, 3) k",
    )
    insert_rows(
        OutgoingEmail,
        {
            "message_id": "'<' || b.n || '@benchmark>'",
            "event_key": f"'order-' || {_ORDER_NUMBERS} + b.n || '-confirmed'",
            "to_address": "u.email",
            "to_user": "u.id",
            "template": "'orders/confirmed'",
            "language": "'sv'",
            "subject": f"'Order ' || {_ORDER_NUMBERS} + b.n",
            "body_text": "repeat('Tack. ', 40)",
            "state": "'sent'",
            "sent_at": "b.at",
            "created_at": "b.at",
        },
        "bought b JOIN customers_user u ON u.id = b.seat WHERE mod(b.n, 3) = 0",
    )
    insert_rows(
        Document,
        {
            "customer": "n",
            "title": "'Avtal ' || n",
            "file": "'no/file' || n",
            "file_name": "'avtal-' || n || '.pdf'",
            "size": "1000",
            "content_type": "'application/pdf'",
            "sha256": "md5(n::text) || md5(n::text)",
            "uploaded_at": "now() - interval '1 hour' * n",
        },
        f"generate_series(1, {shop.customers}, 5) n",
    )
