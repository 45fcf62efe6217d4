"""Limits narrow: category path ∩ product ∩ variant; several categories widen by union."""

from hypothesis import given
from hypothesis import strategies as st

from catalogue.visibility import (
    Limit,
    LimitedBy,
    combine,
    explain_visibility,
    is_visible_to,
)
from core.reasons import ALLOWED

A, B, C = 1, 2, 3
NAMES = {A: "Kommun X", B: "Kommun Y", C: "Zon"}


def of(*groups: int) -> frozenset[int]:
    return frozenset(groups)


NOBODY = of()


def test_without_limits_everyone_sees_it() -> None:
    assert combine([[None, None]]) is None
    assert combine([[]]) is None
    assert combine([]) is None


def test_a_limit_on_a_category_is_inherited_downwards() -> None:
    assert combine([[of(A), None, None]]) == of(A)
    assert combine([[None, of(A), None]]) == of(A)


def test_limits_down_one_path_narrow_each_other() -> None:
    assert combine([[of(A, B), of(B, C)]]) == of(B)
    assert combine([[of(A), of(B)]]) == NOBODY


def test_a_product_in_several_categories_takes_the_union_of_its_paths() -> None:
    assert combine([[of(A)], [of(B)]]) == of(A, B)
    assert combine([[of(A), of(B)], [of(C)]]) == of(C)


def test_one_open_path_opens_the_product_to_everyone() -> None:
    assert combine([[of(A)], [None]]) is None


def test_product_and_variant_narrow_what_the_categories_leave() -> None:
    assert combine([[of(A, B)]], of(B, C)) == of(B)
    assert combine([[None]], of(A, B), of(B)) == of(B)
    assert combine([[None]], None, of(C)) == of(C)
    assert combine([], of(A)) == of(A)


def test_an_empty_result_is_visible_to_nobody() -> None:
    assert combine([[of(A)]], of(B)) == NOBODY
    assert combine([[None]], NOBODY) == NOBODY
    assert not is_visible_to(NOBODY, of(A, B, C))


def test_an_anonymous_visitor_sees_only_what_is_for_everyone() -> None:
    assert is_visible_to(None, of())
    assert not is_visible_to(of(A), of())


def test_a_further_group_is_as_good_as_the_main_one() -> None:
    assert is_visible_to(of(B), of(A, B))


def test_the_answer_names_the_limit_that_keeps_the_visitor_out() -> None:
    answer = explain_visibility(
        [[of(A, B)]], of(B, C), groups=of(A), group_names={B: "Kommun Y", C: "Zon"}
    )
    assert not answer.visible
    assert [(reason.limited_by, reason.passes) for reason in answer.reasons] == [
        (LimitedBy.CATEGORY, True),
        (LimitedBy.PRODUCT, False),
    ]
    assert str(answer.verdict.reason) == "The product is shown only to Kommun Y, Zon."
    assert answer.verdict.code == "limited_by_product"
    assert str(answer.reasons[0].text) == "The category is shown only to 1, Kommun Y."


def test_a_visible_item_is_allowed_and_still_shows_its_limits() -> None:
    answer = explain_visibility([[of(A)]], groups=of(A), group_names=NAMES)
    assert answer.verdict == ALLOWED
    assert [reason.passes for reason in answer.reasons] == [True]
    assert explain_visibility([[None]], groups=of(), group_names={}).reasons == ()


def test_passing_every_limit_through_different_groups_is_not_enough() -> None:
    answer = explain_visibility([[of(A)]], of(B), groups=of(A, B), group_names=NAMES)
    assert not answer.visible
    assert answer.reasons[-1].limited_by == LimitedBy.ALL
    assert str(answer.verdict.reason) == "All limits together leave nobody."


def test_a_limit_without_groups_says_nobody() -> None:
    answer = explain_visibility([[None]], NOBODY, groups=of(A), group_names=NAMES)
    assert str(answer.verdict.reason) == "The product is shown to nobody."


GROUPS = st.frozensets(st.integers(1, 5), max_size=4)
LIMITS = st.none() | GROUPS
PATHS = st.lists(st.lists(LIMITS, max_size=3), max_size=3)


@given(PATHS, LIMITS, LIMITS, st.integers(1, 5))
def test_a_group_sees_it_exactly_when_some_path_and_product_and_variant_let_it(
    paths: list[list[Limit]], product: Limit, variant: Limit, group: int
) -> None:
    def lets(limit: Limit) -> bool:
        return limit is None or group in limit

    along_a_path = not paths or any(all(lets(step) for step in path) for path in paths)
    expected = along_a_path and lets(product) and lets(variant)
    assert is_visible_to(combine(paths, product, variant), of(group)) == expected


@given(PATHS, LIMITS, LIMITS, GROUPS)
def test_the_explanation_never_contradicts_the_answer(
    paths: list[list[Limit]], product: Limit, variant: Limit, groups: frozenset[int]
) -> None:
    answer = explain_visibility(paths, product, variant, groups=groups, group_names=NAMES)
    assert answer.audience == combine(paths, product, variant)
    assert answer.visible == is_visible_to(answer.audience, groups)
    assert answer.visible == all(reason.passes for reason in answer.reasons)
    assert answer.verdict.allowed == answer.visible


@given(PATHS, LIMITS, LIMITS)
def test_a_further_limit_never_opens_anything(
    paths: list[list[Limit]], product: Limit, variant: Limit
) -> None:
    without = combine(paths, product)
    narrowed = combine(paths, product, variant)
    for group in range(1, 6):
        if is_visible_to(narrowed, of(group)):
            assert is_visible_to(without, of(group))
