"""The words of imports in templates."""

from django import template

from core.import_pages.desk import Desk
from core.reasons import Text

register = template.Library()


@register.simple_tag
def kind_label(desk: Desk, name: str) -> Text:
    """What an import holds; its bare name where this face does not know the kind."""
    kind = desk.kinds.get(name)
    return kind.label if kind else name
