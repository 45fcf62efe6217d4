"""Rules of form fields, of the shop (P-16), a group and a customer (N-20..N-23)."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from adminpanel.customer_card import card_context
from adminpanel.field_rule_words import Covered, coverage, places, words_of
from adminpanel.forms.field_rules import FieldRuleForm, RequiredFieldsForm
from adminpanel.group_card import group_context
from core.http import posted
from core.reasons import Verdict
from customers.actors import ShopRequest
from customers.errors import AddressesWouldBreak, CustomersRefused
from customers.exports_breaking import BREAKING_ADDRESSES, breaking_asked
from customers.field_patterns import NOTHING
from customers.field_rule_forms import PreviewForm
from customers.field_rules import CUSTOMERS, SCOPED, SECTIONS, Rule, Rules
from customers.policies import may_set_field_rules
from customers.refusals import add_refusal
from customers.selectors.field_rules import SHOP, Scope, rule_changes, rules_in, rules_of, said_in
from customers.selectors.staff_cards import customer_of, group_of
from customers.services.field_rules import set_field_rule, set_required_fields


@dataclass(frozen=True, slots=True)
class _Row:
    """A field in a scope: what holds, and what the scope itself says of it."""

    rule: Rule
    words: list[str]
    own: list[str]
    url: str


def required_fields(request: ShopRequest, section: str) -> HttpResponse:
    """A box for every field of the section, all else that is said of it, and who changed it."""
    if section not in SECTIONS:
        raise Http404
    rules = rules_of(request.shop)
    form = RequiredFieldsForm(posted(request), rules=rules, section=section)
    if request.method == "POST" and form.is_valid():
        set_required_fields(actor=request.actor, section=section, required=form.required)
        messages.success(request, _("Saved. It holds from now on."))
        return redirect("staff:required-fields", section=section)
    tabs = [
        {
            "label": each.label,
            "url": reverse("staff:required-fields", args=[each.name]),
            "is_current": each.name == section,
        }
        for each in SECTIONS.values()
    ]
    context = {
        "form": form,
        "section": SECTIONS[section],
        "tabs": tabs,
        "changes": _changes(SHOP, (section,)),
        "may_set": _may_set(request, SHOP),
        **_parts(rules, SHOP, (section,)),
    }
    return render(request, "staff/settings/required_fields.html", context)


def field_rule(request: ShopRequest, section: str, field: str) -> HttpResponse:
    """All that the shop says of one field."""
    back = reverse("staff:required-fields", args=[section])
    return _rule_page(request, SHOP, section, field, back)


def group_field_list(request: ShopRequest, group_id: int) -> HttpResponse:
    """What a group says of the fields of its customers' forms."""
    context = group_context(request, group_id, "group-field-list")
    scope = Scope(group=context["group"])
    return _list_page(request, scope, context, "staff/groups/group_field_list.html")


def group_field(request: ShopRequest, group_id: int, section: str, field: str) -> HttpResponse:
    group = group_of(request.actor, group_id)
    back = reverse("staff:group-field-list", args=[group.pk])
    return _rule_page(request, Scope(group=group), section, field, back)


def customer_field_list(request: ShopRequest, customer_id: int) -> HttpResponse:
    """What a customer says of the fields of its own forms."""
    context = card_context(request, customer_id, "customer-field-list")
    scope = Scope(customer=context["customer"])
    return _list_page(request, scope, context, "staff/customers/customer_field_list.html")


def customer_field(
    request: ShopRequest, customer_id: int, section: str, field: str
) -> HttpResponse:
    customer = customer_of(request.actor, customer_id)
    back = reverse("staff:customer-field-list", args=[customer.pk])
    return _rule_page(request, Scope(customer=customer), section, field, back)


def _list_page(
    request: ShopRequest, scope: Scope, context: dict[str, Any], template: str
) -> HttpResponse:
    rules = rules_in(request.shop, scope)
    context |= {
        "may_set": _may_set(request, scope),
        "changes": _changes(scope, SCOPED),
        **_parts(rules, scope, SCOPED),
    }
    return render(request, template, context)


def _parts(rules: Rules, scope: Scope, sections: tuple[str, ...]) -> dict[str, Any]:
    """The fields by section, each section as a form of theirs, and what is covered where."""
    own = rules.layers[0] if rules.layers else {}
    parts = []
    for name in sections:
        rows = [
            _Row(
                rule,
                words_of(rule.said),
                words_of(own.get((name, rule.name), NOTHING)),
                _url(scope, name, rule.name),
            )
            for rule in rules.in_order(name)
        ]
        parts.append(
            {
                "section": SECTIONS[name],
                "rows": rows,
                "preview": PreviewForm(rules=rules, section=name),
            }
        )
    covered: list[Covered] = coverage(sections)
    return {"parts": parts, "places": places(), "covered": covered}


def _changes(scope: Scope, sections: tuple[str, ...]) -> list[dict[str, Any]]:
    return [
        {
            "at": each.at,
            "label": each.label,
            "before": ", ".join(words_of(each.before)),
            "after": ", ".join(words_of(each.after)),
            "entry": each.entry,
        }
        for each in rule_changes(sections, scope)
    ]


def _url(scope: Scope, section: str, field: str) -> str:
    if scope.group is not None:
        return reverse("staff:group-field", args=[scope.group.pk, section, field])
    if scope.customer is not None:
        return reverse("staff:customer-field", args=[scope.customer.pk, section, field])
    return reverse("staff:field-rule", args=[section, field])


def _may_set(request: ShopRequest, scope: Scope) -> Verdict:
    return may_set_field_rules(request.actor, scope.group, scope.customer)


def _rule_page(
    request: ShopRequest, scope: Scope, section: str, field: str, back: str
) -> HttpResponse:
    rules = rules_in(request.shop, scope)
    if section not in (SECTIONS if scope.is_shop else SCOPED) or field not in {
        each.name for each in rules.asked(section)
    }:
        raise Http404
    said = said_in(scope, section, field)
    inherited = rules.saying(section, field, NOTHING).rule(section, field)
    form = FieldRuleForm(
        posted(request),
        said=said,
        inherited=inherited,
        is_shop=scope.is_shop,
        is_staffs=section == CUSTOMERS,
    )
    context: dict[str, Any] = {
        "form": form,
        "scope": scope,
        "section": SECTIONS[section],
        "inherited": inherited,
        "back": back,
        "may_set": _may_set(request, scope),
    }
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            set_field_rule(
                actor=request.actor,
                scope=scope,
                section=section,
                field=field,
                said=form.said(),
                seen=form.cleaned_data["seen"],
                yes_to=form.cleaned_data["yes_to"] if "yes" in request.POST else "",
            )
        except AddressesWouldBreak as asked:
            wanted = breaking_asked(scope, field, before=said, after=form.said())
            context |= {"asked": asked, "export": BREAKING_ADDRESSES.name, "export_asked": wanted}
            status = 409
        except CustomersRefused as refused:
            add_refusal(form, refused)
            context["changed_since"] = refused.code == "changed_since"
            status = 409
        else:
            messages.success(request, _("Saved. It holds from now on."))
            return redirect(back)
    return render(request, "staff/settings/field_rule.html", context, status=status)
