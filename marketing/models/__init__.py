"""Loyalty points, affiliates, campaigns, applications: what sells, beside the goods."""

from marketing.models.affiliate import (
    Affiliate,
    Attribution,
    CommissionEntry,
    CommissionEntryKind,
    CommissionKind,
    PaidEntry,
    Payout,
)
from marketing.models.application import (
    Application,
    ApplicationDocument,
    ApplicationMove,
    ApplicationQuerySet,
    ApplicationRequest,
)
from marketing.models.bounce import Bounce, BounceKind, BounceWay, BouncingAddress
from marketing.models.campaign import (
    Audience,
    Campaign,
    CampaignAddress,
    CampaignRecipient,
    CampaignState,
    LetterState,
    SkippedFor,
)
from marketing.models.loyalty import (
    LoyaltyAccount,
    LoyaltyEntry,
    LoyaltyKind,
    LoyaltyLot,
    LoyaltyProgramme,
    LoyaltyRule,
    Rounding,
)
from marketing.models.wholesale import Asked, WholesaleProgramme, WholesaleQuestion

__all__ = [
    "Affiliate",
    "Application",
    "ApplicationDocument",
    "ApplicationMove",
    "ApplicationQuerySet",
    "ApplicationRequest",
    "Asked",
    "Attribution",
    "Audience",
    "Bounce",
    "BounceKind",
    "BounceWay",
    "BouncingAddress",
    "Campaign",
    "CampaignAddress",
    "CampaignRecipient",
    "CampaignState",
    "CommissionEntry",
    "CommissionEntryKind",
    "CommissionKind",
    "LetterState",
    "LoyaltyAccount",
    "LoyaltyEntry",
    "LoyaltyKind",
    "LoyaltyLot",
    "LoyaltyProgramme",
    "LoyaltyRule",
    "PaidEntry",
    "Payout",
    "Rounding",
    "SkippedFor",
    "WholesaleProgramme",
    "WholesaleQuestion",
]
