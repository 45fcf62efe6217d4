"""The question of the page of effective permissions: who, and about what."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from customers.actors import Actor
from customers.models import Membership, User
from orders.selectors.effective import (
    Answer,
    document_answer,
    order_answer,
    page_answer,
    product_answer,
)
from orders.selectors.effective_asking import (
    as_visitor,
    documents_asked,
    order_asked,
    person_asked,
    product_asked,
    seats_asked,
)
from orders.selectors.effective_methods import method_answer, method_asked

KINDS = (
    ("order", _("An order: its number")),
    ("product", _("A product: article number")),
    ("document", _("A document: title or number")),
    ("method", _("A way to deliver or to pay: its name")),
    ("page", _("A page: its address")),
)
NO_LOG_IN = Answer(False, _("This person is inactive and cannot log in."))


class PermissionForm(forms.Form):
    """`answer` is set when the question could be asked."""

    person = forms.CharField(label=_("Person"), max_length=254, help_text=_("E-mail or user id."))
    seat = forms.ChoiceField(label=_("At the customer"), required=False)
    kind = forms.ChoiceField(label=_("About"), choices=KINDS)
    what = forms.CharField(label=_("Which"), max_length=300)

    def __init__(self, asker: Actor, data: QueryDict | None) -> None:
        asked = data.copy() if data else None
        super().__init__(asked)
        self.asker = asker
        self.user: User | None = None
        self.answer: Answer | None = None
        self.thing: Any = None
        self.asked_seat: Membership | None = None
        self.seats: Sequence[Membership] = ()
        text = asked.get("person", "").strip()[:254] if asked else ""
        if text:
            self.user = person_asked(asker, text)
        if self.user is not None:
            self.seats = seats_asked(asker, self.user)
        choices = [(str(seat.pk), seat.customer.name) for seat in self.seats]
        if asked and asked.get("seat", "") not in dict(choices):
            asked["seat"] = ""  # of the person who was asked about before
        field: Any = self.fields["seat"]
        field.choices = choices or [("", _("No customer"))]

    def clean_person(self) -> str:
        if self.user is None:
            raise forms.ValidationError(_("Nobody has this e-mail or id, as far as you see."))
        return str(self.cleaned_data["person"])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        kind, what = cleaned.get("kind"), cleaned.get("what")
        if self.user is None or not kind or not what or "seat" in self.errors:
            return cleaned
        seats = {str(seat.pk): seat for seat in self.seats}
        self.asked_seat = seats.get(cleaned.get("seat", "")) or next(iter(self.seats), None)
        actor = as_visitor(self.user, self.asked_seat)
        try:
            answer = self._ask(actor or Actor(), kind, what.strip())
        except forms.ValidationError as error:
            self.add_error("what", error)
            return cleaned
        self.answer = NO_LOG_IN if actor is None else answer
        return cleaned

    def _ask(self, actor: Actor, kind: str, what: str) -> Answer:
        if kind == "order":
            self.thing = order_asked(self.asker, what)
            return order_answer(actor, self._found(_("There is no order of that number.")))
        if kind == "product":
            self.thing = product_asked(what)
            product = self._found(_("There is no such product."))
            return product_answer(actor, self.asker, product)
        if kind == "document":
            found = documents_asked(self.asker, what)
            if len(found) > 1:
                raise forms.ValidationError(_("Several documents fit. Write more of the title."))
            self.thing = next(iter(found), None)
            return document_answer(actor, self._found(_("There is no such document.")))
        if kind == "method":
            self.thing = method_asked(what)
            return method_answer(actor, self._found(_("There is no such way to deliver or pay.")))
        self.thing = what
        answer = page_answer(actor, self.asker, what)
        if answer is None:
            raise forms.ValidationError(_("There is no page at this address."))
        return answer

    def _found(self, otherwise: Any) -> Any:
        if self.thing is None:
            raise forms.ValidationError(otherwise)
        return self.thing
