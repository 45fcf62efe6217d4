"""Choosing customer groups or segments: from a list while few, else by writing their names."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from customers.actors import Actor
from customers.models import CustomerGroup, Segment
from customers.selectors.group_choice import groups_called, names_like
from customers.selectors.segment_choice import segments_called, segments_like


def _no_group(actor: Actor, name: str) -> str:
    said = _("There is no group named “%(name)s”.") % {"name": name}
    return _with_near(said, names_like(actor, name))


def _no_segment(name: str) -> str:
    said = _("There is no segment named “%(name)s”.") % {"name": name}
    return _with_near(said, segments_like(name))


def _with_near(said: str, near: Sequence[str]) -> str:
    if not near:
        return said
    offered = ", ".join(near)
    return (
        said
        + " "
        + ngettext("There is: %(names)s.", "There are: %(names)s.", len(near)) % {"names": offered}
    )


def ids_of(groups: Iterable[CustomerGroup]) -> str:
    """What was chosen, to compare with what was seen."""
    return ",".join(sorted(str(group.pk) for group in groups))


class GroupField(forms.Field):
    """One group; the cleaned value is the group. `offer` comes before anything is drawn."""

    actor: Actor
    few: dict[str, CustomerGroup] | None = None

    def offer(self, actor: Actor, groups: Sequence[CustomerGroup] | None) -> None:
        """`groups` None = too many to list: a name is written, and looked for."""
        self.actor = actor
        if groups is None:
            self.widget = forms.TextInput(attrs={"maxlength": 120, "autocomplete": "off"})
            self.help_text = f"{self.help_text} {_('Write its name.')}".strip()
        else:
            self.few = {str(group.pk): group for group in groups}
            choices = [(pk, group.name) for pk, group in self.few.items()]
            self.widget = forms.Select(choices=choices)
        self.widget.is_required = self.required

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, CustomerGroup):
            return value.name if self.few is None else str(value.pk)
        return value

    def to_python(self, value: Any) -> CustomerGroup | None:
        written = str(value or "").strip()
        if not written:
            return None
        if self.few is not None:
            if written not in self.few:
                raise ValidationError(_("Choose one of the groups."))
            return self.few[written]
        found = groups_called(self.actor, [written]).get(written.lower())
        if found is None:
            raise ValidationError(_no_group(self.actor, written))
        return found


class _Names(forms.Textarea):
    def format_value(self, value: Any) -> Any:
        return value if isinstance(value, str) or value is None else "\n".join(map(str, value))


class GroupsField(forms.Field):
    """Several groups; the cleaned value is a list of them, without repeats."""

    kind: type[CustomerGroup | Segment] = CustomerGroup
    actor: Actor
    few: dict[str, Any] | None = None

    def called(self, names: Sequence[str]) -> Mapping[str, Any]:
        return groups_called(self.actor, names)

    def no_such(self, name: str) -> str:
        return _no_group(self.actor, name)

    def offer(self, actor: Actor, groups: Sequence[CustomerGroup | Segment] | None) -> None:
        """As for one: boxes while the groups are few, else a name on each line."""
        self.actor = actor
        if groups is None:
            self.widget = _Names(attrs={"rows": 3, "maxlength": 4000})
            self.help_text = f"{self.help_text} {_('One name on each line.')}".strip()
        else:
            self.few = {str(group.pk): group for group in groups}
            choices = [(pk, group.name) for pk, group in self.few.items()]
            self.widget = forms.CheckboxSelectMultiple(choices=choices)
            self.hidden_widget = forms.MultipleHiddenInput

    def prepare_value(self, value: Any) -> Any:
        groups = isinstance(value, list) and all(isinstance(each, self.kind) for each in value)
        if not groups:
            return value
        return [group.name if self.few is None else str(group.pk) for group in value]

    def to_python(self, value: Any) -> list[Any]:
        if self.few is not None:
            ids = list(dict.fromkeys(map(str, value or ())))
            if unknown := [pk for pk in ids if pk not in self.few]:
                # One that has been made or hidden since the page was drawn, or a made-up one.
                raise ValidationError(_("Choose among the groups."), params={"value": unknown})
            return [self.few[pk] for pk in ids]
        names = [line.strip() for line in str(value or "").splitlines() if line.strip()]
        found = self.called(names)
        errors = [self.no_such(each) for each in names if each.lower() not in found]
        if errors:
            raise ValidationError(errors[:10])
        return list({found[each.lower()].pk: found[each.lower()] for each in names}.values())


class SegmentsField(GroupsField):
    """Several segments, in the same way."""

    kind = Segment

    def called(self, names: Sequence[str]) -> Mapping[str, Any]:
        return segments_called(names)

    def no_such(self, name: str) -> str:
        return _no_segment(name)
