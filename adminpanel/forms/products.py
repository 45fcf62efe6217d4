"""Forms of a product: its words and places, whom it is for, its pictures, papers and relations."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from adminpanel.forms.group_fields import GroupsField
from catalogue.models import OwnArticleNumber, Product, Variant
from catalogue.services.product_documents import LONGEST_TITLE
from catalogue.services.product_pictures import LONGEST_ALT
from customers.actors import Actor
from customers.models import CustomerGroup

LONGEST_DESCRIPTION = 50_000
Choices = Sequence[tuple[str, str]]


def choices_of(form: forms.Form, name: str, choices: Iterable[tuple[str, Any]]) -> None:
    """Sets what a field of choices offers."""
    field: Any = form.fields[name]
    field.choices = list(choices)


class ProductForm(forms.Form):
    """The facts of a product that all its versions share."""

    name = forms.CharField(label=_("Name"), max_length=255)
    brand = forms.CharField(label=_("Brand"), max_length=120, required=False)
    summary = forms.CharField(
        label=_("Summary"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    description = forms.CharField(
        label=_("Description"),
        max_length=LONGEST_DESCRIPTION,
        required=False,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("Plain text, or HTML with headings, lists and tables. All else is left out."),
    )
    categories = forms.MultipleChoiceField(
        label=_("Categories"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Without one it is found by search only."),
    )
    is_active = forms.BooleanField(label=_("For sale"), required=False, initial=True)
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, categories: Choices, **options: Any) -> None:
        super().__init__(*args, **options)
        choices_of(self, "categories", categories)
        for name in ("summary", "description", "categories"):
            self.fields[name].is_wide = True  # type: ignore[attr-defined]

    @staticmethod
    def initial_of(product: Product, category_ids: Iterable[int], mark: str) -> dict[str, Any]:
        names = ("name", "brand", "summary", "description", "is_active")
        return {name: getattr(product, name) for name in names} | {
            "categories": [str(pk) for pk in category_ids],
            "seen": mark,
        }

    def words(self) -> dict[str, Any]:
        names = ("name", "brand", "summary", "description", "is_active")
        return {name: self.cleaned_data[name] for name in names}


class LimitForm(forms.Form):
    """'Limit by group' of a product or a version."""

    groups = GroupsField(
        label=_("Only members of these groups see it"),
        required=False,
        help_text=_("None chosen = no limit of its own. Limits of its categories hold as well."),
    )

    def __init__(
        self, *args: Any, actor: Actor, groups: Sequence[CustomerGroup] | None, **options: Any
    ) -> None:
        """`groups`: as for `GroupsField.offer`."""
        super().__init__(*args, **options)
        field: Any = self.fields["groups"]
        field.offer(actor, groups)
        field.is_wide = True

    @property
    def chosen(self) -> list[CustomerGroup]:
        return list(self.cleaned_data["groups"])


class _SeveralFiles(forms.FileInput):
    allow_multiple_selected = True


class _FilesField(forms.FileField):
    """One file or several; each as it came."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=_SeveralFiles, **options)

    def clean(self, data: Any, initial: Any = None) -> "list[UploadedFile[bytes]]":
        files = data if isinstance(data, list | tuple) else [data]
        return [super(_FilesField, self).clean(file, initial) for file in files or [None]]


def _variant_choices(variants: Iterable[Variant]) -> list[tuple[str, Any]]:
    named = [(str(each.pk), f"{each.sku} {each.name}".strip()) for each in variants]
    return [("", _("The whole product")), *named]


class PictureForm(forms.Form):
    """What a picture shows, and of which version it is."""

    alt = forms.CharField(
        label=_("What it shows"),
        max_length=LONGEST_ALT,
        required=False,
        help_text=_("Read aloud to those who do not see the picture."),
    )
    variant = forms.ChoiceField(label=_("Picture of"), required=False)

    def __init__(self, *args: Any, variants: Iterable[Variant], **options: Any) -> None:
        super().__init__(*args, **options)
        self.variants = {str(variant.pk): variant for variant in variants}
        choices_of(self, "variant", _variant_choices(self.variants.values()))

    @property
    def chosen_variant(self) -> Variant | None:
        return self.variants.get(self.cleaned_data["variant"])


class NewPicturesForm(PictureForm):
    """Pictures, all of the same version or of the whole product."""

    pictures = _FilesField(
        label=_("Pictures"), help_text=_("PNG, JPEG, GIF or WebP; several at once, at most 20.")
    )
    field_order = ("pictures", "alt", "variant")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["pictures"].widget.attrs["accept"] = ".png,.jpg,.jpeg,.gif,.webp"


class NewProductDocumentForm(forms.Form):
    """A file for the product's page."""

    file = forms.FileField(
        label=_("File"), help_text=_("PDF, office document, text, CSV or a picture, at most 20 MB.")
    )
    title = forms.CharField(
        label=_("Title"),
        max_length=LONGEST_TITLE,
        required=False,
        help_text=_("Blank = the name of the file."),
    )


class ProductDocumentForm(forms.Form):
    """Another title."""

    title = forms.CharField(label=_("Title"), max_length=LONGEST_TITLE)


class RelationForm(forms.Form):
    """What goes with the product."""

    article_number = forms.CharField(
        label=_("Article number"),
        max_length=80,
        help_text=_("Of any version of the product to show."),
    )


class OwnNumberForm(forms.Form):
    """What a customer or a group calls a version."""

    variant = forms.ChoiceField(label=_("Version"))
    owner = forms.CharField(
        label=_("Customer number or group"),
        max_length=200,
        help_text=_("A customer's number, or the whole name of a customer group."),
    )
    number = forms.CharField(
        label=_("Their number"), max_length=OwnArticleNumber._meta.get_field("number").max_length
    )

    def __init__(self, *args: Any, variants: Iterable[Variant], **options: Any) -> None:
        super().__init__(*args, **options)
        self.variants = {str(variant.pk): variant for variant in variants}
        choices_of(self, "variant", _variant_choices(self.variants.values())[1:])

    @property
    def chosen_variant(self) -> Variant:
        return self.variants[self.cleaned_data["variant"]]
