"""Every table that names a person: what their file tells of it, and what erasing leaves there.

One line for each; `tests/services/orders/test_people_tables.py` walks the models and fails for one
that has none. Pure: it names tables and reads none.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from django.db import models

NAMING = (models.EmailField, models.GenericIPAddressField)
NAMING_WORDS = (
    *("email", "phone", "first_name", "last_name", "birthday", "ip_address"),
    *("attention", "address", "username", "user_agent", "contact", "person_id"),
)
PEOPLE = ("customers.User", "customers.Membership")


class Left(Enum):
    """What is left of a person's rows when they are erased."""

    NOTHING = "the rows go"
    WORDLESS = "the row stays without whatever says who it was"
    POINTER = "the row stays and points to the account, which then is nobody's"


@dataclass(frozen=True, slots=True)
class Table:
    """`parts` of the person's file hold its rows; else `why` the file only counts them."""

    left: Left
    parts: tuple[str, ...] = ()
    why: str = ""


def _told(left: Left, *parts: str) -> Table:
    return Table(left, parts=parts)


def _counted(left: Left, why: str) -> Table:
    return Table(left, why=why)


def _by(what: str) -> Table:
    """Somebody's work for the shop or the organisation: it is about other things than them."""
    return _counted(Left.POINTER, f"Who {what}. It is about something else than the person.")


NOTHING, WORDLESS, POINTER = Left.NOTHING, Left.WORDLESS, Left.POINTER

