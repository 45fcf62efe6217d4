"""What the wholesale sign-up asks of an applicant: the programme and the shop's rules. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from customers.extra_fields import Question
from customers.field_rules import CUSTOMERS, USERS, Rules
from customers.models import PricingTier
from marketing.models import Asked, WholesaleProgramme

MOST_DOCUMENTS = 5
MOST_QUESTIONS = 10
# The programme's choices; the address is three fields of the form.
CHOICES = ("org_number", "vat_number", "website", "address", "phone", "words", "documents")
ADDRESS_FIELDS = ("street", "postal_code", "city")
# Where the shop's own rules speak of the same (P-16): what they require cannot be left out.
_RULED = {
    "org_number": (CUSTOMERS,),
    "vat_number": (CUSTOMERS,),
    "website": (CUSTOMERS,),
    "phone": (CUSTOMERS, USERS),
}


@dataclass(frozen=True, slots=True)
class Offer:
    """The sign-up as it stands: its row, the tiers to choose among, the shop's own questions."""

    programme: WholesaleProgramme
    tiers: Sequence[PricingTier] = ()
    questions: Sequence[Question] = ()
    asked: Mapping[str, Asked] = field(default_factory=dict)

    def is_asked(self, name: str) -> bool:
        return self.asked[name] != Asked.NO

    def is_required(self, name: str) -> bool:
        return self.asked[name] == Asked.REQUIRED

    @property
    def may_leave_tier(self) -> bool:
        """Whether "help me choose" is an answer."""
        return self.programme.helps_to_choose or not self.tiers


def what_is_asked(programme: WholesaleProgramme, rules: Rules) -> Mapping[str, Asked]:
    """Of each choice whether the form has it; the shop's field rules may make it required."""
    return {
        name: Asked.REQUIRED
        if any(rules.is_required(section, name) for section in _RULED.get(name, ()))
        else Asked(getattr(programme, name))
        for name in CHOICES
    }
