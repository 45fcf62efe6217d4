"""The buying company or unit."""

import pghistory
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Upper
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from core.sequences import next_number, pass_number
from customers.models.group import PERCENT, CustomerGroup, PricingTier
from customers.querysets import CustomerQuerySet
from customers.search_texts import company_name, company_text, kept_org_number


class Risk(models.TextChoices):
    """How far the reseller trusts the customer to pay (P-36)."""

    UNKNOWN = "", _("Not assessed")
    LOW = "low", _("Low")
    MEDIUM = "medium", _("Medium")
    HIGH = "high", _("High")


class Origin(models.TextChoices):
    """How a customer or a person came into the shop; kept for good, and filterable."""

    STAFF = "staff", _("Created by staff")
    COLLEAGUE = "colleague", _("Created by a colleague")
    SIGN_UP = "sign_up", _("Signed up")
    ORDER = "order", _("Created by ordering")
    IMPORT = "import", _("Imported")
    WHOLESALE = "wholesale", _("Wholesale sign-up")
    TIER = "tier", _("Assigned to a pricing tier")
    EARLIER = "", _("Not recorded")


_NUMBERS = "customers_customer_number_seq"


def next_customer_number() -> str:
    return str(next_number(_NUMBERS))


def pass_customer_number(number: int) -> None:
    """A customer has come with this number from elsewhere; the shop's own go on after it."""
    pass_number(_NUMBERS, number)


@pghistory.track()
class Customer(models.Model):
    """A company account: number, org.nr, terms, credit. Never a person (C2).

    Money is in the shop's currency. `allowed_outstanding` is inc VAT; blank = no credit limit,
    0 = nothing on account (DESIGN §4).
    """

    number = models.CharField(
        _("Customer number"), max_length=30, unique=True, default=next_customer_number
    )
    name = models.CharField(_("Company"), max_length=200)
    org_number = models.CharField(_("Organisation number"), max_length=30, blank=True)
    vat_number = models.CharField(_("VAT number"), max_length=20, blank=True)
    country = CountryField(_("Country"), default="SE")
    email = models.EmailField(_("E-mail"), blank=True)
    phone = models.CharField(_("Phone"), max_length=40, blank=True)
    main_group = models.ForeignKey(
        CustomerGroup,
        on_delete=models.PROTECT,
        related_name="customers",
        verbose_name=_("Main group"),
        help_text=_("Decides price, discount and access."),
    )
    further_groups = models.ManyToManyField(
        CustomerGroup,
        related_name="further_customers",
        blank=True,
        verbose_name=_("Further groups"),
        help_text=_("Widen what the customer sees. They never change a price."),
    )
    pricing_tier = models.ForeignKey(
        PricingTier,
        on_delete=models.PROTECT,
        related_name="customers",
        null=True,
        blank=True,
        verbose_name=_("Pricing tier"),
    )
    sales_team = models.ForeignKey(
        "customers.SalesTeam",
        on_delete=models.SET_NULL,
        related_name="customers",
        null=True,
        blank=True,
        verbose_name=_("Sales team"),
        help_text=_("Blank = the main group's."),
    )
    discount_percent = models.DecimalField(
        _("Customer discount, %"),
        max_digits=5,
        decimal_places=2,
        default=0,
        validators=PERCENT,
        help_text=_("On items, after any group discount. Never on shipping and fees."),
    )
    allowed_outstanding = models.DecimalField(
        _("Allowed outstanding amount"),
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text=_("Inc VAT. Blank = no credit limit, 0 = nothing on account."),
    )
    payment_days = models.PositiveSmallIntegerField(
        _("Payment days"), default=30, validators=[MaxValueValidator(365)]
    )
    free_delivery_address = models.BooleanField(
        _("May write a delivery address of their own"), default=True
    )
    may_pay_on_account = models.BooleanField(_("May pay on account"), default=True)
    may_order_free_text = models.BooleanField(
        _("May order in their own words"),
        default=True,
        help_text=_("Those who have the role; otherwise nobody there."),
    )
    website = models.URLField(_("Website"), blank=True)
    ape_code = models.CharField(
        _("APE code"), max_length=5, blank=True, help_text=_("The line of business, in France.")
    )
    risk = models.CharField(
        _("Risk"), max_length=10, choices=Risk.choices, default=Risk.UNKNOWN, blank=True
    )
    origin = models.CharField(
        _("Origin"), max_length=10, choices=Origin.choices, default=Origin.EARLIER, editable=False
    )
    is_active = models.BooleanField(_("Active"), default=True)
    created_at = models.DateTimeField(_("Created"), default=timezone.now, editable=False)

    objects = CustomerQuerySet.as_manager()

    class Meta:
        verbose_name = _("customer")
        verbose_name_plural = _("customers")
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(discount_percent__gte=0, discount_percent__lte=100),
                name="customer_discount_is_percent",
            ),
            models.CheckConstraint(
                condition=models.Q(allowed_outstanding__isnull=True)
                | models.Q(allowed_outstanding__gte=0),
                name="customer_allowed_outstanding_not_negative",
            ),
            models.CheckConstraint(
                condition=models.Q(risk__in=Risk.values), name="customer_risk_known"
            ),
        ]
        indexes = [
            models.Index(fields=["name", "id"], name="customer_name"),
            models.Index(fields=["created_at", "id"], name="customer_created"),
            models.Index(Upper("number"), name="customer_number_any_case"),
            models.Index(kept_org_number(), name="customer_org_number"),
            GinIndex(OpClass(Upper(company_text()), name="gin_trgm_ops"), name="customer_search"),
            GinIndex(
                OpClass(Upper(company_name()), name="gin_trgm_ops"), name="customer_name_search"
            ),
        ]

    def __str__(self) -> str:
        return self.name
