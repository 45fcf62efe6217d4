"""How the shop's forms are drawn: one field template for every face."""

from django.forms.renderers import TemplatesSetting


class ShopFormRenderer(TemplatesSetting):
    """Django's own form templates, with our field piece around every field."""

    field_template_name = "components/field.html"
