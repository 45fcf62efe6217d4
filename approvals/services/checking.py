"""The nightly check of chains: administrators hear of what is new, once."""

import logging
from collections.abc import Sequence

from django.utils import timezone

from approvals.chain_pages.words import ADVICE, sentence_of
from approvals.health import Finding, find_trouble
from approvals.models import ChainCheck
from approvals.selectors.chain_map import OrganisationChains, organisation_chains
from approvals.selectors.checks import organisation_key, organisations_with_chains
from core import mail
from core.audit import use_case
from core.mail import absolute_url
from customers.actors import SYSTEM, Actor
from customers.models import Customer, ShopSettings
from customers.selectors.chains import administrators_of
from customers.selectors.shop import shop_settings

logger = logging.getLogger(__name__)

MOST_IN_A_LETTER = 20


def check_all() -> int:
    """Checks every organisation that has chains; returns how many were told of something new.

    Each in a transaction of its own: one that fails is logged and does not stop the others.
    """
    told = 0
    for customer in organisations_with_chains():
        try:
            told += check_organisation(actor=SYSTEM, customer=customer)
        except Exception:
            logger.exception("The chains of customer %s could not be checked.", customer.pk)
    return told


@use_case("chains.check")
def check_organisation(*, actor: Actor, customer: Customer) -> bool:
    """Whether its administrators were told. What is known is not told again until it has gone.

    The row is locked, so that two workers at once tell nobody twice. Main group is loaded.
    """
    check, _made = ChainCheck.objects.get_or_create(**organisation_key(customer))
    check = ChainCheck.objects.select_for_update(no_key=True).get(pk=check.pk)
    shop = shop_settings()
    known = organisation_chains(customer, currency=shop.currency)
    findings = find_trouble(known.chains, buyer_ids=known.buyer_ids)
    new = [finding for finding in findings if fingerprint(finding) not in check.known]
    check.known = [fingerprint(finding) for finding in findings]
    check.checked_at = timezone.now()
    check.save(update_fields=["known", "checked_at"])
    return _tell(check, customer, known, new, shop) if new else False


def fingerprint(finding: Finding) -> str:
    """What makes it the same finding tomorrow: who it is about, not how many wait for it."""
    return f"{finding.trouble.value}:{'-'.join(str(pk) for pk in sorted(finding.about))}"


def _tell(
    check: ChainCheck,
    customer: Customer,
    known: OrganisationChains,
    new: Sequence[Finding],
    shop: ShopSettings,
) -> bool:
    """One letter to each administrator in force, with a link to each person concerned."""
    checked_at = check.checked_at or timezone.now()
    told = False
    for administrator in administrators_of(customer):
        page = f"/my/as/{administrator.pk}/?next=/my/group/chains/"
        letter = mail.enqueue(
            event_key=f"chains-{check.pk}-{checked_at.isoformat()}",
            template="approvals/chain_trouble",
            context={
                "shop": shop,
                "organisation": _name_of(customer),
                "findings": [
                    (
                        sentence_of(finding, known.chains.links),
                        ADVICE[finding.trouble],
                        absolute_url(f"{page}%3Fperson%3D{_to_mend(finding, known)}"),
                    )
                    for finding in new[:MOST_IN_A_LETTER]
                ],
                "more": max(len(new) - MOST_IN_A_LETTER, 0),
                "link": absolute_url(page),
            },
            language=shop.language,
            to=administrator.user,
        )
        told = told or letter is not None
    return told


def _to_mend(finding: Finding, known: OrganisationChains) -> int:
    """Whose card to open: of somebody who has left the organisation, one who is still below."""
    people = (*finding.about, *finding.affects)
    return next((pk for pk in people if pk in known.member_ids), finding.about[0])


def _name_of(customer: Customer) -> str:
    group = customer.main_group
    return group.name if group.is_organisation else customer.name
