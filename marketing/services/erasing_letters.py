"""A person taken out of newsletters and of what came back; orders.services.erasing calls it."""

from core.erasing import Traces
from customers.models import User
from marketing.models import Bounce, BouncingAddress, CampaignAddress, CampaignRecipient


def erase_letters(*, user: User, traces: Traces) -> None:
    """The figures of old letters count one less; how many they were begun for stays."""
    CampaignRecipient.objects.filter(user=user).delete()
    addresses = [address.lower() for address in traces.addresses]
    for model in (Bounce, BouncingAddress):
        model.objects.filter(user=user).delete()
        model.objects.filter(address__in=addresses).delete()
    CampaignAddress.objects.filter(address__in=addresses).delete()
