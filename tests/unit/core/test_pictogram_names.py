"""Every drawing can be chosen by name."""

from core.pictogram_names import PICTOGRAM_NAMES
from core.templatetags.look import PICTOGRAMS, drawing_name


def test_each_drawing_has_a_name_and_each_name_a_drawing() -> None:
    assert list(PICTOGRAM_NAMES) == list(PICTOGRAMS)
    assert drawing_name("dock") == "Docking station"
    assert drawing_name("no-such") == "no-such"
