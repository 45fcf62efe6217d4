"""Rows of the list of users: the person, what a click may do to them, and what the menu offers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from core.access.menu import may_enter, way_in
from customers.actors import Actor
from customers.models import ConsentKind, User
from customers.policies import may_set_active


@dataclass(frozen=True, slots=True)
class UserRow:
    """`may_toggle`: whether a click on the row's ticks would be heard."""

    person: User
    edit_url: str  # "" = may not
    may_toggle: bool
    gets_newsletter: bool
    gets_partner: bool
    menu: Sequence[dict[str, Any]]


def user_rows(actor: Actor, people: Sequence[Any]) -> Sequence[UserRow]:
    """Of people as the list found them. No query."""
    return [_row(actor, person) for person in people]


def _row(actor: Actor, person: Any) -> UserRow:
    kinds = {consent.kind for consent in person.consents_given}
    return UserRow(
        person=person,
        edit_url=way_in(actor, "staff:user-edit", user_id=person.pk),
        may_toggle=may_set_active(actor, person).allowed,
        gets_newsletter=ConsentKind.NEWSLETTER in kinds,
        gets_partner=ConsentKind.PARTNER in kinds,
        menu=_menu(actor, person),
    )


def _menu(actor: Actor, person: User) -> Sequence[dict[str, Any]]:
    """Look, edit, delete: those that the route lets in (P-14)."""
    offered = (
        ("staff:user-detail", _("Open"), "person", False),
        ("staff:user-edit", _("Edit"), "pencil", False),
        ("staff:user-delete", _("Delete"), "trash", True),
    )
    return [
        {
            "label": label,
            "url": reverse(name, args=[person.pk]),
            "icon": icon,
            "method": "get",
            "danger": danger,
        }
        for name, label, icon, danger in offered
        if may_enter(actor, name, user_id=person.pk)
    ]
