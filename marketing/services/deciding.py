"""An application for a pricing tier from the staff's side: approved, refused, opened again."""

from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.audit import use_case
from core.mail import absolute_url, enqueue
from core.reasons import Refused, say
from customers.actors import Actor
from customers.errors import CustomersRefused, require
from customers.models import (
    AccountEventKind,
    Customer,
    CustomerGroup,
    Document,
    Membership,
    Origin,
    PricingTier,
    SalesTeam,
    User,
)
from customers.policies import may_add_person, may_change_customers, may_change_teams
from customers.selectors.actors import as_of_now
from customers.selectors.shop import shop_settings
from customers.selectors.users import person_with_email
from customers.services import account_log
from customers.services.activation import activation_link
from customers.services.customers import (
    AddressDetails,
    CustomerDetails,
    create_customer,
    save_address,
    update_customer,
)
from customers.services.memberships import Roles, add_membership
from customers.services.teams import give_customer
from customers.services.users import Person, new_account
from marketing.application_states import ApplicationMoveKind
from marketing.errors import MarketingRefused
from marketing.models import Application, ApplicationMove
from marketing.services.applications import ApplicationGone, locked, move

LONGEST_REASON = 1000
_LONGEST_RECIPIENT = 120  # of an address in the register


@dataclass(frozen=True, slots=True)
class Approval:
    """Into which tier, and as which customer: an existing one, or a new one in `main_group`.

    What follows `main_group` is of a new customer only. `sales_team` None = the main group's.
    """

    tier: PricingTier
    customer: Customer | None = None
    main_group: CustomerGroup | None = None
    sales_team: SalesTeam | None = None
    payment_days: int = 30
    allowed_outstanding: Decimal | None = None


@use_case("application.approve")
def approve(
    *, actor: Actor, application_id: int, approval: Approval, yes_to: str | None = None
) -> Application:
    """Customer, person, connection, tier, address and documents as one change, and the mail.

    Raises MarketingRefused when somebody was first, CustomersRefused for what the customer or the
    person cannot be, DiscountsAddUp where a page asks first.
    """
    application = _held(actor, application_id)
    _move(application, ApplicationMoveKind.APPROVE)
    if approval.customer is None:
        customer = _new_customer(actor, application, approval, yes_to)
    else:
        customer = _into_tier(actor, approval.customer, approval.tier, yes_to)
    user = _person(actor, application)
    _connect(actor, user, customer, is_new=approval.customer is None)
    _move_documents(application, customer, user)
    application.customer, application.user = customer, user
    _decided(actor, application)
    told = f"{customer.number} {customer.name}, {approval.tier.name}"
    _told(actor, application, ApplicationMoveKind.APPROVE, told)
    _mail_approved(actor, application, customer, user, approval.tier)
    return application


@use_case("application.refuse")
def refuse(*, actor: Actor, application_id: int, reason: str) -> Application:
    """The applicant is mailed the reason as it is written. Raises MarketingRefused."""
    application = _held(actor, application_id)
    reason = reason.strip()[:LONGEST_REASON]
    if not reason:
        raise MarketingRefused(Refused(_("Write why: the applicant is mailed it."), "reason"))
    _move(application, ApplicationMoveKind.REFUSE)
    application.reason = reason
    _decided(actor, application)
    _told(actor, application, ApplicationMoveKind.REFUSE, reason)
    times = application.moves.filter(kind=ApplicationMoveKind.REFUSE).count()
    enqueue(
        event_key=f"application-{application.pk}-refused-{times}",
        template="wholesale/refused",
        context={"shop": shop_settings(), "application": application, "reason": reason},
        language=application.language,
        to_address=application.email,
    )
    return application


@use_case("application.reopen")
def reopen(*, actor: Actor, application_id: int) -> Application:
    """A refusal is taken back within thirty days; nothing is mailed. Raises MarketingRefused."""
    application = _held(actor, application_id)
    _move(application, ApplicationMoveKind.REOPEN)
    application.decided_at = application.decided_by = None
    application.reason = ""
    application.save(update_fields=["state", "decided_at", "decided_by", "reason"])
    _told(actor, application, ApplicationMoveKind.REOPEN, "")
    return application


@use_case("application.hand-over")
def hand_over(*, actor: Actor, application_id: int, team: SalesTeam | None) -> Application:
    """That team sees it besides those who see every customer; None: nobody else does."""
    require(may_change_teams(actor))
    application = _held(actor, application_id)
    _move(application, ApplicationMoveKind.HAND_OVER)
    application.sales_team = team
    application.save(update_fields=["sales_team"])
    _told(actor, application, ApplicationMoveKind.HAND_OVER, team.name if team else "–")
    return application


def _held(actor: Actor, application_id: int) -> Application:
    """Under its lock, if the actor still may see and change it."""
    require(may_change_customers(actor))
    application = locked(application_id)
    if not Application.objects.visible_to(as_of_now(actor)).filter(pk=application.pk).exists():
        raise ApplicationGone
    return application


