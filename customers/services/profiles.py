"""Graphical profiles: a draft saved, published, taken back, thrown away (N-02)."""

from dataclasses import dataclass
from typing import Literal

from django.core.files.base import File
from django.utils.translation import gettext_lazy as _

from core.audit import use_case
from core.reasons import Refused, Verdict
from core.uploads.errors import FileRefused
from core.uploads.names import clean_text
from customers.actors import Actor
from customers.brand_colours import NotAColour, colour_in, derive, digest_of
from customers.errors import CustomersRefused, require
from customers.models import Customer, CustomerGroup, GraphicalProfile, ProfilePicture, ProfileState
from customers.models.graphical_profile import LONGEST_TITLE, LONGEST_WELCOME
from customers.policies import may_change_customer, may_change_group
from customers.profile_pictures import BANNER, LOGO, Room, drawn
from customers.selectors.actors import as_of_now
from customers.selectors.profiles import contents, owned_by

Owner = Customer | CustomerGroup


@dataclass(frozen=True, slots=True)
class ProfileDetails:
    """What is written of a look. Colours as somebody writes them; no header colour = the page's."""

    brand_colour: str
    header_colour: str = ""
    welcome_title: str = ""
    welcome_text: str = ""


class ProfileRefused(CustomersRefused):
    """Nothing was saved; `field` is the form's field that it is about."""

    def __init__(self, refusal: Refused, field: str) -> None:
        super().__init__(refusal)
        self.field = field


class ProfileChanged(CustomersRefused):
    """Somebody else has saved or thrown away the draft since it was shown."""

    def __init__(self) -> None:
        reason = _(
            "Somebody else has changed this profile since you opened it. Nothing of yours is "
            "saved: look at theirs in another window, then save again to put yours in its place."
        )
        super().__init__(Refused(reason, "changed_since"))


class NoDraft(CustomersRefused):
    def __init__(self) -> None:
        super().__init__(Refused(_("There is no draft. Save one first."), "no_draft"))


def may_change_profile(actor: Actor, owner: Owner) -> Verdict:
    """Who changes the customer or the group: of a group, only with all of its customers."""
    if isinstance(owner, Customer):
        return may_change_customer(actor, owner)
    return may_change_group(actor, owner)


@use_case("profile.save")
def save_draft(
    *,
    actor: Actor,
    owner: Owner,
    details: ProfileDetails,
    stamp: str,
    logo: "File[bytes] | Literal['remove'] | None" = None,
    banner: "File[bytes] | Literal['remove'] | None" = None,
) -> GraphicalProfile:
    """The draft as it is now; nobody but staff sees it before it is published.

    `stamp` is that of the draft which the form showed, "" for none. Raises NotPermitted,
    ProfileChanged, and ProfileRefused for a colour or a picture.
    """
    draft = _locked_draft(actor, owner, stamp)
    if draft is None:
        draft = GraphicalProfile(**owned_by(owner), state=ProfileState.DRAFT, version=0)
    _write(draft, details)
    before = {draft.logo_id, draft.banner_id}
    draft.logo = _picture(draft.logo, logo, LOGO, "logo")
    draft.banner = _picture(draft.banner, banner, BANNER, "banner")
    draft.version += 1
    draft.save()
    tidy_pictures(before)
    return draft


@use_case("profile.publish")
def publish_profile(*, actor: Actor, owner: Owner, stamp: str) -> GraphicalProfile:
    """The draft with that stamp is what the owner's people see from their next page on."""
    draft = _locked_draft(actor, owner, stamp)
    if draft is None:
        raise NoDraft
    mine = owned_by(owner)
    published = GraphicalProfile.objects.filter(**mine, state=ProfileState.PUBLISHED).first()
    before: set[int | None] = set()
    if published is None:
        published = GraphicalProfile(**mine, state=ProfileState.PUBLISHED)
    else:
        before = {published.logo_id, published.banner_id}
    for name, value in contents(draft).items():
        setattr(published, name, value)
    published.version = draft.version
    published.save()
    tidy_pictures(before)
    return published


@use_case("profile.take-back")
def take_back_profile(*, actor: Actor, owner: Owner) -> bool:
    """Nothing is published any more; the draft stays, or what was published becomes one.

    False when nothing was published, so that a second press does no harm.
    """
    draft = _locked(actor, owner)
    mine = owned_by(owner)
    published = GraphicalProfile.objects.filter(**mine, state=ProfileState.PUBLISHED).first()
    if published is None:
        return False
    before = {published.logo_id, published.banner_id}
    if draft is None:
        kept = GraphicalProfile(**mine, state=ProfileState.DRAFT, **contents(published))
        kept.save()
    published.delete()
    tidy_pictures(before)
    return True


