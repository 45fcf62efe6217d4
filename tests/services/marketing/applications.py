"""Applications for a pricing tier as tests make them."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from core.models import OutgoingEmail
from customers.actors import ANONYMOUS
from customers.models import PricingTier
from marketing.models import Application, WholesaleProgramme
from marketing.services.applications import ApplicationDetails, apply, confirm
from marketing.services.deciding import Approval
from tests.uploads import pdf
from tests.world import World

EMAIL = "vera@dahlqvist.example"


def tier(name: str = "Wholesaler", percent: int = 20) -> PricingTier:
    """A tier that can be applied for."""
    made: PricingTier = PricingTier.objects.create(name=name, discount_percent=percent)
    programme, _is_new = WholesaleProgramme.objects.get_or_create(pk=1)
    programme.tiers.add(made)
    return made


def details(**values: Any) -> ApplicationDetails:
    usual = {
        "company": "Dahlqvist Kontor AB",
        "org_number": "556036-0793",
        "country": "SE",
        "first_name": "Vera",
        "last_name": "Dahlqvist",
        "email": EMAIL,
        "phone": "08-555 010 20",
        "street": "Storgatan 4",
        "postal_code": "531 30",
        "city": "Lidköping",
    }
    return ApplicationDetails(**usual | values)


def send(*, files: int = 0, ip_address: str | None = None, **values: Any) -> bool:
    chosen = [SimpleUploadedFile(f"bevis-{n}.pdf", pdf()) for n in range(files)]
    return apply(
        actor=ANONYMOUS,
        details=details(**values),
        written={},
        files=chosen,
        language="en",
        ip_address=ip_address,
    )


def sent(**values: Any) -> Application:
    """One whose mailbox has not answered yet."""
    assert send(**values)
    return Application.objects.latest("pk")


def confirmed(**values: Any) -> Application:
    """One that staff may answer."""
    return confirm(application_id=sent(**values).pk)


def approval(world: World, into: PricingTier, **values: Any) -> Approval:
    return Approval(tier=into, **{"main_group": world.retail} | values)


def mails(template: str) -> list[OutgoingEmail]:
    return list(OutgoingEmail.objects.filter(template=f"wholesale/{template}"))
