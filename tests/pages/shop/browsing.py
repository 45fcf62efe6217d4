"""What the tests of the browsing pages share: reading a page, and making agreements and prices."""

from decimal import Decimal
from html.parser import HTMLParser
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


class PageText(HTMLParser):
    """The words of a page, and where its links and forms lead."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.links: list[str] = []
        self.forms: list[str] = []
        self.inputs: dict[str, str] = {}
        self.next = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "a":
            self.links.append(found.get("href") or "")
            if found.get("rel") == "next":
                self.next = self.links[-1]
        if tag == "form":
            self.forms.append(found.get("action") or "")
        if tag == "input":
            self.inputs[found.get("name") or ""] = found.get("value") or ""

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


def read(client: Client, url: str, status: int = 200) -> PageText:
    response = client.get(url)
    assert response.status_code == status, url
    page = PageText()
    page.feed(response.content.decode())
    return page


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
