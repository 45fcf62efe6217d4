"""What was done to a customer's colours, in words and in ratios, for the profile's form. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import degrees

from django.utils.translation import gettext_lazy as _

from core.reasons import Text, say
from customers.brand_colours import (
    CONTROL,
    DARK_GROUNDS,
    LIGHT_GROUNDS,
    TEXT,
    WHITE,
    Derived,
)
from customers.oklch import contrast, lch_of

_GREY = 0.03
# Up to which angle of OKLCH's circle a hue is called so.
_HUES: Sequence[tuple[float, Text]] = (
    (12, _("pink")),
    (38, _("red")),
    (78, _("orange")),
    (112, _("yellow")),
    (162, _("green")),
    (222, _("turquoise")),
    (282, _("blue")),
    (325, _("purple")),
    (360, _("pink")),
)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two colours that stand beside each other, and how far apart they are (WCAG)."""

    label: Text
    front: str
    ground: str
    least: float
    is_dark: bool = False

    @property
    def ratio(self) -> float:
        return contrast(self.front, self.ground)

    @property
    def shown(self) -> str:
        """Cut, never rounded up: 4.496 is not 4.5."""
        return f"{int(self.ratio * 100) / 100:.2f}"

    @property
    def holds(self) -> bool:
        return self.ratio >= self.least


def name_of(colour: str) -> Text:
    """What the colour is called in a sentence."""
    found = lch_of(colour)
    if found.chroma < _GREY:
        if found.lightness > 0.96:
            return _("white")
        return _("black") if found.lightness < 0.25 else _("grey")
    angle = degrees(found.hue) % 360
    return next((name for most, name in _HUES if angle < most), _HUES[-1][1])


def told(derived: Derived) -> list[Text]:
    """A sentence for each thing that is not the raw colour. Empty: all of it is used as it is."""
    return list(_told(derived))


def _told(derived: Derived) -> Iterator[Text]:
    raw, light = derived.brand, derived.light
    colour = name_of(raw)
    if light["brand"] != raw:
        yield say(_("We darkened your %(colour)s for links so it can be read."), colour=colour)
    if light["brand-solid"] != raw:
        lighter = lch_of(light["brand-solid"]).lightness > lch_of(raw).lightness
        sentence = (
            _("We made your %(colour)s a little lighter on buttons so their text can be read.")
            if lighter
            else _("We made your %(colour)s a little darker on buttons so their text can be read.")
        )
        yield say(sentence, colour=colour)
    if light["on-brand"] != WHITE:
        yield say(
            _("The text on your %(colour)s buttons is dark: white could not be read."),
            colour=colour,
        )
    if light["brand-edge"] != raw:
        yield _("Buttons get a darker line around them, so that their shape is seen.")
    if derived.dark["brand"] != raw:
        yield say(
            _("In the dark theme your %(colour)s has another lightness, so it can be read there."),
            colour=colour,
        )
    if derived.header:
        white = derived.light["head-ink"] == WHITE
        sentence = (
            _("The text on your %(colour)s header is white.")
            if white
            else _("The text on your %(colour)s header is dark.")
        )
        yield say(sentence, colour=name_of(derived.header))


def pairs(derived: Derived) -> list[Pair]:
    """The pairs that the sample shows, light before dark."""
    found = []
    for tokens, grounds, dark in (
        (derived.light, LIGHT_GROUNDS, False),
        (derived.dark, DARK_GROUNDS, True),
    ):
        surface, paper, sunken = grounds
        found += [
            Pair(_("Text on the button"), tokens["on-brand"], tokens["brand-solid"], TEXT, dark),
            Pair(_("Link on a card"), tokens["brand"], surface, TEXT, dark),
            Pair(_("Link on the page"), tokens["brand"], paper, TEXT, dark),
            Pair(_("Link on grey"), tokens["brand"], sunken, TEXT, dark),
            Pair(_("Link on its own tint"), tokens["brand"], tokens["brand-tint"], TEXT, dark),
            Pair(_("Line around the button"), tokens["brand-edge"], surface, CONTROL, dark),
            Pair(_("Ring of focus on grey"), tokens["focus"], sunken, CONTROL, dark),
        ]
    if derived.header:
        head = derived.light
        found += [
            Pair(_("Text on the header"), head["head-ink"], derived.header, TEXT),
            Pair(_("Quiet text on the header"), head["head-muted"], derived.header, TEXT),
        ]
    return found
