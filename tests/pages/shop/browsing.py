"""What the tests of the browsing pages share: making agreements, prices and pictures."""

from decimal import Decimal
from io import BytesIO

from django.core.files.base import ContentFile
from django.test import Client
from PIL import Image

from catalogue.models import (
    Assortment,
    AssortmentItem,
    PriceList,
    PriceListConnection,
    PriceRow,
    ProductImage,
    Variant,
)
from tests.world import World

PRODUCT = "/p/nd-4012-gb/"


def money(text: str) -> str:
    """'1 590,00 kr' as the page reads when its spaces are made plain."""
    return " ".join(text.split())


def agree(world: World, contract_price: str | None, *variants: Variant) -> Assortment:
    made = Assortment.objects.create(name="Norrvik 2024–2027")
    made.groups.add(world.norrvik)
    for variant in variants:
        AssortmentItem.objects.create(
            assortment=made,
            variant=variant,
            contract_price_net=Decimal(contract_price) if contract_price else None,
        )
    return made


def sees_only_the_agreement(world: World) -> Client:
    world.nora.only_agreement_assortment = True
    world.nora.save()
    return world.client(world.nora)


def norrvik_prices(world: World, *rows: tuple[int, str]) -> None:
    made = PriceList.objects.create(name="NK-24")
    PriceListConnection.objects.create(price_list=made, group=world.norrvik)
    for quantity, unit_net in rows:
        PriceRow.objects.create(
            price_list=made,
            variant=world.dock,
            from_quantity=quantity,
            unit_net=Decimal(unit_net),
        )


def picture_of(world: World, variant: Variant | None = None) -> ProductImage:
    file = BytesIO()
    Image.new("RGBA", (600, 300), (200, 10, 10, 128)).save(file, "PNG")
    image = ProductImage(product=world.dock.product, variant=variant)
    image.file.save("dock.png", ContentFile(file.getvalue()))
    return image
