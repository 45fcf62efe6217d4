"""Who buys: people, companies, groups, what each may do, and how much."""

from customers.models.account_event import (
    AccountEvent,
    AccountEventKind,
    ActingVisit,
    ResetRequest,
)
from customers.models.add_on_switch import AddOnSwitch
from customers.models.address import Address
from customers.models.consent import Consent, ConsentKind, ConsentSource, MailChoiceRequest
from customers.models.customer import Customer, Origin, Risk
from customers.models.customer_note import CustomerNote
from customers.models.customer_site import CustomerSite, CustomerSiteDay
from customers.models.document import Document
from customers.models.email_change import EmailChange, EmailChangeState
from customers.models.extra_field import AskedQuestion, ExtraField, FieldKind, FieldPlace
from customers.models.field_rule import FieldRule
from customers.models.further_place import FurtherGroup
from customers.models.graphical_profile import GraphicalProfile, ProfilePicture, ProfileState
from customers.models.group import CustomerGroup, GroupKind, PricingTier, Segment
from customers.models.link_targets import LinkTargets
from customers.models.membership import Membership, PrivateSeat
from customers.models.notice import (
    NoticeKind,
    NoticeRecipient,
    PasswordNotice,
    RecipientState,
    SentLink,
    SkipReason,
)
from customers.models.purchase_limit import PurchaseLimit
from customers.models.registration import PendingRegistration
from customers.models.sales_team import SalesTeam, SalesTeamMember
from customers.models.segment_places import SegmentCustomer, SegmentGroup
from customers.models.session import ShopSession
from customers.models.shipper_account import ShipperAccount
from customers.models.shop_settings import CheckoutAccounts, ShopSettings
from customers.models.shop_text import ShopText, Terms, TextKind
from customers.models.timed_discount import TimedDiscount, TimedDiscountReason
from customers.models.two_factor import RecoveryCode
from customers.models.user import StaffRole, Theme, User
from customers.models.user_sales import UserSales, UserSalesAt

__all__ = [
    "AccountEvent",
    "AccountEventKind",
    "ActingVisit",
    "AddOnSwitch",
    "Address",
    "AskedQuestion",
    "CheckoutAccounts",
    "Consent",
    "ConsentKind",
    "ConsentSource",
    "Customer",
    "CustomerGroup",
    "CustomerNote",
    "CustomerSite",
    "CustomerSiteDay",
    "Document",
    "EmailChange",
    "EmailChangeState",
    "ExtraField",
    "FieldKind",
    "FieldPlace",
    "FieldRule",
    "FurtherGroup",
    "GraphicalProfile",
    "GroupKind",
    "LinkTargets",
    "MailChoiceRequest",
    "Membership",
    "NoticeKind",
    "NoticeRecipient",
    "Origin",
    "PasswordNotice",
    "PendingRegistration",
    "PricingTier",
    "PrivateSeat",
    "ProfilePicture",
    "ProfileState",
    "PurchaseLimit",
    "RecipientState",
    "RecoveryCode",
    "ResetRequest",
    "Risk",
    "SalesTeam",
    "SalesTeamMember",
    "Segment",
    "SegmentCustomer",
    "SegmentGroup",
    "SentLink",
    "ShipperAccount",
    "ShopSession",
    "ShopSettings",
    "ShopText",
    "SkipReason",
    "StaffRole",
    "Terms",
    "TextKind",
    "Theme",
    "TimedDiscount",
    "TimedDiscountReason",
    "User",
    "UserSales",
    "UserSalesAt",
]
