"""Why a change to people, customers or groups is refused, in the user's words."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from core.reasons import Reasons, Refused, Text, Verdict, say, together
from customers.field_rules import Broken
from customers.group_connection import key_of_cuts
from customers.models import Address, Membership
from customers.selectors.group_names import unseen


class CustomersRefused(Exception):
    """Nothing was changed; `refusal` says why."""

    def __init__(self, refusal: Refused) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal

    @property
    def reason(self) -> Text:
        return self.refusal.reason

    @property
    def code(self) -> str:
        return self.refusal.code


class NotPermitted(CustomersRefused):
    """The actor may not do this to this person, customer or group."""


class EmailTaken(CustomersRefused):
    """Another user logs in with that address, in whatever letter case (P-21, K-39)."""

    def __init__(self) -> None:
        super().__init__(Refused(_("This e-mail address is already in use."), "email_taken"))


class FieldsRefused(CustomersRefused):
    """The field rules do not let these values be written: of each field its reason (P-16, N-21)."""

    def __init__(self, broken: Sequence[Broken]) -> None:
        self.fields = {each.name: each.reason for each in broken}
        told = together(*(each.told for each in broken))
        super().__init__(Refused(told, "fields_refused"))


class RuleRefused(CustomersRefused):
    """The rule itself cannot be so: of each of its properties why."""

    def __init__(self, fields: Mapping[str, Text]) -> None:
        self.fields = fields
        super().__init__(Refused(together(*fields.values()), "rule_refused"))


class AddressesWouldBreak(CustomersRefused):
    """Saved addresses do not keep a stricter rule; it needs a yes that names its `key`.

    `addresses` are of the register, `kept` counts those that people keep for themselves; there
    are more of both when `has_more`.
    """

    def __init__(
        self, addresses: Sequence[Address], *, kept: int, has_more: bool, key: str
    ) -> None:
        self.addresses, self.kept, self.has_more, self.key = addresses, kept, has_more, key
        super().__init__(
            Refused(_("Saved addresses break this rule. Look, then say yes."), "addresses_break")
        )


class ChainRefused(CustomersRefused):
    """The next approver or break point cannot be set like that."""


class StepChanged(CustomersRefused):
    """Somebody else has saved the same person's step since it was shown."""

    def __init__(self, name: str) -> None:
        reason = say(
            _("Somebody has changed the step of %(name)s since you opened it. Look once more."),
            name=name,
        )
        super().__init__(Refused(reason, "changed_since"))


class StillNext(CustomersRefused):
    """The person is next in the chain for others, who must get somebody else first (C15)."""

    def __init__(self, name: str, dependents: Sequence[Membership]) -> None:
        self.dependents = tuple(dependents)
        people = ", ".join(membership.user.full_name for membership in dependents)
        reason = say(
            _("%(name)s approves for %(people)s. Choose who takes over, or leave it to the chain."),
            name=name,
            people=people,
        )
        super().__init__(Refused(reason, "still_next"))


class LastAdministrator(CustomersRefused):
    """An organisation that runs itself keeps somebody who may."""

    def __init__(self, name: str) -> None:
        reason = say(
            _("%(name)s is the only administrator. Choose somebody else first."), name=name
        )
        super().__init__(Refused(reason, "last_administrator"))


class ToggledMeanwhile(CustomersRefused):
    """A click in a list came after somebody else's: the state is no longer as it was shown."""

    def __init__(self, reason: Text) -> None:
        super().__init__(Refused(reason, "changed_since"))


class ChainsWouldBreak(CustomersRefused):
    """A move between organisations cuts these chains; it needs a yes that names its `cuts`.

    `told`: those whom whoever asks may know of, when not all. The others are counted.
    """

    def __init__(
        self, broken: Sequence[Membership], told: Sequence[Membership] | None = None
    ) -> None:
        self.broken = tuple(broken if told is None else told)
        self.cuts = key_of_cuts((seat.pk, seat.next_approver_id) for seat in broken)
        self.unseen = unseen(len(broken) - len(self.broken))
        names = [membership.user.full_name for membership in self.broken]
        people = ", ".join((*names, *self.unseen))
        reason = say(
            ngettext_lazy(
                "%(people)s loses the next approver and then buys without approval.",
                "%(people)s lose the next approver and then buy without approval.",
                len(broken),
            ),
            people=people,
        )
        super().__init__(Refused(reason, "chains_would_break"))


class DiscountsAddUp(CustomersRefused):
    """A percentage comes on top of another; it needs a yes that names its `percentages` (K-29)."""

    def __init__(self, warning: Text, floor: Text, percentages: str) -> None:
        self.percentages = percentages
        super().__init__(Refused(together(warning, floor), "discounts_add_up"))


class PasswordRefused(Exception):
    """The password does not follow the rules; `texts` says which."""

    def __init__(self, texts: Sequence[str], *, is_current: bool = False) -> None:
        super().__init__(" ".join(texts))
        self.texts = tuple(texts)
        self.is_current = is_current  # it is the present one that is wrong, not the new one


class LinkRefused(CustomersRefused):
    """A mailed link that is used, too old, or not ours. It never says which."""

    def __init__(self) -> None:
        super().__init__(
            Refused(_("This link has been used or is too old. Ask for a new one."), "link")
        )


def require(*verdicts: Verdict) -> None:
    """Raises NotPermitted with every refusal among `verdicts`."""
    verdict = Reasons.of(*verdicts).verdict
    if isinstance(verdict, Refused):
        raise NotPermitted(verdict)
