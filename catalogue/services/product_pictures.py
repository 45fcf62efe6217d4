"""Pictures of a product: added several at a time, described, put in order, taken away."""

from collections.abc import Sequence
from functools import partial

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from catalogue.errors import CatalogueRefused, require
from catalogue.models import Product, ProductImage, Variant
from catalogue.policies import may_change_goods
from catalogue.services.goods_history import Noted, note
from catalogue.services.positions import Way, moved
from core.audit import use_case
from core.reasons import Refused, say
from core.uploads.errors import FileRefused
from core.uploads.judging import Judged, judge
from customers.actors import Actor

MOST_AT_ONCE = 20
MOST_PICTURES = 100
LONGEST_ALT = 200


@use_case("product.picture")
def add_picture(
    *,
    actor: Actor,
    product: Product,
    file: "File[bytes]",
    name: str,
    variant: Variant | None = None,
    alt: str = "",
) -> ProductImage:
    """One more picture, last. Whoever calls has seen to it that it is a picture."""
    require(may_change_goods(actor))
    image = _kept(product, file, name, variant, alt)
    note([product.pk], Noted("picture", "", name))
    return image


@use_case("product.picture")
def add_pictures(
    *,
    actor: Actor,
    product: Product,
    files: "Sequence[File[bytes]]",
    variant: Variant | None = None,
    alt: str = "",
) -> list[ProductImage]:
    """Further pictures, last, all or none. Raises FileRefused, `CatalogueRefused`."""
    require(may_change_goods(actor))
    if len(files) > MOST_AT_ONCE:
        raise FileRefused(
            say(_("At most %(most)s pictures at a time."), most=MOST_AT_ONCE), "too_many"
        )
    judged = [_judged(file) for file in files]
    Product.objects.select_for_update(no_key=True).get(pk=product.pk)
    held = ProductImage.objects.filter(product=product).count()
    if held + len(judged) > MOST_PICTURES:
        raise FileRefused(
            say(_("A product has at most %(most)s pictures."), most=MOST_PICTURES), "too_many"
        )
    images: list[ProductImage] = []
    try:
        for picture in judged:
            content: File[bytes] = ContentFile(picture.content)
            images.append(_kept(product, content, str(picture.name), variant, alt))
        note([product.pk], Noted("picture", "", ", ".join(str(each.name) for each in judged)))
    except Exception:
        for image in images:  # no row names them any more
            image.file.delete(save=False)
        raise
    return images


def _judged(file: "File[bytes]") -> Judged:
    """FileRefused unless it is a picture; its name is said, since several come at once."""
    try:
        judged = judge(file, most_bytes=settings.DOCUMENT_FILE_MAX_BYTES)
    except FileRefused as refused:
        text = say("%(name)s: %(reason)s", name=file.name or "", reason=refused.reason)
        raise FileRefused(text, refused.code) from refused
    if not judged.content_type.startswith("image/"):
        reason = _("%(name)s is no picture. Send PNG, JPEG, GIF or WebP.")
        raise FileRefused(say(reason, name=str(judged.name)), "kind")
    return judged


def _kept(
    product: Product, file: "File[bytes]", name: str, variant: Variant | None, alt: str
) -> ProductImage:
    last = ProductImage.objects.filter(product=product).aggregate(last=Max("position"))["last"]
    image = ProductImage(
        product=product,
        variant=variant,
        alt=alt[:LONGEST_ALT],
        position=0 if last is None else last + 1,
    )
    image.file.save(name, file)
    return image


@use_case("product.picture-change")
def change_picture(
    *, actor: Actor, image: ProductImage, alt: str, variant: Variant | None
) -> ProductImage:
    """What it shows in words, and of which version it is (None = of the whole product)."""
    require(may_change_goods(actor))
    found = _locked(image)
    if (found.alt, found.variant_id) == (alt, variant.pk if variant else None):
        return found
    note([found.product_id], Noted("picture_text", found.alt, alt))
    found.alt, found.variant = alt, variant
    found.save(update_fields=["alt", "variant"])
    return found


@use_case("product.picture-move")
def move_picture(*, actor: Actor, image: ProductImage, way: Way) -> None:
    """One step up or down; the first one stands in lists."""
    require(may_change_goods(actor))
    Product.objects.select_for_update(no_key=True).get(pk=image.product_id)
    if moved(ProductImage.objects.filter(product=image.product_id), image.pk, way):
        note([image.product_id], Noted("picture_order"))


@use_case("product.picture-remove")
def remove_picture(*, actor: Actor, image: ProductImage) -> None:
    """The row goes now; the file once that is certain."""
    require(may_change_goods(actor))
    found = _locked(image)
    note([found.product_id], Noted("picture", found.alt or found.file.name or "", ""))
    file = found.file
    found.delete()
    transaction.on_commit(partial(file.delete, save=False), robust=True)


def _locked(image: ProductImage) -> ProductImage:
    found = ProductImage.objects.select_for_update().filter(pk=image.pk).first()
    if found is None:
        raise CatalogueRefused(Refused(_("This picture has been removed."), "gone"))
    return found
