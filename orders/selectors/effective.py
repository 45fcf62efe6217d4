"""May this person see or do that, and which rule says so: asked of the functions that decide.

Nothing is decided here. Each answer calls what the page itself calls, and names its reason.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from approvals.policies import may_decide
from catalogue.models import Product
from catalogue.selectors.product_page import product_page
from catalogue.selectors.sight import why_seen
from catalogue.selectors.visibility import shows_only_agreement
from core.access.menu import AskedDoor, door_at
from core.reasons import Text, Verdict, say
from customers.access import GRANTS, Perm, Role
from customers.actors import Actor
from customers.models import Customer, Document, User
from customers.policies import may_change_document
from customers.querysets import Way
from orders.models import Order
from orders.policies import (
    may_answer_question,
    may_cancel,
    may_handle,
    may_send_again,
    may_withdraw,
)
from orders.querysets import ways_to_see_orders
from orders.selectors.orders import orders_in_detail
from orders.selectors.sent_again import alive_among, replacements_of
from orders.states import OrderEventKind


@dataclass(frozen=True, slots=True)
class Step:
    """One rule that was asked, or one thing to do: yes or no, and why."""

    label: Text
    allowed: bool
    rule: Text = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """`rule` is what decided. `steps`: every rule that was asked. `doing`: what may be done there,
    each by its own rule; nothing of it for whom the thing does not exist."""

    allowed: bool
    rule: Text
    steps: Sequence[Step] = ()
    doing: Sequence[Step] = ()


ROLES: Mapping[Role, Text] = {
    Role.ANONYMOUS: _("nobody known"),
    Role.SITE_VISITOR: _("nobody known, at a customer's site"),
    Role.USER: _("logged in"),
    Role.MEMBER: _("connected to a customer"),
    Role.BUYER: _("buyer"),
    Role.PRIVATE_BUYER: _("orders for themselves"),
    Role.APPROVER: _("approver"),
    Role.GROUP_ADMIN: _("customer group administrator"),
    Role.SALES_STAFF: _("sales staff"),
    Role.STAFF_ADMIN: _("staff administrator"),
    Role.STAFF_ACTING: _("staff acting as somebody"),
}
_PAGES_OF: Mapping[str, str] = {
    "my:order-detail": "order",
    "staff:order-detail": "order",
    "my:document-file": "document",
    "staff:document-file": "document",
    "shop:product": "product",
    "staff:customer-detail": "customer",
    "staff:user-detail": "user",
}
GONE = Answer(False, _("There is nothing at this address."))
_NO_WAY = _("Nothing in their roles opens it. To them it does not exist.")
_NOT_MEMBER = _("Not connected to a customer in force, and no staff: nothing opens it.")


def order_answer(actor: Actor, order: Order) -> Answer:
    """Seeing the order, and what may be done with it. `order` is one of `orders_in_detail`."""
    allowed, rule, steps = _by_ways(
        order, ways_to_see_orders(actor), Order.objects.visible_to(actor)
    )
    return Answer(allowed, rule, steps, _order_doings(actor, order) if allowed else ())


def _order_doings(actor: Actor, order: Order) -> Sequence[Step]:
    if actor.is_staff:
        return [
            _done(_("Begin processing"), may_handle(actor, order, _E.PROCESSING_STARTED)),
            _done(_("Mark as shipped"), may_handle(actor, order, _E.SHIPPED)),
            _done(_("Complete"), may_handle(actor, order, _E.COMPLETED)),
            _done(_("Cancel"), may_cancel(actor, order)),
            *_approve(actor, order),
        ]
    alive = alive_among(replacements_of(order))
    return [
        *_approve(actor, order),
        _done(_("Withdraw"), may_withdraw(actor, order)),
        _done(_("Answer a question"), may_answer_question(actor, order)),
        _done(_("Cancel"), may_cancel(actor, order)),
        _done(_("Edit and send again"), may_send_again(actor, order, alive=alive)),
    ]


_E = OrderEventKind


def _approve(actor: Actor, order: Order) -> Sequence[Step]:
    if order.approval is None:
        return ()
    return [_done(_("Approve or reject"), may_decide(actor, order.approval))]


def _done(label: Text, verdict: Verdict) -> Step:
    return Step(label, verdict.allowed, verdict.reason)


def document_answer(actor: Actor, document: Document) -> Answer:
    """Fetching the document, and changing it. `document` has its owner loaded."""
    allowed, rule, steps = _by_ways(
        document, Document.objects.ways_to_see(actor), Document.objects.visible_to(actor)
    )
    if not actor.is_staff:
        label = _("The document is shown to the customer")
        steps = [*steps, Step(label, document.is_visible_to_customer)]
        if not allowed and any(step.allowed for step in steps[:-1]):
            rule = _("The document is for staff only.")
    doing = [_done(_("Rename or delete"), may_change_document(actor, document))]
    return Answer(allowed, rule, steps, doing if allowed else ())


def _by_ways(thing: Model, ways: Sequence[Way], seen: Any) -> tuple[bool, Text, list[Step]]:
    """`seen` decides; the ways that it is made of say why."""
    allowed = seen.filter(pk=thing.pk).exists()
    manager = type(thing)._default_manager
    steps = [Step(way.why, manager.filter(way.rows, pk=thing.pk).exists()) for way in ways]
    if allowed:
        return True, next(step.label for step in steps if step.allowed), steps
    return False, _NO_WAY if ways else _NOT_MEMBER, steps


def product_answer(actor: Actor, asker: Actor, product: Product) -> Answer:
    """Seeing the product's page in the shop: for sale, inside the limits, in the agreement."""
    allowed = product_page(actor, product.slug) is not None
    sight = why_seen(actor, product, asker=asker)
    sold = product.is_active and product.variants.filter(is_active=True).exists()
    steps = [Step(_("For sale, with a version for sale"), sold)]
    steps += [Step(reason.text, reason.passes) for reason in sight.reasons]
    if not sight.reasons:
        steps.append(Step(_("No limit by group: shown to everyone"), True))
    if shows_only_agreement(actor) and sold and sight.visible:
        label = _("The role shows only the agreement assortment, and the product is in it")
        steps.append(Step(label, allowed))
    if allowed:
        return Answer(True, steps[-1].label, steps)
    failed = next((step for step in steps if not step.allowed), None)
    rule = failed.label if failed else _("The shop is just working out who sees it.")
    return Answer(False, rule, steps)


