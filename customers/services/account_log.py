"""One line in a person's account log, written by the services that change the account."""

from customers.actors import Actor
from customers.models import AccountEvent, AccountEventKind, User


def write(
    *, actor: Actor, user: User, kind: AccountEventKind, note: str = "", reason: str = ""
) -> None:
    """Call it inside the transaction of what it tells of."""
    AccountEvent.objects.create(
        user=user,
        kind=kind,
        done_by_id=actor.user_id,
        acted_by_id=actor.acted_by_id,
        note=note.strip()[:300],
        reason=reason.strip()[:300],
    )
