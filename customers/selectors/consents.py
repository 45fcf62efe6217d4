"""Read answers about what people have said yes to being mailed."""

from customers.models import Consent, ConsentKind, User


def kinds_given(user: User) -> frozenset[ConsentKind]:
    """What the person is mailed today. One query."""
    rows = Consent.objects.filter(user=user, withdrawn_at=None)
    return frozenset(ConsentKind(kind) for kind in rows.values_list("kind", flat=True))
