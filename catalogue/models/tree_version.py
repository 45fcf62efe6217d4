"""Which state of the tree is the latest: what web processes compare their copy of it with."""

import uuid

import pgtrigger
from django.db import models


class TreeVersion(models.Model):
    """One row with a number that is never used twice. Changed by trigger only.

    Categories and audiences are few, read on every page and seldom changed: a process keeps a copy
    (catalogue.selectors.tree) and asks each time whether this is still the version it copied.
    """

    version = models.UUIDField(default=uuid.uuid4)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="tree_version_one_row")
        ]

    def __str__(self) -> str:
        return str(self.version)


def changes_tree_version() -> pgtrigger.Trigger:
    """For what the copy holds. Before the change, so that writers wait here and nowhere else."""
    return pgtrigger.Trigger(
        name="tree_version",
        level=pgtrigger.Statement,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        func="""
            INSERT INTO catalogue_treeversion (id, version) VALUES (1, gen_random_uuid())
            ON CONFLICT (id) DO UPDATE SET version = excluded.version;
            RETURN NULL;
        """,
    )
