"""Which chapter of the manual tells of which page of the back office (K-43)."""

from collections.abc import Sequence

from django.urls import reverse

MANUALS = ("staff", "spreadsheets", "customers")

# The first beginning of a URL's name that fits; the longer before the shorter.
_CHAPTERS: Sequence[tuple[tuple[str, ...], str, str]] = (
    (("home", "near-limit"), "staff", "the-dashboard"),
    (("find", "list-"), "staff", "finding"),
    (("buyers",), "staff", "customers-users-memberships"),
    (("my-sections",), "staff", "sections-of-my-pages"),
    (("import-price-impact",), "staff", "prices"),
    (("import-", "export-"), "spreadsheets", ""),
    (("notice-",), "staff", "spreadsheets"),
    (("field-rule", "customer-field", "group-field"), "staff", "form-fields"),
    (("extra-field", "customer-extra", "group-extra"), "staff", "extra-fields"),
    (("customer-document", "group-document", "document-"), "staff", "documents"),
    (("customer-site", "group-site"), "staff", "a-customers-own-shop"),
    (("customer-profile", "group-profile", "profile-"), "staff", "graphical-profile"),
    (("customer-act", "act-as"), "staff", "logging-in-as-a-customer"),
    (("customer-chains", "group-chains"), "staff", "approval-chains"),
    (("customer-price", "price-", "past-price", "pricing-", "discount-"), "staff", "prices"),
    (("variant-group-price",), "staff", "prices"),
    (("customer-", "address-", "shipper-"), "staff", "a-customers-card"),
    (("group-", "segment-"), "staff", "groups-and-segments"),
    (("application-", "wholesale-"), "staff", "wholesale-sign-up"),
    (("loyalty-", "points-", "customer-points"), "staff", "loyalty-points"),
    (("link-targets",), "staff", "addresses-of-links"),
    (("team-",), "staff", "sales-teams"),
    (("affiliate-",), "staff", "affiliates"),
    (("user-new", "user-list", "membership-", "people-"), "staff", "customers-users-memberships"),
    (("user-", "undo"), "staff", "a-persons-account"),
    (("order-",), "staff", "orders"),
    (("product-", "variant-", "category-", "filter-", "assortment-"), "staff", "goods"),
    (("picture-",), "staff", "goods"),
    (("mail-", "history-", "permission-"), "staff", "mail-history-permissions"),
    (("small-order-",), "staff", "small-orders"),
    (("shop-text-", "terms-"), "staff", "start-page-news-and-terms"),
    (("email-template-",), "staff", "e-mail-templates"),
    (("settings", "required-fields", "vat-", "delivery-", "payment-"), "staff", "settings"),
    (("add-on-",), "staff", "add-ons"),
    (("campaign-",), "staff", "newsletters"),
    (("manual",), "staff", ""),
)


def chapter_of(url_name: str) -> tuple[str, str] | None:
    """The manual and the anchor of its chapter, "" for the whole. None: nothing tells of it."""
    for beginnings, manual, anchor in _CHAPTERS:
        if url_name.startswith(beginnings):
            return manual, anchor
    return None


def help_address(url_name: str) -> str:
    """Where the help icon of the page leads."""
    manual, anchor = chapter_of(url_name) or ("staff", "")
    return reverse("staff:manual", args=[manual]) + (f"#{anchor}" if anchor else "")
