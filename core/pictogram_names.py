"""What the drawings of categories are called, for whoever chooses one without seeing it."""

from django.utils.translation import pgettext_lazy

from core.reasons import Text

PICTOGRAM_NAMES: dict[str, Text] = {
    "laptop": pgettext_lazy("drawing", "Laptop"),
    "desktop": pgettext_lazy("drawing", "Desktop computer"),
    "monitor": pgettext_lazy("drawing", "Monitor"),
    "tablet": pgettext_lazy("drawing", "Tablet"),
    "dock": pgettext_lazy("drawing", "Docking station"),
    "keyboard": pgettext_lazy("drawing", "Keyboard"),
    "mouse": pgettext_lazy("drawing", "Mouse"),
    "headset": pgettext_lazy("drawing", "Headset"),
    "webcam": pgettext_lazy("drawing", "Webcam"),
    "speaker": pgettext_lazy("drawing", "Speaker"),
    "cable": pgettext_lazy("drawing", "Cable"),
    "adapter": pgettext_lazy("drawing", "Adapter"),
    "hub": pgettext_lazy("drawing", "Hub"),
    "power": pgettext_lazy("drawing", "Power"),
    "storage": pgettext_lazy("drawing", "Storage"),
    "memory": pgettext_lazy("drawing", "Memory"),
    "network": pgettext_lazy("drawing", "Network"),
    "server": pgettext_lazy("drawing", "Server"),
    "software": pgettext_lazy("drawing", "Software"),
    "phone": pgettext_lazy("drawing", "Phone"),
    "arm": pgettext_lazy("drawing", "Monitor arm"),
    "stand": pgettext_lazy("drawing", "Stand"),
    "printer": pgettext_lazy("drawing", "Printer"),
    "toner": pgettext_lazy("drawing", "Toner"),
    "projector": pgettext_lazy("drawing", "Projector"),
    "paper": pgettext_lazy("drawing", "Paper"),
    "pen": pgettext_lazy("drawing", "Pen"),
    "binder": pgettext_lazy("drawing", "Binder"),
    "bag": pgettext_lazy("drawing", "Bag"),
    "chair": pgettext_lazy("drawing", "Chair"),
    "desk": pgettext_lazy("drawing", "Desk"),
    "lamp": pgettext_lazy("drawing", "Lamp"),
    "cleaning": pgettext_lazy("drawing", "Cleaning"),
    "coffee": pgettext_lazy("drawing", "Coffee"),
}
