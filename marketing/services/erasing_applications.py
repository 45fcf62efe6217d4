"""A person taken out of applications for a pricing tier; orders.services.erasing calls it."""

from collections.abc import Sequence

from django.db.models import Q
from django.db.models.functions import Upper

from core.erasing import Traces
from core.history import events_of
from customers.models import Customer, User
from marketing.models import Application, ApplicationQuerySet, ApplicationRequest
from marketing.services.applications import remove


def applications_of(user: User, traces: Traces) -> ApplicationQuerySet:
    """Those that the person sent in, whichever address they had then."""
    written = Q(written__in=[address.upper() for address in traces.addresses])
    rows: ApplicationQuerySet = Application.objects.alias(written=Upper("email")).filter(
        Q(user=user) | written
    )
    return rows


def keys_of_application_mail(user: User, traces: Traces) -> Sequence[str]:
    """How the mails about them begin, to be asked before they go."""
    ids = applications_of(user, traces).values_list("pk", flat=True)
    return [f"application-{pk}-" for pk in ids]


def erase_applications(*, user: User, traces: Traces) -> None:
    """They go whole, with files and history; the customer stays, without the person's address."""
    held = list(applications_of(user, traces))
    customers = [each.customer_id for each in held if each.customer_id is not None]
    for field, words in (("email", traces.addresses), ("phone", traces.phones)):
        for word in words:
            same = {f"{field}__iexact": word}
            Customer.objects.filter(pk__in=customers, **same).update(**{field: ""})
            events_of(Customer).filter(pgh_obj_id__in=customers, **same).update(**{field: ""})
    for each in held:
        remove(each)
    for address in traces.addresses:
        ApplicationRequest.objects.filter(address__iexact=address).delete()