@use_case("profile.discard")
def discard_draft(*, actor: Actor, owner: Owner, stamp: str) -> GraphicalProfile | None:
    """The draft is again what is published; without that, there is none."""
    draft = _locked_draft(actor, owner, stamp)
    if draft is None:
        return None
    before = {draft.logo_id, draft.banner_id}
    published = GraphicalProfile.objects.filter(
        **owned_by(owner), state=ProfileState.PUBLISHED
    ).first()
    if published is None:
        draft.delete()
        draft = None
    else:
        for name, value in contents(published).items():
            setattr(draft, name, value)
        draft.version += 1
        draft.save()
    tidy_pictures(before)
    return draft


def _locked_draft(actor: Actor, owner: Owner, stamp: str) -> GraphicalProfile | None:
    """The draft, if it is still the one with that stamp; else ProfileChanged."""
    draft = _locked(actor, owner)
    if (draft.stamp if draft else "") != stamp:
        raise ProfileChanged
    return draft


def _locked(actor: Actor, owner: Owner) -> GraphicalProfile | None:
    """Nobody else writes the owner's profiles until the end of this; the right is asked again."""
    require(may_change_profile(actor, owner))
    owners = type(owner)._default_manager.select_for_update(no_key=True)
    held = owners.filter(pk=owner.pk).first()
    if held is None:
        gone = Refused(_("This customer or group has been removed."), "owner_gone")
        raise CustomersRefused(gone)
    require(may_change_profile(as_of_now(actor), held))
    drafts = GraphicalProfile.objects.filter(**owned_by(owner), state=ProfileState.DRAFT)
    return drafts.first()


def _write(draft: GraphicalProfile, details: ProfileDetails) -> None:
    draft.brand_colour = _colour(details.brand_colour, "brand_colour")
    blank = not details.header_colour.strip()
    draft.header_colour = "" if blank else _colour(details.header_colour, "header_colour")
    draft.welcome_title = clean_text(details.welcome_title)[:LONGEST_TITLE].strip()
    lines = details.welcome_text.splitlines()
    text = "\n".join(clean_text(line).rstrip() for line in lines)
    draft.welcome_text = text[:LONGEST_WELCOME].strip()
    derived = derive(draft.brand_colour, draft.header_colour)
    draft.tokens = {"light": dict(derived.light.values), "dark": dict(derived.dark.values)}
    draft.digest = digest_of(derived.stylesheet)


def _colour(written: str, field: str) -> str:
    try:
        return colour_in(written)
    except NotAColour as error:
        reason = _("Write the colour as # and six digits or letters from a to f, such as #FFC400.")
        raise ProfileRefused(Refused(reason, "colour"), field) from error


def _picture(
    now: ProfilePicture | None,
    sent: "File[bytes] | Literal['remove'] | None",
    room: Room,
    field: str,
) -> ProfilePicture | None:
    if sent is None:
        return now
    if sent == "remove":
        return None
    try:
        made = drawn(sent, room)
    except FileRefused as refused:
        raise ProfileRefused(Refused(refused.reason, refused.code), field) from refused
    picture: ProfilePicture = ProfilePicture.objects.create(
        sha256=made.sha256,
        content=made.content,
        content_type=made.content_type,
        width=made.width,
        height=made.height,
    )
    return picture


def pictures_of(owner: Owner) -> set[int | None]:
    """For whoever is about to delete the owner; afterwards see `tidy_pictures`. One query."""
    mine = GraphicalProfile.objects.filter(**owned_by(owner))
    return {pk for pair in mine.values_list("logo_id", "banner_id") for pk in pair}


def tidy_pictures(before: set[int | None]) -> None:
    """Takes away those of an owner's pictures that no profile has any more: what is left would be
    handed out for good."""
    ids = {pk for pk in before if pk is not None}
    if not ids:
        return
    used = set(GraphicalProfile.objects.filter(logo__in=ids).values_list("logo_id", flat=True))
    used |= set(GraphicalProfile.objects.filter(banner__in=ids).values_list("banner_id", flat=True))
    ProfilePicture.objects.filter(pk__in=ids - used).delete()
