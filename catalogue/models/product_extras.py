"""What else belongs to goods: files, goods that go with them, and the buyers' own numbers."""

import secrets

from django.core.files.storage import Storage, storages
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalogue.models.product import Product, Variant
from core.reasons import Text
from core.uploads.kinds import kind_of_content_type
from customers.models import Customer, CustomerGroup


def document_storage() -> Storage:
    return storages["documents"]


def random_name(_document: "ProductDocument", _file_name: str) -> str:
    """Where the file is kept: nothing of its own name, and not to be guessed."""
    token = secrets.token_hex(20)
    return f"goods/{token[:2]}/{token}"


class ProductDocument(models.Model):
    """A data sheet, manual or certificate; seen by whoever sees the product (K-21)."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="documents")
    title = models.CharField(_("Title"), max_length=120)
    file = models.FileField(upload_to=random_name, storage=document_storage, max_length=100)
    file_name = models.CharField(_("File"), max_length=120)
    size = models.PositiveBigIntegerField(_("Size"))  # bytes
    content_type = models.CharField(max_length=100)  # by content, never as the browser said
    position = models.PositiveIntegerField(_("Position"), default=0)
    uploaded_at = models.DateTimeField(_("Uploaded"), default=timezone.now)

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(size__gt=0), name="product_document_not_empty"
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def kind(self) -> Text:
        """What it is in a word: PDF, Word, picture."""
        found = kind_of_content_type(self.content_type)
        return found.label if found else ""


class ProductRelation(models.Model):
    """`other` is shown on the page of `product` as something that goes with it; one way."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="relations")
    other = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="+")
    position = models.PositiveIntegerField(_("Position"), default=0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["product", "other"], name="product_related_once"),
            models.CheckConstraint(
                condition=~models.Q(product=models.F("other")), name="product_not_its_own_relation"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.other_id} beside {self.product_id}"


class OwnArticleNumber(models.Model):
    """What a customer, or a whole group, calls a variant in its own papers.

    `folded` is the number as people may type it (catalogue.search.words.fold_code). One number
    means one variant within its owner; the customer's own comes before the group's.
    """

    variant = models.ForeignKey(Variant, on_delete=models.CASCADE, related_name="own_numbers")
    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="+", null=True, blank=True
    )
    group = models.ForeignKey(
        CustomerGroup, on_delete=models.CASCADE, related_name="+", null=True, blank=True
    )
    number = models.CharField(_("Own article number"), max_length=80)
    folded = models.CharField(max_length=120, editable=False)

    class Meta:
        verbose_name = _("own article number")
        verbose_name_plural = _("own article numbers")
        ordering = ["number", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(customer__isnull=False, group__isnull=True)
                | models.Q(customer__isnull=True, group__isnull=False),
                name="own_number_of_one_owner",
            ),
            models.CheckConstraint(condition=~models.Q(folded=""), name="own_number_not_empty"),
            models.UniqueConstraint(
                fields=["customer", "folded"],
                condition=models.Q(customer__isnull=False),
                name="own_number_once_in_customer",
            ),
            models.UniqueConstraint(
                fields=["group", "folded"],
                condition=models.Q(group__isnull=False),
                name="own_number_once_in_group",
            ),
            models.UniqueConstraint(
                fields=["variant", "customer", "group"],
                name="own_number_one_a_variant",
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return self.number
