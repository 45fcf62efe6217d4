"""How people want their lists: views under a name, and the columns that each last chose."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower


class SavedView(models.Model):
    """A list's filters and order under a name, with its columns if they were chosen.

    `asked` is an address of the list as names and values; `columns` the keys of its columns, none
    = the reader's own choice. A shared one stands on everybody's list. A blank name is not a view:
    it keeps the columns that its owner last chose for the list.
    """

    list_name = models.CharField(max_length=40)
    name = models.CharField(max_length=60, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_views"
    )
    is_shared = models.BooleanField(default=False)
    asked = models.JSONField(default=dict, blank=True)
    columns = models.JSONField(default=list, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "saved view"
        verbose_name_plural = "saved views"
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                "owner", "list_name", Lower("name"), name="saved_view_once_for_each"
            ),
            models.UniqueConstraint(
                "list_name",
                Lower("name"),
                condition=models.Q(is_shared=True),
                name="saved_view_once_shared",
            ),
            models.CheckConstraint(
                condition=models.Q(is_shared=False) | ~models.Q(name=""),
                name="saved_view_shared_has_name",
            ),
        ]

    def __str__(self) -> str:
        return self.name
