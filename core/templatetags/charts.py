"""Charts drawn on the server: geometry in attributes, colour by class, the same told in words."""

from collections.abc import Sequence

from django import template
from django.template.context import Context

from core.charts import HEIGHT, ChartValue, column_chart
from core.templatetags.money import currency_in

register = template.Library()


@register.inclusion_tag("components/column_chart.html", name="column_chart", takes_context=True)
def column_chart_tag(
    context: Context, values: Sequence[ChartValue], chart_id: str, title: str, description: str
) -> dict[str, object]:
    """A picture beside a table of the same figures, which the page has to give."""
    return {
        "chart": column_chart(values),
        "height": HEIGHT,
        "full_height": HEIGHT + 24,
        "label_y": HEIGHT + 18,
        "chart_id": chart_id,
        "title": title,
        "description": description,
        "currency": currency_in(context),
    }
