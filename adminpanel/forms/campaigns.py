"""Newsletters: the words and the readers, and the yes before they go."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from adminpanel.forms.group_fields import GroupsField, SegmentsField
from core.email_words import LINE_MAX, TEXT_MAX
from core.reasons import Refused, Text
from customers.actors import Actor
from customers.models import ConsentKind, CustomerGroup, Segment
from marketing.letters import PARTS, LetterWords, texts_of
from marketing.models import Audience, Campaign
from marketing.services.campaigns import Details

_LONGEST_LIST = 400_000  # letters: five thousand addresses and then some


class CampaignForm(forms.Form):
    """`seen` is the version that the page began with."""

    name = forms.CharField(
        label=_("Name"), max_length=120, help_text=_("Only staff see it, in the list.")
    )
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=ConsentKind.choices,
        help_text=_("Only those who said yes to just this get it."),
    )
    audience = forms.ChoiceField(label=_("To"), choices=Audience.choices)
    groups = GroupsField(label=_("Customer groups"), required=False)
    segments = SegmentsField(label=_("Segments"), required=False)
    addresses = forms.CharField(
        label=_("E-mail addresses"),
        required=False,
        max_length=_LONGEST_LIST,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One on each line. Only those who said yes get it; you see who does not."),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, initial=0)

    def __init__(
        self,
        *args: Any,
        actor: Actor,
        shop_language: str,
        groups: Sequence[CustomerGroup] | None,
        segments: Sequence[Segment] | None,
        campaign: Campaign | None,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        names = dict(settings.LANGUAGES)
        self.codes = sorted(names, key=lambda code: (code != shop_language, code))
        for place, code in enumerate(self.codes):
            self._add(code, names[code], is_shops=place == 0)
        if campaign is not None:
            self.initial = _initial_of(campaign)
        fields: Any = self.fields
        fields["groups"].offer(actor, groups)
        fields["segments"].offer(actor, segments)
        for name in ("name", "groups", "segments", "addresses"):
            fields[name].is_wide = True
        if segments is not None and not segments:
            del self.fields["segments"]

    def _add(self, code: str, language: Text, *, is_shops: bool) -> None:
        for part, label in (
            ("subject", _("Subject, %(language)s")),
            ("preheader", _("Beside the subject, %(language)s")),
            ("body", _("Text, %(language)s")),
        ):
            field: Any = forms.CharField(
                label=str(label) % {"language": language},
                required=False,
                max_length=TEXT_MAX if part == "body" else LINE_MAX,
            )
            if part == "body":
                field.widget = forms.Textarea(
                    attrs={"rows": 12 if is_shops else 5, "maxlength": TEXT_MAX}
                )
            if part == "body" and not is_shops:
                field.help_text = _("Blank = read in the shop's language.")
            if part == "preheader":
                field.help_text = _("What mail programs show after it in their list.")
            field.is_wide = True
            self.fields[f"{part}_{code}"] = field

    def languages(self) -> list[Any]:
        """The fields of the words, in their order."""
        return [self[f"{part}_{code}"] for code in self.codes for part in PARTS]

    def about(self) -> list[Any]:
        names = ("name", "kind", "audience", "groups", "segments", "addresses")
        return [self[name] for name in names if name in self.fields]

    def details(self) -> Details:
        values = self.cleaned_data
        return Details(
            name=values["name"],
            kind=ConsentKind(values["kind"]),
            audience=Audience(values["audience"]),
            texts={
                code: LetterWords(**{part: values[f"{part}_{code}"] for part in PARTS})
                for code in self.codes
            },
            groups=values["groups"],
            segments=values.get("segments", ()),
            addresses=values["addresses"],
        )

    def refuse(self, found: Mapping[str, Mapping[str, Refused]]) -> None:
        """At each part of each language that is to blame."""
        for code, parts in found.items():
            for part, refusal in parts.items():
                self.add_error(f"{part}_{code}", str(refusal.reason))


def _initial_of(campaign: Campaign) -> dict[str, Any]:
    values: dict[str, Any] = {
        "name": campaign.name,
        "kind": campaign.kind,
        "audience": campaign.audience,
        "groups": list(campaign.groups.all()),
        "segments": list(campaign.segments.all()),
        "addresses": "\n".join(
            campaign.addresses.order_by("address").values_list("address", flat=True)
        ),
        "seen": campaign.version,
    }
    for code, words in texts_of(campaign.texts).items():
        values |= {f"{part}_{code}": getattr(words, part) for part in PARTS}
    return values


class SendForm(forms.Form):
    """Now or later, and a yes that names how many get it."""

    day = forms.DateField(
        label=_("Day"),
        required=False,
        input_formats=["%Y-%m-%d", "%d.%m.%Y", "%Y%m%d"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=_("Blank = now."),
    )
    time = forms.TimeField(
        label=_("Time"),
        required=False,
        input_formats=["%H:%M", "%H.%M", "%H:%M:%S"],
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        help_text=_("By the shop's clock."),
    )
    sure = forms.BooleanField(label=_("Yes, send it"))
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    people = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("day") and not values.get("time") and "time" not in self.errors:
            self.add_error("time", _("Write the time, too."))
        if values.get("time") and not values.get("day") and "day" not in self.errors:
            self.add_error("day", _("Write the day, too."))
        return values

    def at(self) -> datetime | None:
        """None = now."""
        day, time = self.cleaned_data["day"], self.cleaned_data["time"]
        if not day:
            return None
        return timezone.make_aware(datetime.combine(day, time))
