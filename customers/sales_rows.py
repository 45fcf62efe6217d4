"""The row of kept sales that every person has, made with them (customers.models.user_sales)."""

import pgtrigger


def made_with_people() -> pgtrigger.Trigger:
    """Everybody has a row, so that a list sorted by sales is read off one index."""
    return pgtrigger.Trigger(
        name="sales_row",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=pgtrigger.Insert,
        referencing=pgtrigger.Referencing(new="new_values"),  # type: ignore[no-untyped-call]
        func="""
            INSERT INTO customers_usersales (user_id, value_net, order_count)
            SELECT id, 0, 0 FROM new_values ON CONFLICT (user_id) DO NOTHING;
            RETURN NULL;
        """,
    )
