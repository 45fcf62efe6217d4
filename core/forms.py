"""How the shop's forms are drawn: one field template for every face."""

from typing import Any

from django.forms.renderers import Jinja2, TemplatesSetting
from django.template.loader import get_template

_WIDGETS = "django/forms/widgets/"
_OWN = {_WIDGETS + "select.html": "components/select.jinja"}


class ShopFormRenderer(TemplatesSetting):
    """Django's own form templates, with our field piece around every field.

    Inputs are drawn from the Jinja2 form of the same templates, and lists to choose from by a
    piece of our own: 250 countries took half of the checkout's time.
    """

    field_template_name = "components/field.html"

    def __init__(self) -> None:
        self._jinja = Jinja2()

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        if template_name in _OWN:
            return get_template(_OWN[template_name], using="jinja2").render(context, request)
        if template_name.startswith(_WIDGETS):
            return self._jinja.render(template_name, context, request)
        return super().render(template_name, context, request)
