"""Puts a service's refusal where the person can do something about it."""

from collections.abc import Mapping

from django import forms

from customers.errors import CustomersRefused, FieldsRefused, RuleRefused

FIELD_OF = {
    "number_taken": "number",
    "customer_needed": "customer_number",
    "other_team_group": "main_group",
    "email_taken": "email",
    "email_invalid": "email",
    "name_taken": "name",
    "built_in_name": "name",
    "together": "break_point",
    "break_point": "break_point",
    "self": "next_approver",
    "organisation": "next_approver",
    "inactive": "next_approver",
    "no_approval_right": "next_approver",
    "loop": "next_approver",
    "amount": "limit_amount",
    "period": "limit_to",
}


def add_refusal(
    form: forms.Form, refused: CustomersRefused, fields: Mapping[str, str] = FIELD_OF
) -> None:
    """At the field that the refusal's code is about, if the form has it; else above the form."""
    if (
        isinstance(refused, FieldsRefused | RuleRefused)
        and refused.fields.keys() <= form.fields.keys()
    ):
        for name, reason in refused.fields.items():
            form.add_error(name, str(reason))
        return
    field = fields.get(refused.code)
    form.add_error(field if field in form.fields else None, str(refused.reason))
