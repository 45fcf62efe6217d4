"""The doors of the storefront and of My pages, one module an area."""

from django.urls import include, path

from shop.urls import (
    account,
    acting,
    affiliates,
    demo,
    imports,
    look,
    my,
    newsletter,
    ordering,
    storefront,
    two_factor,
    wholesale,
    words,
)

_ACCOUNT = account.urlpatterns + two_factor.at_log_in + wholesale.urlpatterns

urlpatterns = [
    path(
        "",
        include(
            (
                storefront.urlpatterns
                + look.urlpatterns
                + ordering.urlpatterns
                + newsletter.urlpatterns
                + words.urlpatterns
                + affiliates.urlpatterns
                + demo.urlpatterns,
                "shop",
            )
        ),
    ),
    path("account/", include((_ACCOUNT, "account"))),
    path("acting/", include((acting.urlpatterns, "acting"))),
    path("my/", include((my.urlpatterns + two_factor.own + imports.urlpatterns, "my"))),
]
