"""What staff say of a document: also who sees it, and whether it is a special order routine."""

from django import forms
from django.utils.translation import gettext_lazy as _

from customers.document_forms import DocumentForm, NewDocumentForm


class _ByStaff(forms.Form):
    is_visible_to_customer = forms.BooleanField(
        label=_("The customer may see it"),
        required=False,
        help_text=_("Then it stands under Documents on the pages of the customer's people."),
    )
    is_special_routine = forms.BooleanField(
        label=_("Special order routine"),
        required=False,
        help_text=_("Then staff see it at the top of each of the customer's orders."),
    )


class StaffDocumentForm(_ByStaff, DocumentForm):
    field_order = ("title", "is_visible_to_customer", "is_special_routine")


class NewStaffDocumentForm(_ByStaff, NewDocumentForm):
    field_order = ("file", "title", "is_visible_to_customer", "is_special_routine")
