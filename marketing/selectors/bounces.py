"""Mail that came back, for the card of a person and the page of a mail."""

from collections.abc import Sequence

from core.models import OutgoingEmail
from customers.models import User
from marketing.models import Bounce, BouncingAddress


def marked_address(person: User) -> BouncingAddress | None:
    """Why newsletters do not go to the person's address; None while they do. One query."""
    marked = BouncingAddress.objects.filter(address=person.email.lower(), cleared_at__isnull=True)
    return marked.first()


def bounces_of(mail: OutgoingEmail) -> Sequence[Bounce]:
    """What came back of one mail. One query."""
    return list(Bounce.objects.filter(mail=mail).order_by("happened_at", "id")[:10])
