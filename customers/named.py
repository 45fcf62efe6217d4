"""Whether anything still names a group or a segment: then it stays, or what is limited opens."""

from typing import Any

from django.db.models import ManyToOneRel

from customers.models import CustomerGroup, Segment, ShopText


def is_named_above(thing: CustomerGroup | Segment) -> bool:
    """Whether a text or a row of a higher layer names it, whichever layers there are."""
    limit = "limit_segments" if isinstance(thing, Segment) else "limit_groups"
    if ShopText.objects.filter(**{limit: thing}).exists():
        return True
    for relation in type(thing)._meta.get_fields(include_hidden=True):
        field: Any = getattr(relation, "field", None)
        if not (isinstance(relation, ManyToOneRel) and field.db_constraint):
            continue
        model: Any = relation.related_model
        rows = model._base_manager.filter(**{field.name: thing})
        if model._meta.app_label != "customers" and rows.exists():
            return True
    return False
