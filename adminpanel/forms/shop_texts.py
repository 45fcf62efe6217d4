"""The forms of the shop's own words: start page texts, news, terms; a preview as a group."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from adminpanel.forms.group_fields import GroupField, GroupsField, SegmentsField
from core.form_fields import DayField
from core.reasons import Text
from customers.actors import Actor
from customers.models import CustomerGroup, Segment, ShopText, Terms
from customers.services.shop_texts import LONGEST_BODY, LONGEST_TERMS, LONGEST_TITLE, TextDetails

_HELP = _(
    "Plain text, or these HTML tags: p, br, ul, ol, li, strong, em, h3 to h5, table, a. Others go."
)


class _InLanguagesForm(forms.Form):
    """A body in each language; the shop's own first, since the others fall back on it."""

    longest = LONGEST_BODY

    def __init__(self, *args: Any, shop_language: str, **options: Any) -> None:
        super().__init__(*args, **options)
        names = dict(settings.LANGUAGES)
        self.codes = sorted(names, key=lambda code: (code != shop_language, code))
        for place, code in enumerate(self.codes):
            self._add(code, names[code], is_shops=place == 0)

    def _add(self, code: str, language: Text, *, is_shops: bool) -> None:
        help_text = _HELP if is_shops else _("Blank = read in the shop's language.")
        body: Any = forms.CharField(
            label=str(_("Text, %(language)s")) % {"language": language},
            required=False,
            max_length=self.longest,
            widget=forms.Textarea(attrs={"rows": 8 if is_shops else 4}),
            help_text=help_text,
        )
        body.is_wide = True
        self.fields[f"body_{code}"] = body

    @property
    def bodies(self) -> Mapping[str, str]:
        return {code: self.cleaned_data[f"body_{code}"] for code in self.codes}


class ShopTextForm(_InLanguagesForm):
    """A text or news with its days and whom it is for."""

    starts_on = DayField(label=_("Shown from"))
    ends_on = DayField(
        label=_("Shown until"), required=False, help_text=_("Blank = until removed.")
    )
    position = forms.IntegerField(
        label=_("Position"),
        min_value=0,
        max_value=9999,
        initial=0,
        help_text=_("The lowest number stands first. News stands by its day."),
    )
    is_active = forms.BooleanField(label=_("Shown"), required=False, initial=True)
    limit_groups = GroupsField(
        label=_("Limit by group"),
        required=False,
        help_text=_("Only these groups read it. None chosen = everyone does."),
    )
    limit_segments = SegmentsField(
        label=_("Limit by segment"),
        required=False,
        help_text=_("These segments read it too. Being in one of all chosen is enough."),
    )

    def __init__(
        self,
        *args: Any,
        actor: Actor,
        groups: Sequence[CustomerGroup] | None,
        segments: Sequence[Segment] | None,
        text: ShopText | None,
        **options: Any,
    ) -> None:
        """`groups` and `segments`: as for `GroupsField.offer`."""
        super().__init__(*args, **options)
        self.initial["starts_on"] = timezone.localdate()
        if text is not None:
            self.initial = {name: getattr(text, name) for name in self.fields}
            self.initial["limit_groups"] = list(text.limit_groups.all())
            self.initial["limit_segments"] = list(text.limit_segments.all())
        fields: Any = self.fields
        fields["limit_groups"].offer(actor, groups)
        fields["limit_segments"].offer(actor, segments)
        fields["limit_groups"].is_wide = fields["limit_segments"].is_wide = True
        words = [f"{part}_{code}" for code in self.codes for part in ("title", "body")]
        self.order_fields(words)

    def _add(self, code: str, language: Text, *, is_shops: bool) -> None:
        title: Any = forms.CharField(
            label=str(_("Heading, %(language)s")) % {"language": language},
            required=False,
            max_length=LONGEST_TITLE,
        )
        title.is_wide = True
        self.fields[f"title_{code}"] = title
        super()._add(code, language, is_shops=is_shops)

    def details(self) -> TextDetails:
        values = self.cleaned_data
        return TextDetails(
            titles={code: values[f"title_{code}"] for code in self.codes},
            bodies=self.bodies,
            starts_on=values["starts_on"],
            ends_on=values["ends_on"],
            position=values["position"],
            is_active=values["is_active"],
            limit_groups=values["limit_groups"],
            limit_segments=values["limit_segments"],
        )


class TermsForm(_InLanguagesForm):
    """A version of the terms."""

    longest = LONGEST_TERMS
    valid_from = DayField(
        label=_("In force from"),
        help_text=_("Today or later. What has been in force stays as it was read."),
    )

    def __init__(self, *args: Any, terms: Terms | None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial["valid_from"] = timezone.localdate()
        if terms is not None:
            self.initial = {name: getattr(terms, name) for name in self.fields}


class PreviewForm(forms.Form):
    """As whom the start page is looked at."""

    group = GroupField(
        label=_("As a customer in"), required=False, help_text=_("Blank = a stranger.")
    )

    def __init__(
        self, *args: Any, actor: Actor, groups: Sequence[CustomerGroup] | None, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["group"]
        field.offer(actor, groups)
        if groups is not None:
            field.widget.choices = [("", "–"), *field.widget.choices]
