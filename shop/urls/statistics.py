"""What the organisation bought, for its administrator; to be read also while acting as them."""

from django.urls import URLPattern

from core.access import route
from core.access.routes import View
from customers.access import Perm
from customers.my_sections import Section
from shop.views.my import statistics


def _route(pattern: str, view: View, name: str) -> URLPattern:
    return route(
        f"group/statistics/{pattern}",
        view,
        name=name,
        perm=Perm.GROUP_ADMINISTER,
        section=Section.STATISTICS,
    )


urlpatterns = [
    _route("", statistics.statistics, "statistics"),
    _route("users/<int:user_id>/<int:customer_id>/", statistics.statistics_user, "statistics-user"),
    _route("categories/<path:path>/", statistics.statistics_category, "statistics-category"),
    _route("other/", statistics.statistics_other, "statistics-other"),
    _route("product/", statistics.statistics_product, "statistics-product"),
    _route("costs/", statistics.statistics_costs, "statistics-costs"),
]
