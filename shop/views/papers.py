"""Papers of goods for buyers: data sheets, manuals, certificates."""

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from catalogue.selectors.papers import visible_document
from catalogue.selectors.product_page import ProductPage, product_page
from core.access.routes import to_log_in
from core.downloads import attachment
from core.mail import absolute_url
from core.qr import qr_code
from customers.actors import ShopRequest
from shop.context import header_of
from shop.product_beside import papers_shown

_MOST_NUMBERS = 12


def product_documents(request: ShopRequest, slug: str) -> HttpResponse:
    """All documents of a product at an address of its own, for whoever sees the product.

    A stranger who does not is asked to log in, whether it exists or not: a printed code leads
    here.
    """
    page = product_page(request.actor, slug, tree=header_of(request).tree)
    if page is None and request.actor.is_anonymous:
        return to_log_in(request)
    if page is None:
        raise Http404
    context = {"page": page, "papers": papers_shown(page), "skus": _skus(page)}
    return render(request, "shop/catalogue/product_documents.html", context)


def product_documents_code(request: ShopRequest, slug: str) -> HttpResponse:
    """The address of a product's documents as a code to print, with its name and number."""
    page = product_page(request.actor, slug, tree=header_of(request).tree)
    if page is None:
        raise Http404
    address = absolute_url(reverse("shop:product-documents", args=[page.product.slug]))
    context = {
        "product": page.product,
        "skus": _skus(page),
        "address": address,
        "code": qr_code(address),
    }
    return render(request, "shop/catalogue/product_documents_code.html", context)


def _skus(page: ProductPage) -> str:
    return ", ".join(variant.sku for variant in page.variants[:_MOST_NUMBERS])


def product_document(request: ShopRequest, document_id: int) -> HttpResponseBase:
    """The file as it came, for whoever sees the product (K-21); else there is none.

    A stranger is asked to log in, whether it exists or not: a printed code leads here.
    """
    document = visible_document(request.actor, document_id)
    if document is not None:
        return attachment(
            document.file, file_name=document.file_name, content_type=document.content_type
        )
    if request.actor.is_anonymous:
        return to_log_in(request)
    raise Http404


def product_document_code(request: ShopRequest, document_id: int) -> HttpResponse:
    """The document's address as a code to print and put on the machine (K-43)."""
    document = visible_document(request.actor, document_id)
    if document is None:
        raise Http404
    address = absolute_url(reverse("shop:product-document", args=[document.pk]))
    context = {"document": document, "address": address, "code": qr_code(address)}
    return render(request, "shop/catalogue/product_document_code.html", context)
