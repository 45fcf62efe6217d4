"""Pictures and papers on a product's card: added, described, put in order, taken away."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _

from adminpanel.forms.products import (
    NewPicturesForm,
    NewProductDocumentForm,
    PictureForm,
    ProductDocumentForm,
)
from adminpanel.product_card import card_context
from catalogue.errors import CatalogueRefused
from catalogue.pictures import thumbnail
from catalogue.selectors.product_card import (
    documents_of,
    picture_of,
    pictures_of,
    product_document_of,
    variants_of,
)
from catalogue.services import product_documents, product_pictures
from catalogue.services.positions import Way
from core.downloads import attachment
from core.http import posted
from core.mail import absolute_url
from core.qr import qr_code
from core.uploads.errors import FileRefused
from customers.actors import ShopRequest

PICTURE_SECONDS = 3600
_MOST_NUMBERS = 12


def asked_way(request: ShopRequest) -> Way:
    return "up" if request.POST.get("way") == "up" else "down"


def product_picture_list(request: ShopRequest, product_id: int) -> HttpResponse:
    """Every picture in its order; the first stands in lists."""
    context = card_context(request, product_id, "product-picture-list")
    return _pictures_page(
        request, context, NewPicturesForm(variants=variants_of(context["product"]))
    )


def _pictures_page(
    request: ShopRequest, context: dict[str, Any], form: NewPicturesForm
) -> HttpResponse:
    context |= {"form": form, "pictures": pictures_of(context["product"])}
    return render(request, "staff/products/product_picture_list.html", context)


def product_picture_new(request: ShopRequest, product_id: int) -> HttpResponse:
    """Takes several pictures, all or none; refused ones are answered beside the field."""
    context = card_context(request, product_id, "product-picture-list")
    variants = variants_of(context["product"])
    form = NewPicturesForm(request.POST, request.FILES, variants=variants)
    if form.is_valid():
        try:
            made = product_pictures.add_pictures(
                actor=request.actor,
                product=context["product"],
                files=form.cleaned_data["pictures"],
                variant=form.chosen_variant,
                alt=form.cleaned_data["alt"],
            )
        except FileRefused as refused:
            form.add_error("pictures", str(refused.reason))
        else:
            messages.success(request, _("Pictures added: %(count)s.") % {"count": len(made)})
            return redirect("staff:product-picture-list", product_id=product_id)
    return _pictures_page(request, context, form)


def picture_edit(request: ShopRequest, image_id: int) -> HttpResponse:
    """What it shows and of which version it is; or away with it."""
    image = picture_of(image_id)
    if request.method == "POST" and "remove" in request.POST:
        try:
            product_pictures.remove_picture(actor=request.actor, image=image)
            messages.success(request, _("The picture is removed."))
        except CatalogueRefused as refused:
            messages.error(request, str(refused.reason))
        return redirect("staff:product-picture-list", product_id=image.product_id)
    form = PictureForm(
        posted(request),
        variants=variants_of(image.product),
        initial={"alt": image.alt, "variant": str(image.variant_id or "")},
    )
    if request.method == "POST" and form.is_valid():
        try:
            product_pictures.change_picture(
                actor=request.actor,
                image=image,
                alt=form.cleaned_data["alt"],
                variant=form.chosen_variant,
            )
        except CatalogueRefused as refused:
            form.add_error(None, str(refused.reason))
        else:
            messages.success(request, _("The picture is saved."))
            return redirect("staff:product-picture-list", product_id=image.product_id)
    context = card_context(request, image.product_id, "product-picture-list")
    return render(
        request, "staff/products/picture_edit.html", context | {"form": form, "image": image}
    )


def picture_move(request: ShopRequest, image_id: int) -> HttpResponse:
    """One step up or down."""
    image = picture_of(image_id)
    product_pictures.move_picture(actor=request.actor, image=image, way=asked_way(request))
    return redirect("staff:product-picture-list", product_id=image.product_id)


def picture_file(request: ShopRequest, image_id: int, size: str) -> HttpResponseBase:
    """A picture for staff, also of goods that no buyer sees."""
    made = thumbnail(picture_of(image_id), size)
    if made is None:
        raise Http404
    response = FileResponse(made, filename=f"{image_id}-{size}.webp")
    patch_cache_control(response, private=True, max_age=PICTURE_SECONDS)
    return response


def product_document_list(request: ShopRequest, product_id: int) -> HttpResponse:
    """The papers that buyers find on the product's page."""
    context = card_context(request, product_id, "product-document-list")
    return _documents_page(request, context, NewProductDocumentForm())


def _documents_page(
    request: ShopRequest, context: dict[str, Any], form: NewProductDocumentForm
) -> HttpResponse:
    context |= {"form": form, "documents": documents_of(context["product"])}
    return render(request, "staff/products/product_document_list.html", context)


def product_document_new(request: ShopRequest, product_id: int) -> HttpResponse:
    """Takes a file; a refused one is answered beside the field."""
    context = card_context(request, product_id, "product-document-list")
    form = NewProductDocumentForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            made = product_documents.add_product_document(
                actor=request.actor,
                product=context["product"],
                file=form.cleaned_data["file"],
                title=form.cleaned_data["title"],
            )
        except FileRefused as refused:
            form.add_error("file", str(refused.reason))
        else:
            messages.success(request, _("%(title)s is added.") % {"title": made.title})
            return redirect("staff:product-document-list", product_id=product_id)
    return _documents_page(request, context, form)


def product_document_code(request: ShopRequest, product_id: int) -> HttpResponse:
    """A code to print and stick on the goods: it leads to their documents in the shop."""
    context = card_context(request, product_id, "product-document-list")
    product = context["product"]
    address = absolute_url(reverse("shop:product-documents", args=[product.slug]))
    skus = ", ".join(variant.sku for variant in variants_of(product)[:_MOST_NUMBERS])
    context |= {"skus": skus, "address": address, "code": qr_code(address)}
    return render(request, "staff/products/product_document_code.html", context)


def product_document_edit(request: ShopRequest, document_id: int) -> HttpResponse:
    """Its title; or away with it."""
    document = product_document_of(document_id)
    removes = request.method == "POST" and "remove" in request.POST
    form = ProductDocumentForm(
        None if removes else posted(request), initial={"title": document.title}
    )
    try:
        if removes:
            product_documents.remove_product_document(actor=request.actor, document=document)
            messages.success(request, _("%(title)s is deleted.") % {"title": document.title})
            return redirect("staff:product-document-list", product_id=document.product_id)
        if request.method == "POST" and form.is_valid():
            product_documents.change_product_document(
                actor=request.actor, document=document, title=form.cleaned_data["title"]
            )
            messages.success(request, _("%(title)s is saved.") % form.cleaned_data)
            return redirect("staff:product-document-list", product_id=document.product_id)
    except CatalogueRefused as refused:  # between our reading and our lock
        messages.error(request, str(refused.reason))
        return redirect("staff:product-document-list", product_id=document.product_id)
    context = card_context(request, document.product_id, "product-document-list")
    context |= {"form": form, "document": document}
    return render(request, "staff/products/product_document_edit.html", context)


def product_document_move(request: ShopRequest, document_id: int) -> HttpResponse:
    """One step up or down."""
    document = product_document_of(document_id)
    product_documents.move_product_document(
        actor=request.actor, document=document, way=asked_way(request)
    )
    return redirect("staff:product-document-list", product_id=document.product_id)


def product_document_file(request: ShopRequest, document_id: int) -> FileResponse:
    """The file as it came."""
    document = product_document_of(document_id)
    return attachment(
        document.file, file_name=document.file_name, content_type=document.content_type
    )
