"""Read answers about what people have said yes to being mailed."""

from collections.abc import Sequence
from dataclasses import dataclass

from customers.models import Consent, ConsentKind, User


def kinds_given(user: User) -> frozenset[ConsentKind]:
    """What the person is mailed today. One query."""
    rows = Consent.objects.filter(user=user, withdrawn_at=None)
    return frozenset(ConsentKind(kind) for kind in rows.values_list("kind", flat=True))


@dataclass(frozen=True, slots=True)
class Said:
    """The latest that a person said of one kind of mail; `consent` None = never asked for it."""

    kind: ConsentKind
    consent: Consent | None

    @property
    def is_given(self) -> bool:
        return self.consent is not None and self.consent.is_given


def latest_of_each(user: User) -> Sequence[Said]:
    """With whoever wrote it down or took it back. One query."""
    rows = Consent.objects.filter(user=user).select_related("recorded_by", "withdrawn_by")
    latest: dict[str, Consent] = {}
    for consent in rows.order_by("given_at", "id"):
        latest[consent.kind] = consent
    return [Said(kind, latest.get(kind)) for kind in ConsentKind]
