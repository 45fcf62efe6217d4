"""The tree."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from tree_queries.models import TreeNode

from catalogue.models.audience import EVERYONE_ID, Audience
from catalogue.models.tree_version import changes_tree_version
from customers.models import CustomerGroup


class Category(TreeNode):  # type: ignore[misc]  # the library is untyped
    """A branch of the catalogue. 'Limit by group' is inherited downwards (K-17).

    `path` is the slugs from the root, joined by '/': its address under /c/. `audience` is what
    the limits on the whole path come to; both are kept by the catalogue's services.
    """

    name = models.CharField(_("Name"), max_length=120)
    slug = models.SlugField(max_length=140)
    path = models.CharField(max_length=600, unique=True, editable=False)
    position = models.PositiveIntegerField(_("Position"), default=0)
    pictogram = models.CharField(max_length=30, blank=True)
    limit_groups = models.ManyToManyField(
        CustomerGroup, related_name="+", blank=True, verbose_name=_("Limit by group")
    )
    audience = models.ForeignKey(
        Audience, on_delete=models.PROTECT, related_name="+", default=EVERYONE_ID, editable=False
    )

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ["position", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["parent", "slug"],
                name="category_slug_unique_in_parent",
                nulls_distinct=False,
            )
        ]
        triggers = [changes_tree_version()]

    def __str__(self) -> str:
        return self.name