def _move(application: Application, kind: ApplicationMoveKind) -> None:
    """By the table; of two members of the staff at once, the second is told who was first."""
    try:
        move(application, kind)
    except MarketingRefused as refused:
        if application.decided_by is None or refused.refusal.code != "state":
            raise
        words = say(
            _("%(who)s was first: the application is %(state)s."),
            who=application.decided_by.full_name,
            state=str(application.get_state_display()).lower(),
        )
        raise MarketingRefused(Refused(words, "state")) from refused


def _new_customer(
    actor: Actor, application: Application, approval: Approval, yes_to: str | None
) -> Customer:
    if approval.main_group is None:
        raise MarketingRefused(Refused(_("Choose the main group."), "main_group"))
    customer = create_customer(
        actor=actor,
        details=CustomerDetails(
            name=application.company,
            org_number=application.org_number,
            vat_number=application.vat_number,
            country=str(application.country),
            email=application.email,
            phone=application.phone,
            website=application.website,
            payment_days=approval.payment_days,
            allowed_outstanding=approval.allowed_outstanding,
        ),
        main_group=approval.main_group,
        pricing_tier=approval.tier,
        yes_to=yes_to,
        origin=Origin.WHOLESALE,
    )
    if approval.sales_team is not None:
        customer = give_customer(
            actor=actor, customer_id=customer.pk, team_id=approval.sales_team.pk
        )
    if application.street and application.postal_code and application.city:
        save_address(actor=actor, customer=customer, details=_address(application))
    return customer


def _address(application: Application) -> AddressDetails:
    return AddressDetails(
        name=application.company[:_LONGEST_RECIPIENT],
        street=application.street,
        postal_code=application.postal_code,
        city=application.city,
        country=str(application.country),
        attention=application.person_name[:_LONGEST_RECIPIENT],
        phone=application.phone,
        is_default=True,
        is_invoice=True,
    )


def _into_tier(actor: Actor, customer: Customer, tier: PricingTier, yes_to: str | None) -> Customer:
    """An existing customer keeps all but its tier, as it is under its lock."""
    held = Customer.objects.select_for_update(no_key=True, of=("self",))
    customer = held.select_related("main_group").get(pk=customer.pk)
    names = [name for name in CustomerDetails.__dataclass_fields__ if name != "country"]
    as_it_is = {name: getattr(customer, name) for name in names}
    return update_customer(
        actor=actor,
        customer=customer,
        details=CustomerDetails(**as_it_is, country=str(customer.country)),
        pricing_tier=tier,
        yes_to=yes_to,
    )


def _person(actor: Actor, application: Application) -> User:
    """Whoever has the address already, as they are; else somebody new without a password."""
    known = person_with_email(application.email)
    if known is None:
        require(may_add_person(actor))
        names = Person(
            first_name=application.first_name,
            last_name=application.last_name,
            phone=application.phone,
            language=application.language,
        )
        return new_account(email=application.email, person=names, origin=Origin.WHOLESALE)
    if not known.is_active:
        reason = _("The account with this e-mail is inactive. Make it active first.")
        raise CustomersRefused(Refused(reason, "inactive"))
    return known


def _connect(actor: Actor, user: User, customer: Customer, *, is_new: bool) -> None:
    """The first person of a new company looks after it; not of a whole organisation it joins."""
    if Membership.objects.filter(user=user, customer=customer, is_active=True).exists():
        return
    is_first = is_new and not customer.main_group.is_organisation
    add_membership(actor=actor, user=user, customer=customer, roles=Roles(is_group_admin=is_first))


def _move_documents(application: Application, customer: Customer, user: User) -> None:
    """The files stay where they lie; from now on they are the customer's, which sees them."""
    held = list(application.documents.all())
    for each in held:
        Document.objects.create(
            customer=customer,
            title=each.file_name.rpartition(".")[0] or each.file_name,
            file=each.file.name,
            file_name=each.file_name,
            size=each.size,
            content_type=each.content_type,
            sha256=each.sha256,
            is_visible_to_customer=True,
            is_from_shop=False,
            uploaded_by=user,
        )
        each.delete()


def _decided(actor: Actor, application: Application) -> None:
    application.decided_at, application.decided_by = timezone.now(), actor.user
    application.save(
        update_fields=["state", "decided_at", "decided_by", "reason", "customer", "user"]
    )


def _told(actor: Actor, application: Application, kind: ApplicationMoveKind, told: str) -> None:
    ApplicationMove.objects.create(
        application=application, kind=kind, by_id=actor.user_id, told=told[:LONGEST_REASON]
    )


def _mail_approved(
    actor: Actor,
    application: Application,
    customer: Customer,
    user: User,
    tier: PricingTier,
) -> None:
    """With the way in: the link to a first password, or to log-in for who has one."""
    is_new = not user.has_usable_password()
    link = activation_link(user) if is_new else absolute_url(reverse("account:login"))
    enqueue(
        event_key=f"application-{application.pk}-approved",
        template="wholesale/approved",
        context={
            "shop": shop_settings(),
            "customer": customer.name,
            "tier": tier.name,
            "link": link,
            "is_new": is_new,
        },
        language=application.language,
        to=user,
        is_secret=is_new,
    )
    if is_new:
        account_log.write(actor=actor, user=user, kind=AccountEventKind.INVITED)
