"""What spreadsheets of goods and of prices look like: for reading, mapping and exporting."""

from django.utils.translation import gettext_lazy as _

from catalogue.sheet_values import (
    attributes,
    barcodes,
    category_paths,
    code_up_to,
    several,
    words_up_to,
)
from core.exchange.dates import day
from core.exchange.numbers import count, integer, money, percent
from core.exchange.sheet import Column, Sheet
from core.exchange.values import boolean
from core.money import decimals_of

PRODUCTS = "products"
PRICES = "prices"


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


def price_sheet(currency: str) -> Sheet:
    """One row = one unit price from a quantity, in a price list connected to whom it is for."""
    return Sheet(
        PRICES,
        _("Prices"),
        (
            Column(
                "price_list",
                _("Price list"),
                words_up_to(120),
                required=True,
                aliases=("prislista", "prisliste", "price list name"),
                help=_("Made when there is none by that name."),
                example="Norrviks kommun 2026",
            ),
            Column(
                "article_number",
                _("Article number"),
                code_up_to(80),
                required=True,
                aliases=("number", "sku", "artikelnummer", "artnr", "varenummer", "varenr"),
                example="ND-4012-GB",
            ),
            Column(
                "from_quantity",
                _("From quantity"),
                count,
                aliases=("quantity", "från antal", "antal", "fra antall", "antall"),
                help=_("1 when it is missing."),
                example="10",
            ),
            Column(
                "price",
                _("Price ex VAT"),
                money(currency=currency, decimals=decimals_of(currency)),
                required=True,
                aliases=("unit price", "pris", "pris ex moms", "pris eks mva"),
                help=_("0 = no price of its own: the ordinary price holds. Never free."),
                example="1490,00",
            ),
            Column(
                "valid_from",
                _("Valid from"),
                day,
                aliases=("giltig från", "gäller från", "gyldig fra", "gjelder fra"),
                help=_("Today when it is missing. The price before it ends the day before."),
                example="2026-01-01",
            ),
            Column(
                "valid_until",
                _("Valid until"),
                day,
                aliases=("giltig till", "gäller till", "gyldig til", "gjelder til"),
            ),
            *_connection_columns(),
        ),
        key=("price_list", "article_number", "from_quantity", "valid_from"),
    )


def _connection_columns() -> tuple[Column[object], ...]:
    return (
        Column(
            "customer_number",
            _("Customer number"),
            several(code_up_to(30)),
            aliases=("customer", "kundnummer", "kundenummer", "kund", "kunde"),
            help=_("Whom the list is for, several parted by ;. They are added, never removed."),
        ),
        Column(
            "group",
            _("Customer group"),
            several(words_up_to(120)),
            aliases=("kundgrupp", "kundegruppe", "grupp", "gruppe"),
            example="Norrviks kommun",
        ),
        Column("segment", _("Segment"), several(words_up_to(120)), aliases=("kundsegment",)),
        Column(
            "tier",
            _("Pricing tier"),
            several(words_up_to(80)),
            aliases=("prisnivå", "price tier"),
        ),
    )
