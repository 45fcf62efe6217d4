"""What a person's file tells of newsletters, mail that came back and applications.

By account and by every address that the person has had, as erasing finds them. Each function gives
(key, label, columns, rows) for `orders.selectors.person_file`.
"""

from collections.abc import Iterable

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from customers.models import User
from customers.selectors.former_addresses import addresses_of, with_one_of
from marketing.models import (
    Application,
    ApplicationDocument,
    ApplicationMove,
    ApplicationRequest,
    Bounce,
    BouncingAddress,
    CampaignAddress,
    CampaignRecipient,
)
from orders.selectors.person_traces import Told


def of_letters(user: User) -> Iterable[Told]:
    addresses = addresses_of(user)
    came_back = Q(user=user) | Q(address__in=addresses)
    yield (
        "newsletters",
        _("Newsletters"),
        ("campaign__name", "state", "reason", "sent_at", "withdrew_at"),
        CampaignRecipient.objects.filter(user=user),
    )
    yield (
        "newsletter_lists",
        _("Lists for newsletters"),
        ("campaign__name", "address"),
        CampaignAddress.objects.filter(address__in=addresses),
    )
    yield (
        "mail_that_came_back",
        _("Mail that came back"),
        ("happened_at", "address", "kind", "status", "said"),
        Bounce.objects.filter(came_back),
    )
    yield (
        "closed_addresses",
        _("Closed to newsletters"),
        ("since", "address", "status", "said", "cleared_at"),
        BouncingAddress.objects.filter(came_back),
    )


def of_applications(user: User) -> Iterable[Told]:
    addresses = addresses_of(user)
    mine = Application.objects.filter(Q(user=user) | with_one_of(addresses, "email__iexact"))
    ids = mine.values("pk")
    yield (
        "applications",
        _("Applications for wholesale terms"),
        (
            *("sent_at", "state", "company", "org_number", "vat_number", "country", "website"),
            *("street", "postal_code", "city", "first_name", "last_name", "email", "phone"),
            *("tier__name", "words", "answers", "language", "confirmed_at", "decided_at"),
            "reason",
        ),
        mine,
    )
    yield (
        "application_history",
        _("What happened to the applications"),
        ("at", "kind", "told"),
        ApplicationMove.objects.filter(application__in=ids),
    )
    yield (
        "application_documents",
        _("Documents sent in with applications"),
        ("file_name", "size"),
        ApplicationDocument.objects.filter(application__in=ids),
    )
    yield (
        "application_requests",
        _("Wholesale forms sent within the hour"),
        ("asked_at", "address", "ip_address"),
        ApplicationRequest.objects.filter(with_one_of(addresses, "address__iexact")),
    )