def page_answer(actor: Actor, asker: Actor, address: str) -> Answer | None:
    """Entering the page at an address; None where the shop has none. Where the address names an
    order, a document, a product, a customer or a person, that is asked for, too; what the `asker`
    does not see is nothing to them."""
    door = door_at(actor, address)
    if door is None:
        return None
    who = sorted(str(ROLES[role]) for role in GRANTS[Perm(door.perm)])
    is_public = door.perm == Perm.PUBLIC
    opens_to = (
        _("The page is open to everybody")
        if is_public
        else say(_("The page opens to: %(roles)s"), roles=", ".join(who))
    )
    has = say(_("This person is: %(roles)s"), roles=", ".join(sorted(_roles_of(actor))))
    steps = [Step(opens_to, door.opens, has)]
    if not door.opens:
        return Answer(False, opens_to, steps)
    inside = _record_answer(actor, asker, door)
    if inside is not None:
        return Answer(inside.allowed, inside.rule, [*steps, *inside.steps], inside.doing)
    if door.ids:
        steps.append(Step(_("What the address names is asked for by itself, by the page"), True))
    return Answer(True, opens_to, steps)


def _roles_of(actor: Actor) -> set[str]:
    return {str(ROLES[role]) for role in actor.roles}


def _record_answer(actor: Actor, asker: Actor, door: AskedDoor) -> Answer | None:
    """Of the pages that are one record's; the others ask in their own ways."""
    kind = _PAGES_OF.get(door.url_name)
    if kind is None:
        return None
    if kind == "product":
        product = Product.objects.filter(**door.ids).first()
        return product_answer(actor, asker, product) if product else GONE
    if kind == "order":
        order = orders_in_detail().visible_to(asker).filter(**door.ids).first()
        return order_answer(actor, order) if order else GONE
    pk: Any = door.ids[f"{kind}_id"]
    if kind == "document":
        documents = Document.objects.visible_to(asker)
        owned = documents.select_related("customer__main_group", "group")
        found = owned.filter(pk=pk).first()
        return document_answer(actor, found) if found else GONE
    model: Any = {"customer": Customer, "user": User}[kind]
    if not model.objects.visible_to(asker).filter(pk=pk).exists():
        return GONE
    seen = model.objects.visible_to(actor).filter(pk=pk).exists()
    step = Step(_("Inside what this person sees of customers and people"), seen)
    return Answer(seen, step.label, [step])
