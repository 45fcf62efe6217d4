"""One click in the list of users: compared with what was shown, then set; and taken back."""

from django.utils.translation import gettext_lazy as _

from core.audit import use_case
from core.reasons import Text, say
from customers.actors import Actor
from customers.errors import ToggledMeanwhile, require
from customers.models import AccountEvent, AccountEventKind, Membership, StaffRole, User
from customers.policies import may_set_active
from customers.services.chains import lock_organisation
from customers.services.users import set_active

_ABOUT_ACTIVE = (AccountEventKind.MADE_ACTIVE, AccountEventKind.MADE_INACTIVE)


@use_case("user.toggle_active")
def switch_active(*, actor: Actor, user_id: int, becomes: bool, epoch: int | None = None) -> User:
    """Active or not, while the person is still the other, as the list shows it.

    `epoch` is that of the person when an undo was offered: nothing may have happened to the account
    since. Raises ToggledMeanwhile with who was first, StillNext, LastAdministrator (of the shop:
    NotPermitted). Organisation, then administrators, then the person, as `set_active` locks them.
    """
    places = Membership.objects.filter(user=user_id).values_list("customer_id", flat=True)
    if customer_ids := list(places):
        lock_organisation(*customer_ids)
    administrators = User.objects.active().filter(staff_role=StaffRole.ADMINISTRATOR)
    list(administrators.select_for_update(no_key=True).order_by("pk").values_list("pk"))
    user: User = User.objects.select_for_update(no_key=True).get(pk=user_id)
    require(may_set_active(actor, user))
    if user.is_active == becomes or epoch not in (None, user.session_epoch):
        raise ToggledMeanwhile(_who_was_first(user))
    return set_active(actor=actor, user=user, is_active=becomes)


def _who_was_first(user: User) -> Text:
    events = AccountEvent.objects.filter(user=user, kind__in=_ABOUT_ACTIVE)
    last = events.select_related("done_by").first()
    who = last.done_by.full_name if last is not None and last.done_by is not None else ""
    words = {"name": user.full_name, "who": who}
    if not who:
        return say(_("%(name)s has changed since. Nothing was changed now."), **words)
    if user.is_active:
        return say(_("%(who)s has made %(name)s active. Nothing was changed now."), **words)
    return say(_("%(who)s has made %(name)s inactive. Nothing was changed now."), **words)
