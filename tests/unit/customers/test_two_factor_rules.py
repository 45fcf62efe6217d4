"""Who must have a second factor: each rule alone, and whom it leaves in peace."""

from xml.etree import ElementTree

import pytest

from core.qr import QUIET_ZONE, qr_code
from customers.models import (
    Customer,
    CustomerGroup,
    GroupKind,
    Membership,
    ShopSettings,
    StaffRole,
    User,
)
from customers.two_factor import may_have, why_required


def member(*, group: CustomerGroup | None = None, **roles: bool) -> Membership:
    main = group or CustomerGroup(name="Norrvik", kind=GroupKind.ORGANISATION)
    return Membership(customer=Customer(number="1", name="Skolan", main_group=main), **roles)


NOBODYS = ShopSettings()
ADMINISTRATOR = User(staff_role=StaffRole.ADMINISTRATOR)
SALES = User(staff_role=StaffRole.SALES)
BUYER = User()


@pytest.mark.parametrize(
    ("rule", "user", "membership", "expected"),
    [
        ("two_factor_all_staff", SALES, None, True),
        ("two_factor_all_staff", ADMINISTRATOR, None, True),
        ("two_factor_all_staff", BUYER, member(is_group_admin=True), False),
        ("two_factor_staff_admins", ADMINISTRATOR, None, True),
        ("two_factor_staff_admins", SALES, None, False),
        ("two_factor_group_admins", BUYER, member(is_group_admin=True), True),
        ("two_factor_group_admins", BUYER, member(is_approver=True), False),
        ("two_factor_group_admins", BUYER, None, False),
        ("two_factor_approvers", BUYER, member(is_approver=True), True),
        ("two_factor_approvers", BUYER, member(), False),
        ("two_factor_approvers", SALES, member(is_approver=True), True),
    ],
)
def test_a_rule_asks_exactly_its_own(
    rule: str, user: User, membership: Membership | None, expected: bool
) -> None:
    shop = ShopSettings(**{rule: True})
    assert bool(why_required(user=user, membership=membership, shop=shop)) is expected
    assert why_required(user=user, membership=membership, shop=NOBODYS) is None


def test_an_organisation_asks_everyone_and_is_named() -> None:
    strict = CustomerGroup(
        name="Norrviks kommun", kind=GroupKind.ORGANISATION, two_factor_required=True
    )
    why = why_required(user=BUYER, membership=member(group=strict), shop=NOBODYS)
    assert str(why) == "Norrviks kommun requires two-factor of everyone."
    strict.kind = GroupKind.COMMERCIAL
    assert why_required(user=BUYER, membership=member(group=strict), shop=NOBODYS) is None


def test_where_buyers_cannot_have_it_nobody_asks_them_but_staff_are_asked() -> None:
    shop = ShopSettings(
        two_factor_for_buyers=False, two_factor_approvers=True, two_factor_all_staff=True
    )
    assert not may_have(user=BUYER, shop=shop)
    assert why_required(user=BUYER, membership=member(is_approver=True), shop=shop) is None
    assert may_have(user=SALES, shop=shop)
    assert why_required(user=SALES, membership=None, shop=shop)
    assert may_have(user=User(has_second_factor=True), shop=shop)


def test_a_qr_code_is_one_path_inside_its_square_with_white_around() -> None:
    code = qr_code("otpauth://totp/Attest:nora%40example.com?secret=ABC")
    drawing = f'<svg viewBox="0 0 {code.size} {code.size}"><path d="{code.path}"/></svg>'
    ElementTree.fromstring(drawing)
    corner = f"M{QUIET_ZONE} {QUIET_ZONE}h7v1H{QUIET_ZONE}z"  # a finder pattern's first row
    assert code.path.startswith(corner)
    assert code.size == 33 + 2 * QUIET_ZONE
    assert "style" not in code.path
