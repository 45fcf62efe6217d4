"""Drawn pictures of a part of the goods; the rest show their category's drawing."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from catalogue.models import ProductImage, Variant
from config.demo_world import draw_devices, draw_office
from config.demo_world.canvas import RGB, Canvas, Palette, mixed, rgb
from config.demo_world.goods import Article, Goods

Drawing = Callable[[Canvas, int], None]

DRAWINGS: dict[str, Drawing] = {
    "laptop": draw_devices.laptop,
    "tablet": draw_devices.tablet,
    "monitor": draw_devices.monitor,
    "dock": draw_devices.dock,
    "hub": draw_devices.hub,
    "keyboard": draw_devices.keyboard,
    "mouse": draw_devices.mouse,
    "headset": draw_devices.headset,
    "webcam": draw_devices.webcam,
    "cable": draw_devices.cable,
    "power": draw_devices.power,
    "storage": draw_devices.storage,
    "network": draw_devices.network,
    "phone": draw_devices.phone,
    "printer": draw_office.printer,
    "toner": draw_office.toner,
    "paper": draw_office.paper,
    "pen": draw_office.pen,
    "binder": draw_office.binder,
    "bag": draw_office.bag,
    "chair": draw_office.chair,
    "desk": draw_office.desk,
    "lamp": draw_office.lamp,
    "cleaning": draw_office.cleaning,
    "coffee": draw_office.coffee,
}

# How many ways each is drawn; a family of more models begins anew.
_WAYS = {
    "laptop": 3, "tablet": 3, "monitor": 6, "dock": 2, "hub": 4, "keyboard": 2, "mouse": 3,
    "headset": 5, "webcam": 3, "cable": 6, "power": 4, "storage": 2, "network": 4, "phone": 4,
    "printer": 4, "toner": 2, "paper": 3, "pen": 3, "binder": 3, "bag": 3, "chair": 3, "desk": 3,
    "lamp": 2, "cleaning": 3, "coffee": 2,
}  # fmt: skip

# Ground and dark shade, as LOOK has them for placeholders.
TINTS = (
    ("#E6EEF1", "#4A6A76"),
    ("#EBEFE4", "#5F7048"),
    ("#F3EDE3", "#7D6743"),
    ("#EFEAF1", "#6D5679"),
    ("#F5E9E4", "#875946"),
)
COLOURS = {
    "Grafit": "#566064",
    "Svart": "#3A4245",
    "Vit": "#F2F3F0",
    "Grå": "#A3ACAE",
    "Silver": "#C3CBCE",
    "Sand": "#D2BE98",
    "Blå": "#4C7BA8",
    "Röd": "#B5483E",
    "Grön": "#5C8A60",
    "Gul": "#DFB13C",
    "Rosa": "#D9A0AC",
    "Cyan": "#3C9CB8",
    "Magenta": "#B0487F",
    "Ek": "#C39A66",
    "Björk": "#DCC69A",
}
_WHITE, _INK = (255, 255, 255), (30, 42, 44)


@dataclass(frozen=True)
class _Picture:
    """What decides how a file looks; the same picture is one file, however many goods show it."""

    kind: str
    tint: int
    colour: str
    model: int

    @property
    def name(self) -> str:
        colour = rgb(COLOURS[self.colour]) if self.colour else ()
        shade = "".join(f"{part:02x}" for part in colour) or f"tint{self.tint}"
        return f"products/demo/{self.kind}-{self.model}-{self.tint}-{shade}.png"

    def palette(self) -> Palette:
        ground, dark = (rgb(shade) for shade in TINTS[self.tint])
        if not self.colour:
            return Palette(ground, mixed(ground, dark, 0.55), dark, mixed(ground, dark, 0.25))
        main = rgb(COLOURS[self.colour])
        return Palette(ground, main, *_shades(main))


def _shades(main: RGB) -> tuple[RGB, RGB]:
    """A darker and a lighter one; what is almost white or black gets more of a step."""
    light = sum(main) / 765
    dark = mixed(main, _INK, 0.5 if light > 0.8 else 0.42)
    return dark, mixed(main, _WHITE, 0.32) if light < 0.85 else mixed(main, _INK, 0.14)


def make_pictures(goods: Goods) -> None:
    """Draws each different picture once and hangs it on its goods.

    Files are not part of the transaction; each is written whole or found the same, so a seeding
    that was killed half-way leaves nothing that the next does not put right.
    """
    wanted = [
        (article, place, picture, variant)
        for article in goods.articles
        if article.family.is_drawn
        for place, (picture, variant) in enumerate(_pictures_of(article))
    ]
    different = list(dict.fromkeys(picture for _article, _place, picture, _variant in wanted))
    with ThreadPoolExecutor() as pool:
        names = dict(zip(different, pool.map(_saved, different), strict=True))
    ProductImage.objects.bulk_create(
        ProductImage(
            product=article.product,
            variant=variant,
            file=names[picture],
            alt=", ".join(filter(None, (article.product.name, variant.name if variant else ""))),
            position=place,
        )
        for article, place, picture, variant in wanted
    )


def _pictures_of(article: Article) -> Iterator[tuple[_Picture, Variant | None]]:
    """One of the product, or one of each colour that it comes in."""
    family = article.family
    base = list(DRAWINGS).index(family.kind)
    model = article.place % _WAYS[family.kind]
    if family.comes_in_colours:
        for variant in article.variants:
            yield _Picture(family.kind, base % len(TINTS), variant.name, model), variant
    else:
        tint = (base + article.place) % len(TINTS)
        yield _Picture(family.kind, tint, "", model), None


def _saved(picture: _Picture) -> str:
    canvas = Canvas(picture.palette())
    DRAWINGS[picture.kind](canvas, picture.model)
    content = canvas.png()
    try:
        with default_storage.open(picture.name) as file:
            if file.read() == content:
                return picture.name
        default_storage.delete(picture.name)
    except FileNotFoundError:
        pass  # the first time, or another seeding has just taken it away
    return default_storage.save(picture.name, ContentFile(content))
