"""What a spreadsheet of goods looks like."""

from django.utils.translation import gettext_lazy as _

from catalogue.sheet_values import (
    attributes,
    barcodes,
    category_paths,
    code_up_to,
    pieces,
    words_up_to,
)
from core.exchange.numbers import count, integer, money, percent
from core.exchange.sheet import Column, Sheet
from core.exchange.values import boolean
from core.money import decimals_of

PRODUCTS = "products"


def product_sheet(currency: str) -> Sheet:
    """One row = one version that can be bought; prices in the shop's currency.

    Rows with the same external number are versions of one product. A column that is missing and
    a blank cell leave what is there alone; [clear] empties it.
    """
    return Sheet(
        PRODUCTS,
        _("Products"),
        (
            Column(
                "article_number",
                _("Article number"),
                code_up_to(80),
                required=True,
                aliases=(
                    *("number", "sku", "article no", "item number"),
                    *("artikelnummer", "artikelnr", "artnr", "nummer", "varenummer", "varenr"),
                ),
                help=_("One row is one version that can be bought; this tells them apart."),
                example="ND-4012-GB",
            ),
            Column(
                "external_number",
                _("External number"),
                code_up_to(120),
                aliases=(
                    *("product key", "product number", "external id", "produktnummer"),
                    *("externt nummer", "eksternt nummer", "produktnyckel", "produktnøkkel"),
                ),
                help=_("Rows with the same external number are versions of one product."),
                example="4012",
            ),
            Column(
                "name",
                _("Name"),
                words_up_to(255),
                aliases=("product name", "title", "benämning", "namn", "navn", "produktnamn"),
                help=_("Needed for a new product."),
                example="Dockningsstation Nordock Pro 14",
            ),
            *_text_columns(),
            *_selling_columns(currency),
        ),
        key=("article_number",),
    )


def _text_columns() -> tuple[Column[object], ...]:
    return (
        Column(
            "version_name",
            _("Version name"),
            words_up_to(200),
            aliases=("version", "variant", "versionsnamn", "versjon", "versjonsnavn"),
            help=_("Blank when the product has only one version."),
        ),
        Column(
            "brand",
            _("Brand"),
            words_up_to(120),
            aliases=("manufacturer", "märke", "varumärke", "merke", "varemerke", "tillverkare"),
            example="Nordock",
        ),
        Column(
            "ean",
            _("EAN"),
            barcodes,
            aliases=("barcode", "gtin", "upc", "ean code", "streckkod", "strekkode"),
            help=_("As text, so that no zero is lost. Several are parted by |."),
            example="7350000000015",
        ),
        Column(
            "part_number",
            _("Part number"),
            code_up_to(120),
            aliases=(
                *("mpn", "manufacturer part number", "tillverkarens artikelnummer"),
                *("produsentens varenummer", "delenummer"),
            ),
        ),
        Column(
            "summary",
            _("Summary"),
            words_up_to(500),
            aliases=("short description", "kort beskrivning", "kort beskrivelse", "sammanfattning"),
        ),
        Column(
            "description",
            _("Description"),
            words_up_to(50_000),
            aliases=("long description", "beskrivning", "beskrivelse"),
        ),
        Column(
            "category_path",
            _("Category path"),
            category_paths,
            aliases=("category", "categories", "kategori", "kategorisökväg", "kategoristi"),
            help=_("From the top down: Computers > Docks. Several are parted by ;"),
            example="Datorer > Dockningsstationer",
        ),
        Column(
            "new_category",
            _("Category of new products"),
            category_paths,
            help=_("Where a new product goes when the file says nothing else."),
        ),
        Column("attributes", _("Attributes"), attributes, aliases=("attribut", "attributter")),
    )


def _selling_columns(currency: str) -> tuple[Column[object], ...]:
    return (
        Column(
            "list_price",
            _("List price ex VAT"),
            money(currency=currency, decimals=decimals_of(currency)),
            aliases=(
                *("price ex vat", "list price", "price", "pris", "listpris", "listepris"),
                *("pris ex moms", "listpris ex moms", "pris eks mva", "listepris eks mva"),
            ),
            help=_("Blank = as it is. A new product without a price cannot be bought."),
            example="1590,00",
        ),
        Column(
            "vat_percent",
            _("VAT %"),
            percent,
            aliases=("vat", "vat rate", "moms", "moms %", "mva", "mva %", "momssats"),
            help=_("One of the shop's VAT rates. The default rate when it is missing."),
            example="25",
        ),
        Column(
            "stock",
            _("Stock"),
            integer,
            aliases=("in stock", "stock quantity", "lager", "lagersaldo", "lagerbeholdning"),
            example="86",
        ),
        Column("unit", _("Unit"), words_up_to(20), aliases=("enhet",), example="st"),
        Column(
            "pack_size",
            _("Pieces in a pack"),
            pieces,
            aliases=("pack size", "packaging quantity", "förpackningsstorlek", "pakningsstørrelse"),
            help=_("Sold only in whole packs. 1 = any number."),
        ),
        Column(
            "replaced_by",
            _("Replaced by"),
            code_up_to(80),
            aliases=("successor", "ersätts av", "ersättningsartikel", "erstattes av"),
            help=_("The article number of its successor, which the shop has already."),
        ),
        Column(
            "active",
            _("Active"),
            boolean,
            aliases=("for sale", "aktiv", "till salu", "til salgs"),
            help=_("Whether it is for sale. Yes for a new one."),
            example="ja",
        ),
        Column(
            "popularity",
            _("Popularity"),
            count,
            aliases=("popularitet",),
            help=_("How often it is bought, until the shop knows better. Orders search results."),
        ),
    )
