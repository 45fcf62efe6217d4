"""However the chains go, what is drawn and what is folded are together everyone."""

from hypothesis import given
from hypothesis import strategies as st

from approvals.chain_map import draw_map
from approvals.chain_pages.drawing import BOX_HEIGHT, BOX_WIDTH, draw
from approvals.chain_trees import part_of, trees_of
from tests.unit.approvals.test_chain_map import PEOPLE, links_of


@given(PEOPLE)
def test_everyone_stands_in_one_chain_or_in_none(next_ids: list[int | None]) -> None:
    links = links_of(next_ids)
    trees = trees_of(links)
    members = [pk for tree in trees for pk in tree.members]
    assert len(members) == len(set(members))
    connected = {pk for pk, link in links.items() if link.next_id in links}
    connected |= {link.next_id for link in links.values() if link.next_id in links}
    alone_in_a_loop = {pk for pk, link in links.items() if link.next_id == pk}
    assert set(members) | alone_in_a_loop == connected | alone_in_a_loop
    for tree in trees:
        assert tree.root in tree.members


@given(PEOPLE, st.integers(0, 30), st.sets(st.integers(0, 30)), st.integers(0, 31))
def test_nobody_is_lost_by_folding_and_whoever_is_asked_for_is_there(
    next_ids: list[int | None], room: int, opened: set[int], shown: int
) -> None:
    links = links_of(next_ids)
    for tree in trees_of(links):
        wanted = {shown} & tree.members
        part = part_of(tree, links, opened=opened & tree.members, shown=wanted, room=room)
        assert wanted <= part.visible <= tree.members
        assert len(part.visible) + sum(part.hidden.values()) == len(tree.members)
        assert opened.isdisjoint(part.hidden)


@given(PEOPLE, st.sets(st.integers(0, 30)))
def test_no_two_boxes_cover_each_other(next_ids: list[int | None], opened: set[int]) -> None:
    links = links_of(next_ids)
    drawing = draw(draw_map(links, opened=opened), links, hidden={}, currency="SEK")
    boxes = [(box.x, box.y) for box in drawing.boxes]
    for index, (x, y) in enumerate(boxes):
        assert 0 <= x <= drawing.width - BOX_WIDTH
        assert 0 <= y <= drawing.height - BOX_HEIGHT
        for other_x, other_y in boxes[:index]:
            assert abs(x - other_x) >= BOX_WIDTH or abs(y - other_y) >= BOX_HEIGHT


def test_a_crowd_is_folded_below_its_approvers() -> None:
    crowd = [None, *([0] * 30), *(1 + n // 4 for n in range(120))]
    links = links_of(crowd)
    [tree] = trees_of(links)
    part = part_of(tree, links)
    assert len(part.visible) <= 45
    assert sum(part.hidden.values()) == len(crowd) - len(part.visible)
