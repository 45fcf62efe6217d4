"""What a spreadsheet of the tree looks like."""

from django.utils.translation import gettext_lazy as _

from catalogue.sheet_values import category_path, several, words_up_to
from core.exchange.numbers import count
from core.exchange.sheet import Column, Sheet

CATEGORIES = "categories"


def category_sheet(_currency: str = "") -> Sheet:
    """One row = one category, told from others by its path from the top down.

    A category above it may stand further down in the file. Categories are made, renamed, ordered
    and limited; none is moved or removed.
    """
    return Sheet(
        CATEGORIES,
        _("Categories"),
        (
            Column(
                "path",
                _("Category path"),
                category_path,
                required=True,
                aliases=(
                    *("category", "kategori", "kategorisökväg", "kategoristi"),
                    *("sökväg", "sti", "full path"),
                ),
                help=_("From the top down: Computers > Docks."),
                example="Datorer > Dockningsstationer",
            ),
            Column(
                "name",
                _("Name"),
                words_up_to(120),
                aliases=("namn", "navn", "category name", "kategorinamn", "kategorinavn"),
                help=_("A new name, when it is to have another than the last one in its path."),
                example="Dockningsstationer",
            ),
            Column(
                "position",
                _("Position"),
                count,
                aliases=("order", "sort order", "ordning", "sortering", "rekkefølge", "plats"),
                help=_("The lowest comes first among its sisters. A new one comes last."),
                example="10",
            ),
            Column(
                "limit_groups",
                _("Limit by group"),
                several(words_up_to(120)),
                aliases=(
                    *("limited to", "groups", "begränsa till grupp", "kundgrupper"),
                    *("begrens til gruppe", "kundegrupper"),
                ),
                help=_(
                    "Only members of these groups see it and all below it; several are parted by "
                    ";. [clear] shows it to everyone."
                ),
            ),
        ),
        key=("path",),
    )
