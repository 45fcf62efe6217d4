"""Browsing the catalogue: home, categories, products, search, assortment."""

from django.urls import URLPattern

from core.access import route
from customers.access import Perm
from shop.views import assortment, catalogue, papers, search

urlpatterns: list[URLPattern] = [
    route("", catalogue.home, name="home", perm=Perm.PUBLIC),
    route("c/<path:category_path>/", catalogue.category, name="category", perm=Perm.PUBLIC),
    route("p/<slug:slug>/", catalogue.product, name="product", perm=Perm.PUBLIC),
    route(
        "p/<slug:slug>/documents/",
        papers.product_documents,
        name="product-documents",
        perm=Perm.PUBLIC,
    ),
    route(
        "p/<slug:slug>/documents/code/",
        papers.product_documents_code,
        name="product-documents-code",
        perm=Perm.PUBLIC,
    ),
    route("why/<int:variant_id>/", catalogue.price_why, name="price-why", perm=Perm.PUBLIC),
    route("search/", search.search, name="search", perm=Perm.PUBLIC),
    route("search/facets", search.search_facets, name="search-facets", perm=Perm.PUBLIC),
    route("search/suggest", search.search_suggest, name="search-suggest", perm=Perm.PUBLIC),
    route("assortment/", assortment.assortment, name="assortment", perm=Perm.ASSORTMENT_VIEW),
    route(
        "pictures/<int:image_id>/<slug:size>/", catalogue.picture, name="picture", perm=Perm.PUBLIC
    ),
    route(
        "papers/<int:document_id>/",
        papers.product_document,
        name="product-document",
        perm=Perm.PUBLIC,
    ),
    route(
        "papers/<int:document_id>/code/",
        papers.product_document_code,
        name="product-document-code",
        perm=Perm.PUBLIC,
    ),
]
