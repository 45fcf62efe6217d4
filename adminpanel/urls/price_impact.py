"""Prices of days gone by, and what a change of prices would mean."""

from adminpanel.views import price_impact, price_past
from core.access import route
from customers.access import Perm

urlpatterns = [
    route("past-prices/", price_past.past_price, name="past-price", perm=Perm.STAFF_CATALOGUE_VIEW),
    route(
        "price-lists/<int:list_id>/impact/",
        price_impact.price_list_impact,
        name="price-list-impact",
        perm=Perm.STAFF_CATALOGUE_VIEW,
    ),
    route(
        "price-lists/<int:list_id>/impact/download/",
        price_impact.price_list_impact_download,
        name="price-list-impact-download",
        perm=Perm.STAFF_CATALOGUE_VIEW,
    ),
    route(
        "discount-impact/<slug:kind>/<int:buyer_id>/",
        price_impact.discount_impact,
        name="discount-impact",
        perm=Perm.STAFF_CATALOGUE_VIEW,
    ),
    route(
        "discount-impact/<slug:kind>/<int:buyer_id>/download/",
        price_impact.discount_impact_download,
        name="discount-impact-download",
        perm=Perm.STAFF_CATALOGUE_VIEW,
    ),
]
