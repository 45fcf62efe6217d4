"""Files that the shop and its customers keep for each other (N-24..N-29)."""

import secrets

import pghistory
from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.reasons import Text
from core.uploads.kinds import kind_of_content_type
from customers.models.customer import Customer
from customers.models.group import CustomerGroup
from customers.querysets import DocumentQuerySet


def document_storage() -> Storage:
    return storages["documents"]


def random_name(_document: "Document", _file_name: str) -> str:
    """Where the file is kept: nothing of its own name, and not to be guessed."""
    token = secrets.token_hex(20)
    return f"{token[:2]}/{token}"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Document(models.Model):
    """A file on one customer, or on a group and so on all its customers.

    The file itself never changes: a new version is a new document. Written by the shop
    (`is_from_shop`) or by an administrator of the organisation, who then looks after it.
    """

    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="documents", null=True, blank=True
    )
    group = models.ForeignKey(
        CustomerGroup, on_delete=models.PROTECT, related_name="documents", null=True, blank=True
    )
    title = models.CharField(_("Title"), max_length=120)
    file = models.FileField(upload_to=random_name, storage=document_storage, max_length=100)
    file_name = models.CharField(_("File"), max_length=120)
    size = models.PositiveBigIntegerField(_("Size"))  # bytes
    content_type = models.CharField(max_length=100)  # by content, never as the browser said
    sha256 = models.CharField(max_length=64)
    is_visible_to_customer = models.BooleanField(_("The customer may see it"), default=False)
    is_special_routine = models.BooleanField(_("Special order routine"), default=False)
    is_from_shop = models.BooleanField(default=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    uploaded_at = models.DateTimeField(_("Uploaded"), default=timezone.now)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["-uploaded_at", "-id"]
        indexes = [models.Index(fields=["-uploaded_at", "-id"], name="document_newest")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(customer__isnull=False, group__isnull=True)
                | models.Q(customer__isnull=True, group__isnull=False),
                name="document_of_one_owner",
            ),
            models.CheckConstraint(condition=models.Q(size__gt=0), name="document_not_empty"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def kind(self) -> Text:
        """What it is in a word: PDF, Word, picture."""
        found = kind_of_content_type(self.content_type)
        return found.label if found else ""

    @property
    def icon(self) -> str:
        found = kind_of_content_type(self.content_type)
        return found.icon if found else "file-earmark"

    @property
    def owner(self) -> Customer | CustomerGroup:
        """Whose it is. Costs a query unless it is loaded."""
        owner = self.customer or self.group
        assert owner is not None  # noqa: S101 - by constraint
        return owner