TABLES: Mapping[str, Table] = {
    # The account and the ways into it.
    "customers.User": _told(WORDLESS, "account"),
    "customers.UserEvent": _told(WORDLESS, "history"),
    "customers.AccountEvent": _told(NOTHING, "account_log"),
    "customers.EmailChange": _told(NOTHING, "email_changes"),
    "customers.ShopSession": _told(NOTHING, "sessions"),
    "customers.PendingRegistration": _told(NOTHING, "registrations"),
    "customers.ResetRequest": _told(NOTHING, "reset_requests"),
    "customers.MailChoiceRequest": _told(NOTHING, "mail_choice_requests"),
    "customers.Consent": _told(NOTHING, "consents"),
    "customers.ConsentEvent": _counted(WORDLESS, "Copies of the consents, for who changed one."),
    "customers.NoticeRecipient": _told(NOTHING, "notices"),
    "customers.RecoveryCode": _told(NOTHING, "recovery_codes"),
    "otp_totp.TOTPDevice": _told(NOTHING, "apps"),
    "django_otp_webauthn.WebAuthnCredential": _told(NOTHING, "passkeys"),
    "django_otp_webauthn.WebAuthnUserHandle": _counted(
        NOTHING, "A number for the browser, made by chance; it opens nothing by itself."
    ),
    "axes.AccessAttempt": _told(NOTHING, "failed_log_ins"),
    "axes.AccessFailureLog": _told(NOTHING, "failures_counted"),
    "axes.AccessLog": _counted(NOTHING, "Switched off: the shop keeps no log of log-ins."),
    "core.OutgoingEmail": _told(WORDLESS, "mail", "mail_with_links"),
    "core.SavedView": _told(NOTHING, "saved_views"),
    # The person's places at customers.
    "customers.Membership": _told(POINTER, "connections"),
    "customers.MembershipEvent": _told(POINTER, "connection_history"),
    "customers.TimedDiscount": _told(NOTHING, "timed_discounts"),
    "customers.PurchaseLimit": _told(NOTHING, "purchase_limits"),
    "customers.PurchaseLimitEvent": _told(POINTER, "limit_history"),
    "customers.Address": _told(NOTHING, "own_addresses"),
    "customers.AddressEvent": _counted(
        WORDLESS, "People's own are not remembered; of the register the name goes."
    ),
    "customers.ActingVisit": _told(POINTER, "acted_as", "acted_for"),
    "customers.UserSales": _told(POINTER, "sales"),
    "customers.UserSalesAt": _told(POINTER, "sales_at"),
    "approvals.Absence": _told(NOTHING, "absences"),
    "approvals.AbsenceEvent": _counted(NOTHING, "Copies of the absences."),
    "orders.NearLimit": _counted(POINTER, "Reckoned from the limit and the orders, every night."),
    # Orders: the law asks for them; whose they were is not said any more.
    "orders.Order": _told(POINTER, "orders", "orders_for_others"),
    "orders.OrderHistory": _counted(POINTER, "Copies of the orders."),
    "orders.OrderEvent": _told(POINTER, "order_events"),
    "orders.LimitEntry": _told(POINTER, "limit_entries"),
    "approvals.ApprovalRequest": _counted(POINTER, "Whose turn an order is; the orders are told."),
    "approvals.ApprovalRequestEvent": _counted(POINTER, "Copies of the same."),
    "approvals.ApprovalDecision": _told(POINTER, "decisions"),
    "orders.Cart": _told(NOTHING, "cart"),
    "orders.WishList": _told(NOTHING, "wish_lists"),
    "orders.SavedCart": _told(NOTHING, "saved_carts"),
    # Letters, applications, affiliates, points.
    "marketing.CampaignRecipient": _told(NOTHING, "newsletters"),
    "marketing.CampaignAddress": _told(NOTHING, "newsletter_lists"),
    "marketing.Bounce": _told(NOTHING, "mail_that_came_back"),
    "marketing.BouncingAddress": _told(NOTHING, "closed_addresses"),
    "marketing.Application": _told(NOTHING, "applications"),
    "marketing.ApplicationRequest": _told(NOTHING, "application_requests"),
    "marketing.Affiliate": _told(POINTER, "affiliate"),
    "marketing.AffiliateEvent": _counted(POINTER, "Copies of the same."),
    # Customers and the shop: of an organisation, not of a person.
    "customers.Customer": _told(POINTER, "own_customers"),  # of those that are the person alone
    "customers.CustomerEvent": _counted(POINTER, "The same, as it was."),
    "customers.ShopSettings": _counted(POINTER, "The shop's own e-mail and phone."),
    # What somebody did for the shop.
    "core.EmailTemplateVersion": _by("wrote the words of a mail"),
    "core.ExportJob": _by("took a list out; a file that names the person goes"),
    "core.ImportJob": _by("sent a sheet; a file that names the person goes"),
    "core.ImportStep": _by("did what with a sheet"),
    "customers.CustomerNote": _by("wrote a note on a customer"),
    "customers.CustomerSite": _by("opened or closed a customer's site"),
    "customers.CustomerSiteEvent": _by("opened or closed a customer's site"),
    "customers.Document": _told(POINTER, "documents"),
    "customers.DocumentEvent": _by("added or changed a document"),
    "customers.PasswordNotice": _by("sent a password notice"),
    "customers.SalesTeam": _by("is in a sales team"),
    "customers.SalesTeam_members": _told(POINTER, "sales_teams"),
    "customers.SalesTeamMemberEvent": _by("came into or left a sales team"),
    "catalogue.StagedPrice": _by("prepared a price"),
    "marketing.ApplicationMove": _by("answered an application"),
    "marketing.Campaign": _by("wrote, sent off or stopped a newsletter"),
    "marketing.Payout": _by("marked a commission as paid"),
    "marketing.LoyaltyEntry": _told(POINTER, "points"),
    "marketing.WholesaleProgramme": _counted(POINTER, "Which questions the form asks; of nobody."),
    "marketing.WholesaleProgrammeEvent": _counted(POINTER, "The same, as it was."),
    "orders.OrderCredit": _by("credited an order"),
}


def fields_naming(model: type[models.Model]) -> list[str]:
    """The columns of a model that name a person: pointers to one, addresses, names, numbers."""
    if model._meta.proxy or not model._meta.managed:
        return []
    return [
        field.name
        for field in model._meta.get_fields(include_hidden=True)
        if getattr(field, "concrete", False) and _names_somebody(field)
    ]


def pointers_of(model: type[models.Model]) -> list[tuple[str, str]]:
    """Of those the pointers, with what they point to: User or Membership."""
    return [
        (field.name, field.related_model.__name__)
        for field in model._meta.get_fields()
        if getattr(field, "concrete", False)
        and isinstance(field.related_model, type)
        and field.related_model._meta.label in PEOPLE
        and not field.many_to_many
    ]


def _names_somebody(field: object) -> bool:
    related = getattr(field, "related_model", None)
    if isinstance(related, type) and issubclass(related, models.Model):
        return related._meta.label in PEOPLE
    if isinstance(field, NAMING):
        return True
    name = getattr(field, "name", "")
    holds_words = isinstance(
        field, models.CharField | models.TextField | models.DateField | models.BigIntegerField
    ) and not getattr(field, "primary_key", False)
    return holds_words and any(word in name for word in NAMING_WORDS)
