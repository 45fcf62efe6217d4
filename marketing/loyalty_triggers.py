"""What the database holds of the points' ledger, whatever writes to it."""

import pgtrigger

_KEPT = """
    UPDATE marketing_loyaltyaccount
    SET balance = balance + NEW.points, owed = owed + NEW.owed
    WHERE id = NEW.account_id RETURNING balance INTO NEW.balance_after;
    RETURN NEW;
"""
_ONLY_WORDS = """
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - 'reason' = to_jsonb(OLD) - 'reason' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'the ledger of points is only added to';
"""
_BY_ENTRIES = """
    IF TG_OP = 'INSERT' THEN
        IF NEW.balance <> 0 OR NEW.owed <> 0 THEN
            RAISE EXCEPTION 'points come by entries only';
        END IF;
    ELSIF pg_trigger_depth() < 2 AND (NEW.balance <> OLD.balance OR NEW.owed <> OLD.owed) THEN
        RAISE EXCEPTION 'points come by entries only';
    END IF;
    RETURN NEW;
"""


def _sums(account: str) -> str:
    return f"""
        IF (SELECT coalesce(sum(points_left), 0) FROM marketing_loyaltylot
            WHERE account_id = {account} AND points_left > 0)
           <> (SELECT balance FROM marketing_loyaltyaccount WHERE id = {account}) THEN
            RAISE EXCEPTION 'the points that are left are not the balance of account %', {account};
        END IF;
        RETURN NULL;
    """  # noqa: S608 - a column of the trigger's own row


ACCOUNT_TRIGGERS = [
    pgtrigger.Trigger(
        name="points_by_entries",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        func=_BY_ENTRIES,
    ),
    pgtrigger.Trigger(
        name="points_are_lots",
        when=pgtrigger.After,
        operation=pgtrigger.Update,
        timing=pgtrigger.Deferred,
        func=_sums("NEW.id"),
    ),
]
ENTRY_TRIGGERS = [
    pgtrigger.Trigger(
        name="points_kept",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        func=_KEPT,
    ),
    pgtrigger.Trigger(
        name="points_only_added",
        when=pgtrigger.Before,
        operation=pgtrigger.Update | pgtrigger.Delete,
        func=_ONLY_WORDS,
    ),
]
LOT_TRIGGERS = [
    pgtrigger.Trigger(
        name="lots_are_points",
        when=pgtrigger.After,
        operation=pgtrigger.Insert | pgtrigger.Update,
        timing=pgtrigger.Deferred,
        func=_sums("NEW.account_id"),
    ),
]
