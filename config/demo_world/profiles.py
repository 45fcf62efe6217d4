"""A customer of the demo world that has a look of its own: Brandt & Söner, yellow on black."""

from io import BytesIO

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw

from config.demo_world.people import People
from customers.actors import Actor
from customers.services.profiles import ProfileDetails, publish_profile, save_draft

_YELLOW, _BLACK = "#FFC400", "#1F1F1F"
_SIDE = 160


def make_profiles(people: People) -> None:
    stina = Actor(user=people.users["stina"])
    brandt = people.customers["Brandt & Söner Bygg AB"]
    details = ProfileDetails(
        brand_colour=_YELLOW,
        header_colour=_BLACK,
        welcome_title="Välkommen till Brandt & Söners inköp",
        welcome_text="Beställ till ditt projekt. Frågor: Lisa Brandt, 070-555 01 22.",
    )
    draft = save_draft(
        actor=stina,
        owner=brandt,
        details=details,
        stamp="",
        logo=ContentFile(_house(), name="brandt.png"),
    )
    publish_profile(actor=stina, owner=brandt, stamp=draft.stamp)


def _house() -> bytes:
    """The mark of a builder: a house on a yellow square."""
    picture = Image.new("RGBA", (_SIDE, _SIDE), (0, 0, 0, 0))
    pen = ImageDraw.Draw(picture)
    pen.rounded_rectangle((0, 0, _SIDE - 1, _SIDE - 1), 28, fill=_YELLOW)
    roof = [(80, 34), (130, 78), (130, 128), (96, 128), (96, 92), (64, 92), (64, 128)]
    pen.polygon([*roof, (30, 128), (30, 78)], fill=_BLACK)
    target = BytesIO()
    picture.save(target, "PNG")
    return target.getvalue()
