"""Distinct sets of groups that may see a thing (DESIGN §6)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from catalogue.models.tree_version import changes_tree_version

EVERYONE_ID = 0
NOBODY_ID = 1


class Audience(models.Model):
    """One row for each distinct set of groups; id 0 = everyone, id 1 = the empty set, nobody.

    `group_ids` is sorted and without duplicates; NULL only on the row for everyone.
    """

    id = models.BigAutoField(primary_key=True)
    group_ids = ArrayField(models.BigIntegerField(), null=True, unique=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(id=EVERYONE_ID, group_ids__isnull=True)
                | (~models.Q(id=EVERYONE_ID) & models.Q(group_ids__isnull=False)),
                name="audience_only_everyone_has_no_set",
            )
        ]
        triggers = [changes_tree_version()]

    def __str__(self) -> str:
        return "everyone" if self.group_ids is None else f"groups {self.group_ids}"
