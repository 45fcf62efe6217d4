"""The shop's own words: its news and its terms."""

from core.access import route
from customers.access import Perm
from customers.add_ons import AddOn
from shop.views import words

urlpatterns = [
    route("news/", words.news_list, name="news-list", perm=Perm.PUBLIC, add_on=AddOn.NEWS),
    route(
        "news/<int:news_id>/",
        words.news_detail,
        name="news-detail",
        perm=Perm.PUBLIC,
        add_on=AddOn.NEWS,
    ),
    route("terms/", words.terms, name="terms", perm=Perm.PUBLIC),
    route("terms/<int:terms_id>/", words.terms_version, name="terms-version", perm=Perm.PUBLIC),
]
