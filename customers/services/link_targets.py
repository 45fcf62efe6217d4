"""Where links to log-in and sign-up lead: said by the shop's administrators (U-27)."""

from collections.abc import Mapping

from django.urls import Resolver404, resolve
from django.utils.translation import gettext_lazy as _

from core.audit import use_case
from core.reasons import Refused, Text
from customers.access import Perm
from customers.actors import Actor
from customers.errors import RuleRefused, require
from customers.link_targets import (
    TARGETS,
    TargetWrong,
    hosts_of,
    is_elsewhere,
    loops,
    target_of,
)
from customers.models import LinkTargets
from customers.policies import NO_RIGHT


@use_case("link-targets.save")
def save_link_targets(*, actor: Actor, written: Mapping[str, str]) -> LinkTargets:
    """`written` by TARGETS, and under "allowed_hosts" the hosts, one a line.

    Raises RuleRefused with what is wrong with each; then nothing is changed.
    """
    if not actor.has(Perm.STAFF_SETTINGS):
        require(NO_RIGHT)
    problems: dict[str, Text] = {}
    hosts: list[str] = []
    try:
        hosts = list(hosts_of(written["allowed_hosts"]))
    except TargetWrong as wrong:
        problems["allowed_hosts"] = wrong.refusal.reason
    kept = {}
    for name in TARGETS:
        try:
            kept[name] = _judged(name, target_of(written[name], hosts))
        except TargetWrong as wrong:
            problems[name] = wrong.refusal.reason
    if problems:
        raise RuleRefused(problems)
    LinkTargets.objects.get_or_create(pk=1)
    row: LinkTargets = LinkTargets.objects.select_for_update().get(pk=1)
    row.allowed_hosts = hosts
    for name, value in kept.items():
        setattr(row, name, value)
    row.save()
    return row


def _judged(name: str, target: str) -> str:
    """A page of the shop that there is, and that does not send people round."""
    if not target or is_elsewhere(target):
        return target
    path = target.partition("#")[0].partition("?")[0]
    try:
        resolve(path)
    except Resolver404:
        raise TargetWrong(Refused(_("The shop has no such page."), "no_page")) from None
    if loops(name, target):
        words = _("After log-in nobody is led to the pages of log-in again.")
        raise TargetWrong(Refused(words, "loop"))
    return target
