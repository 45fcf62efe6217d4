"""What is sold, to whom, at what price."""

from catalogue.models.assortment import Assortment, AssortmentItem
from catalogue.models.assortment_holders import (
    AssortmentCustomer,
    AssortmentGroup,
    AssortmentSegment,
)
from catalogue.models.audience import EVERYONE_ID, NOBODY_ID, Audience
from catalogue.models.category import Category
from catalogue.models.facets import (
    FacetCount,
    FacetDue,
    FacetKind,
    FacetValue,
    FilterAttribute,
    ProductTerms,
)
from catalogue.models.listing import ListingRow
from catalogue.models.moved_path import MovedPath
from catalogue.models.price import PriceList, PriceListConnection, PriceRow, StagedPrice
from catalogue.models.product import Product, ProductCategory, ProductImage, Variant
from catalogue.models.product_extras import OwnArticleNumber, ProductDocument, ProductRelation
from catalogue.models.search import (
    LAST_TIER,
    TIER_ENDS,
    ProductSearch,
    SearchCode,
    SearchDue,
    SearchWord,
    VariantCode,
)
from catalogue.models.tree_version import TreeVersion
from catalogue.models.vat import VatRate

__all__ = [
    "EVERYONE_ID",
    "LAST_TIER",
    "NOBODY_ID",
    "TIER_ENDS",
    "Assortment",
    "AssortmentCustomer",
    "AssortmentGroup",
    "AssortmentItem",
    "AssortmentSegment",
    "Audience",
    "Category",
    "FacetCount",
    "FacetDue",
    "FacetKind",
    "FacetValue",
    "FilterAttribute",
    "ListingRow",
    "MovedPath",
    "OwnArticleNumber",
    "PriceList",
    "PriceListConnection",
    "PriceRow",
    "Product",
    "ProductCategory",
    "ProductDocument",
    "ProductImage",
    "ProductRelation",
    "ProductSearch",
    "ProductTerms",
    "SearchCode",
    "SearchDue",
    "SearchWord",
    "StagedPrice",
    "TreeVersion",
    "Variant",
    "VariantCode",
    "VatRate",
]
