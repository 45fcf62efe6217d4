"""The forms of wish lists and saved carts: shape only; the services know the business."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from orders.models import WishList
from shop.forms.ordering import QuantityForm

HOW_MANY = _("Write how many, as a whole number from 1.")
NEW_LIST = "new"


def _how_many(**options: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=_("Quantity"),
        min_value=1,
        max_value=99_999,
        error_messages={
            "invalid": HOW_MANY,
            "min_value": HOW_MANY,
            "max_value": HOW_MANY,
            "required": HOW_MANY,
        },
        **options,
    )


class NameForm(forms.Form):
    """The name of a list or of a saved cart."""

    name = forms.CharField(
        label=_("Name"), max_length=80, error_messages={"required": _("Write a name.")}
    )


class WishListForm(NameForm):
    """A list's name, and whether colleagues read it; without colleagues that is not asked."""

    is_shared = forms.BooleanField(
        label=_("Share with colleagues"),
        help_text=_("They can look at it and fill their carts from it. Only you change it."),
        required=False,
    )

    def __init__(self, data: Any = None, *, has_colleagues: bool, **options: Any) -> None:
        super().__init__(data, **options)
        if not has_colleagues:
            del self.fields["is_shared"]


class SaveCartForm(NameForm):
    """The name of the copy, and whether the cart begins anew."""

    empties = forms.BooleanField(label=_("Empty the cart afterwards"), required=False)


class SaveToListForm(forms.Form):
    """One item to keep: on which list, how many, and why."""

    wish_list = forms.ChoiceField(label=_("List"), widget=forms.Select(attrs={"autofocus": True}))
    new_name = forms.CharField(
        label=_("Name of the new list"),
        help_text=_("Only for a new list."),
        max_length=80,
        required=False,
    )
    quantity = _how_many()
    note = forms.CharField(label=_("Note"), max_length=250, required=False)

    def __init__(
        self, data: Any = None, *, lists: Sequence[WishList], initial: Mapping[str, Any]
    ) -> None:
        first = str(lists[0].pk) if lists else NEW_LIST
        super().__init__(data, initial={"wish_list": first, **initial})
        field = self.fields["wish_list"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = [
            *((str(wish_list.pk), wish_list.name) for wish_list in lists),
            (NEW_LIST, _("A new list")),
        ]

    @property
    def list_id(self) -> int | None:
        """The chosen list; None = a new one."""
        chosen = self.cleaned_data["wish_list"]
        return None if chosen == NEW_LIST else int(chosen)


class ListLinesForm(QuantityForm):
    """A quantity and a note for each line of a list. Removing has a button of its own."""

    def __init__(self, data: Any, *, variant_ids: Sequence[int]) -> None:
        super().__init__(data, variant_ids=variant_ids)
        for pk in variant_ids:
            self.fields[f"quantity-{pk}"] = _how_many(required=False)

    def only(self, variant_ids: Sequence[int]) -> None:
        """What was written for other lines does not matter now."""
        for pk in set(self.variant_ids) - set(variant_ids):
            self.forget(pk)
