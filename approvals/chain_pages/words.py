"""What the map, the list and the health say of a person and of a finding, in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from approvals.chains import ChainLink
from approvals.health import Finding, Trouble
from approvals.routes import Outcome, Route, Step, StepState
from core.money import format_money
from core.reasons import Text, say


@dataclass(frozen=True, slots=True)
class Standing:
    """How somebody stands in the chain. `icon` and `look` are blank where nothing is wrong."""

    text: Text
    look: str = ""  # "" | stop | wait | quiet
    icon: str = ""


def standing_of(link: ChainLink, *, below: int, is_buyer: bool, is_admin: bool) -> Standing:
    """The line under a name: what is wrong first, else what the person does."""
    if not link.is_active:
        return Standing(_("Inactive"), "stop", "person-x")
    if below and not link.is_approver:
        return Standing(_("No approval right"), "stop", "slash-circle")
    if link.away_until is not None:
        return _away(link)
    if below:
        text = say(
            ngettext_lazy("Approves for %(count)s", "Approves for %(count)s", below), count=below
        )
        return Standing(say(_("%(text)s, administrator"), text=text) if is_admin else text)
    if is_admin:
        return Standing(_("Administrator"))
    if link.is_approver:
        return Standing(_("Approver"))
    return Standing(_("Buyer") if is_buyer else _("Only looks"))


def _away(link: ChainLink) -> Standing:
    if link.stand_in is None:
        words = say(_("Away until %(day)s, no substitute"), day=link.away_until)
        return Standing(words, "wait", "calendar-event")
    names = {"day": link.away_until, "name": link.stand_in.name}
    return Standing(
        say(_("Away until %(day)s, %(name)s decides"), **names), "quiet", "calendar-event"
    )


TITLES: Mapping[Trouble, Text] = {
    Trouble.NOBODY: _("Nobody can decide"),
    Trouble.LOOP: _("The chain goes in a loop"),
    Trouble.INACTIVE: _("An approver is inactive"),
    Trouble.NO_RIGHT: _("An approver has no approval right"),
    Trouble.AWAY: _("An approver is away without a substitute"),
    Trouble.DEAD_END: _("The chain ends with nobody who can decide"),
    Trouble.UNREACHED: _("No order ever comes"),
}
ADVICE: Mapping[Trouble, Text] = {
    Trouble.NOBODY: _("An order over the break point is refused when it is placed."),
    Trouble.LOOP: _("Each waits for the other. Choose another next approver for one of them."),
    Trouble.INACTIVE: _("Orders go to the next above, else to an administrator."),
    Trouble.NO_RIGHT: _("Give the right back, or choose another next approver for those below."),
    Trouble.AWAY: _("Orders go to the next above until the person is back or has a substitute."),
    Trouble.DEAD_END: _("An administrator has to step in for large orders."),
    Trouble.UNREACHED: _("The person has the approval right, and no chain leads there."),
}
LOOKS: Mapping[Trouble, str] = {
    Trouble.NOBODY: "stop",
    Trouble.LOOP: "stop",
    Trouble.INACTIVE: "stop",
    Trouble.NO_RIGHT: "stop",
    Trouble.AWAY: "wait",
    Trouble.DEAD_END: "wait",
    Trouble.UNREACHED: "info",
}


def sentence_of(finding: Finding, links: Mapping[int, ChainLink]) -> Text:
    """One finding in one sentence, as the page and the letter say it."""
    link = links[finding.about[0]]
    name, count = link.name, len(finding.affects)
    if finding.trouble == Trouble.LOOP:
        names = ", ".join(links[pk].name for pk in finding.about)
        return say(_("%(names)s stand in a loop."), names=names)
    if finding.trouble == Trouble.NOBODY:
        return say(_("Nobody can decide on large orders of %(name)s."), name=name)
    if finding.trouble == Trouble.DEAD_END:
        return say(_("Above %(name)s nobody can decide on large orders."), name=name)
    if finding.trouble == Trouble.UNREACHED:
        return say(_("No order ever reaches %(name)s."), name=name)
    if finding.trouble == Trouble.AWAY:
        words = ngettext_lazy(
            "%(name)s is away until %(day)s, and is next approver of %(count)s person.",
            "%(name)s is away until %(day)s, and is next approver of %(count)s people.",
            count,
        )
        return say(words, name=name, day=link.away_until, count=count)
    if finding.trouble == Trouble.INACTIVE:
        words = ngettext_lazy(
            "%(name)s is inactive, and is next approver of %(count)s person.",
            "%(name)s is inactive, and is next approver of %(count)s people.",
            count,
        )
        return say(words, name=name, count=count)
    words = ngettext_lazy(
        "%(name)s may no longer approve, and is next approver of %(count)s person.",
        "%(name)s may no longer approve, and is next approver of %(count)s people.",
        count,
    )
    return say(words, name=name, count=count)


def way_text(route: Route, shop_name: str) -> Text:
    """'Ali Haddad → Greta Sandström → Kontorsgrossen'."""
    if route.outcome == Outcome.STUCK:
        return _("Refused: nobody can decide")
    if not route.pending:
        return say(_("Straight to %(shop)s"), shop=shop_name)
    return " → ".join([*(str(_step_text(step)) for step in route.pending), shop_name])


def _step_text(step: Step) -> Text:
    if step.stand_in is not None:
        names = {"substitute": step.stand_in.name, "name": step.name}
        return say(_("%(substitute)s for %(name)s"), **names)
    if step.state == StepState.FALLBACK:
        return say(_("%(name)s, who steps in"), name=step.name)
    return step.name


def band_text(over: Decimal | None, up_to: Decimal | None, currency: str) -> Text:
    """'up to 5 000 kr', 'over 5 000 kr, up to 20 000 kr': an order value ex VAT."""
    if over is None and up_to is None:
        return _("Any amount")
    low = format_money(over, currency) if over is not None else ""
    high = format_money(up_to, currency) if up_to is not None else ""
    if not low:
        return say(_("Up to %(amount)s"), amount=high)
    if not high:
        return say(_("Over %(amount)s"), amount=low)
    return say(_("Over %(low)s, up to %(high)s"), low=low, high=high)
