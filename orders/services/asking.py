"""Sent back with a question: the orderer answers, and whoever asked still decides."""

from django.utils.translation import gettext_lazy as _

from approvals.errors import ApprovalRefused
from approvals.models import Answer, ApprovalRequest
from approvals.services.requests import answer_request, close_question, locked_request
from core.audit import use_case
from core.reasons import Reasons, Refused
from customers.actors import Actor
from customers.selectors.shop import shop_settings
from orders.errors import OrderRefused
from orders.models import Order
from orders.notices import tell_answered, tell_asked
from orders.policies import may_answer_question
from orders.services.deciding import lock_waiting, move
from orders.services.ledger import record_event
from orders.services.locks import lock_order
from orders.states import OrderEventKind

MOST_LETTERS = 2000


@use_case("order.ask")
def ask_question(*, actor: Actor, order_id: int, version: int, question: str) -> Order:
    """An answer beside yes, change and no: the orderer is asked, nothing is decided.

    A second question before the first is answered is one more in the thread. Raises
    ApprovalRefused as the other answers do, also for a question without words.
    """
    order = lock_waiting(actor=actor, order_id=order_id, version=version)
    question = question.strip()[:MOST_LETTERS]
    if not question:
        raise ApprovalRefused(
            Refused(reason=_("Write what you want to know."), code="comment-required")
        )
    request = order.approval
    assert isinstance(request, ApprovalRequest)  # noqa: S101 - lock_waiting saw to it
    answer_request(
        actor=actor,
        request=request,
        answer=Answer.QUESTION,
        comment=question,
        currency=order.currency,
    )
    move(order, OrderEventKind.ASKED)
    event = record_event(order=order, kind=OrderEventKind.ASKED, actor=actor, comment=question)
    tell_asked(order=order, shop=shop_settings(), actor=actor, event=event)
    return order


@use_case("order.answer")
def answer_question(*, actor: Actor, order_id: int, text: str) -> Order:
    """The orderer's answer; the one whose turn it is hears it and has their days anew.

    Raises OrderRefused: not the orderer, nothing is asked any more, or no words.
    """
    order = lock_order(order_id)
    if order.approval_id is not None:
        order.approval = locked_request(order.approval_id)
    verdict = may_answer_question(actor, order)
    if not verdict.allowed:
        raise OrderRefused(Reasons.of(verdict))
    text = text.strip()[:MOST_LETTERS]
    if not text:
        raise OrderRefused.because(_("Write an answer."), "text")
    assert order.approval is not None  # noqa: S101 - the policy saw to it
    close_question(order.approval)
    move(order, OrderEventKind.ANSWERED)
    event = record_event(order=order, kind=OrderEventKind.ANSWERED, actor=actor, comment=text)
    tell_answered(order=order, shop=shop_settings(), event=event)
    return order
