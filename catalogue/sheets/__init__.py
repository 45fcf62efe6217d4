"""What spreadsheets of goods look like, one module a thing: for reading, mapping and exporting."""

from catalogue.sheets.assortments import ASSORTMENTS, assortment_sheet
from catalogue.sheets.categories import CATEGORIES, category_sheet
from catalogue.sheets.prices import PRICES, price_sheet
from catalogue.sheets.products import PRODUCTS, product_sheet
from catalogue.sheets.stock import STOCK, stock_sheet

__all__ = [
    "ASSORTMENTS",
    "CATEGORIES",
    "PRICES",
    "PRODUCTS",
    "STOCK",
    "assortment_sheet",
    "category_sheet",
    "price_sheet",
    "product_sheet",
    "stock_sheet",
]
