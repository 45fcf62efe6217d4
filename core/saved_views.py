"""Views of lists under a name, one's own and shared, and the columns that one last chose."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.audit import Doer, use_case
from core.models import SavedView
from core.reasons import ALLOWED, Refused, Verdict, say

MOST_OF_ONE_PERSON = 30  # of one list; so many tabs nobody reads
SHOWN_AT_MOST = 60
LONGEST_NAME = 60
_LONGEST_VALUE = 200


class ViewRefused(Exception):
    """Nothing is saved or removed; `refusal` says why."""

    def __init__(self, refusal: Refused) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal


@dataclass(frozen=True)
class Kept:
    """What is kept of one list for one person."""

    views: Sequence[SavedView] = ()
    columns: Sequence[str] = ()  # last chosen; none = those of the list


def kept_for(*, user_id: int | None, list_name: str) -> Kept:
    """One's own views, the shared ones, and one's choice of columns. One query."""
    if user_id is None:
        return Kept()
    found = list(
        SavedView.objects.filter(Q(owner=user_id) | Q(is_shared=True), list_name=list_name)[
            :SHOWN_AT_MOST
        ]
    )
    own = [view for view in found if not view.name]
    columns = [str(key) for key in own[0].columns] if own else []
    return Kept([view for view in found if view.name], columns)


def may_remove(view: SavedView, *, user_id: int | None, may_share: bool) -> bool:
    """One's own; a shared one also by whoever may share."""
    return view.owner_id == user_id or (view.is_shared and may_share)


def may_save(*, name: str, is_shared: bool, may_share: bool) -> Verdict:
    if not name:
        return Refused(_("A view needs a name."), "no_name")
    if is_shared and not may_share:
        return Refused(_("You have no right to share views."), "may_not_share")
    return ALLOWED


def _at_the_keys(actor: Doer) -> int:
    if actor.user_id is None:
        raise ViewRefused(Refused(_("Log in to keep how you want a list."), "nobody"))
    return actor.user_id


@use_case("list_view.save")
def save_view(
    *,
    actor: Doer,
    list_name: str,
    name: str,
    asked: Mapping[str, str],
    columns: Sequence[str] = (),
    is_shared: bool = False,
    may_share: bool = False,
) -> SavedView:
    """Keeps a view; one's own by that name is replaced. ViewRefused."""
    kept_name = " ".join(name.split())[:LONGEST_NAME]
    owner_id = _at_the_keys(actor)
    verdict = may_save(name=kept_name, is_shared=is_shared, may_share=may_share)
    if isinstance(verdict, Refused):
        raise ViewRefused(verdict)
    own = SavedView.objects.select_for_update().filter(owner=owner_id, list_name=list_name)
    view = own.filter(name__iexact=kept_name).first()
    if view is None:
        if own.count() >= MOST_OF_ONE_PERSON:
            raise ViewRefused(
                Refused(_("You have many views of this list. Remove one first."), "too_many")
            )
        view = SavedView(owner_id=owner_id, list_name=list_name)
    view.name = kept_name
    view.is_shared = is_shared
    view.asked = {key: value[:_LONGEST_VALUE] for key, value in asked.items() if value}
    view.columns = list(columns)
    try:
        with transaction.atomic():
            view.save()
    except IntegrityError:
        taken = say(_("There is a shared view “%(name)s” already. Choose another name."), name=name)
        raise ViewRefused(Refused(taken, "name_taken")) from None
    return view


@use_case("list_view.remove")
def remove_view(
    *, actor: Doer, list_name: str, view_id: int, may_share: bool = False
) -> SavedView | None:
    """Takes a view of the list away; None when there is none that this person may remove."""
    views = SavedView.objects.select_for_update().filter(list_name=list_name).exclude(name="")
    view = views.filter(pk=view_id).first()
    if view is None or not may_remove(view, user_id=actor.user_id, may_share=may_share):
        return None
    SavedView.objects.filter(pk=view.pk).delete()
    return view


@use_case("list_view.columns")
def choose_columns(*, actor: Doer, list_name: str, columns: Sequence[str]) -> None:
    """Remembers which columns this person wants to see of the list; none = those of the list."""
    SavedView.objects.update_or_create(
        owner_id=_at_the_keys(actor),
        list_name=list_name,
        name="",
        defaults={"columns": list(columns)},
    )
