"""The page of an organisation's chains, put together for whichever face shows it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from approvals.chain_map import draw_map
from approvals.chain_pages.drawing import Drawing, amount_text, draw
from approvals.chain_pages.shown import Asked, Drawn, ListItem, Shown, Tab
from approvals.chain_pages.words import Standing, standing_of
from approvals.chain_trees import Part, Tree, below_of, cut_loops, part_of, trees_of
from approvals.chains import ChainLink
from approvals.selectors.chain_map import OrganisationChains
from customers.models import Membership

MOST_HITS = 50
MOST_ALONE = 100


class ChainPage:
    """Reads `known` once; every part is made when a template asks for it. No query."""

    def __init__(
        self, known: OrganisationChains, asked: Asked, *, tried: frozenset[int] = frozenset()
    ) -> None:
        self.known = known
        self.asked = asked
        self.tried = tried
        self._above, _cut = cut_loops(self.links)
        self._below = below_of(self._above)
        self._counts = Counter(link.next_id for link in self.links.values())

    @cached_property
    def links(self) -> Mapping[int, ChainLink]:
        """Who is on the map: those in force, and whoever still stands above somebody."""
        links = self.known.chains.links
        named = {link.next_id for link in links.values() if link.is_active}
        return {
            pk: link
            for pk, link in links.items()
            if pk in self.known.member_ids and (link.is_active or pk in named)
        }

    @cached_property
    def trees(self) -> Sequence[Tree]:
        return trees_of(self.links)

    @cached_property
    def alone(self) -> Sequence[int]:
        """Those with nobody above and nobody below, by name."""
        found = [pk for pk in self._below.get(None, []) if pk not in self._below]
        return sorted(found, key=lambda pk: self.links[pk].name.casefold())

    @cached_property
    def tree(self) -> Tree | None:
        """The chain that is shown: the person's, the one asked for, else the largest."""
        wanted = self.asked.person if self.asked.person is not None else self.asked.tree
        if wanted is not None:
            found = next((tree for tree in self.trees if wanted in tree.members), None)
            if found is not None or self.asked.person in self.alone:
                return found
        if self.asked.alone or not self.trees:
            return None
        return self.trees[0]

    @cached_property
    def tabs(self) -> Sequence[Tab]:
        """Every chain by its last approver, and those who are in none."""
        plain = replace(self.asked, person=None, opened=frozenset(), tree=None, alone=False)
        tabs = [
            Tab(
                self.links[tree.root].name,
                replace(plain, tree=tree.root).url,
                len(tree.members),
                tree is self.tree,
            )
            for tree in self.trees
        ]
        if self.alone:
            url = replace(plain, alone=True).url
            tabs.append(Tab(_("Without a chain"), url, len(self.alone), self.tree is None))
        return tabs

    @cached_property
    def part(self) -> Part:
        assert self.tree is not None  # noqa: S101 - only asked for where a chain is shown
        person = [self.asked.person] if self.asked.person in self.tree.members else []
        return part_of(
            self.tree,
            self.links,
            opened=self.asked.opened & self.tree.members,
            shown=[*(pk for pk in person if pk is not None), *(self.tried & self.tree.members)],
        )

    @cached_property
    def drawing(self) -> Drawing:
        links = {pk: self.links[pk] for pk in self.part.visible}
        apart = self.tried | ({self.asked.person} if self.asked.person is not None else set())
        return draw(
            draw_map(links, opened=self.asked.opened, apart=apart),
            links,
            hidden=self.part.hidden,
            tried=self.tried,
            currency=self.known.chains.currency,
        )

    @cached_property
    def boxes(self) -> Sequence[Drawn]:
        """The map's boxes, left to right: those who order before those who approve."""
        drawn = [
            Drawn(
                box, self.shown(box.members), self.asked.opening(box.members[0]) if box.fold else ""
            )
            for box in self.drawing.boxes
        ]
        return sorted(drawn, key=lambda each: (each.box.x, each.box.y))

    @cached_property
    def items(self) -> Sequence[ListItem]:
        """The same people as a list, the last approver first, everyone's people inside."""
        assert self.tree is not None  # noqa: S101 - only asked for where a chain is shown
        boxes = {pk: box for box in self.drawing.boxes for pk in box.members}
        items: list[ListItem] = []
        waiting: list[int | ListItem] = [self.tree.root]
        while waiting:
            here = waiting.pop()
            if isinstance(here, ListItem):
                items.append(here)
                continue
            people = [pk for pk in self._below.get(here, []) if pk in self.part.visible]
            fold = self.part.hidden.get(here, 0)
            if not people:
                href = self.asked.opening(here) if fold else ""
                items.append(ListItem("person", self.shown((here,)), (), fold, href))
                continue
            items.append(ListItem("opens", self.shown((here,))))
            waiting.append(ListItem("closes"))
            bundles = {boxes[pk].members for pk in people if len(boxes[pk].members) > 1}
            waiting += [self._bundle(members) for members in bundles]
            waiting += self._by_name([pk for pk in people if len(boxes[pk].members) == 1])[::-1]
        return items

    def _bundle(self, members: tuple[int, ...]) -> ListItem:
        people = tuple(self.shown((pk,)) for pk in self._by_name(members))
        return ListItem("bundle", self.shown(members), people)

    def _by_name(self, people: Sequence[int]) -> list[int]:
        return sorted(people, key=lambda pk: self.links[pk].name.casefold())

    @cached_property
    def alone_shown(self) -> Sequence[Shown]:
        return [self.shown((pk,)) for pk in self.alone[:MOST_ALONE]]

    @cached_property
    def hits(self) -> Sequence[Membership]:
        """Who the search found, by name; every word in name, e-mail or customer."""
        words = self.asked.find.casefold().split()[:6]
        if not words:
            return []
        found = [pk for pk in self.links if fits(self.known.people[pk], words)]
        return [self.known.people[pk] for pk in self._by_name(found)[:MOST_HITS]]

    @property
    def person(self) -> Membership | None:
        return self.known.people.get(self.asked.person) if self.asked.person else None

    @property
    def person_shown(self) -> Shown | None:
        """The chosen one's standing, also of somebody who is not on the map."""
        return self.shown((self.person.pk,)) if self.person is not None else None

    @property
    def map_url(self) -> str:
        return replace(self.asked, as_list=False).url

    @property
    def list_url(self) -> str:
        return replace(self.asked, as_list=True).url

    @property
    def without_person_url(self) -> str:
        """The same chain, without anybody's card."""
        root = self.tree.root if self.tree is not None else None
        return replace(self.asked, person=None, tree=root, alone=root is None).url

    def shown(self, members: tuple[int, ...]) -> Shown:
        """Words and way of one person, or of the many who share an approver."""
        first = self.known.chains.links[members[0]]
        if len(members) > 1:
            return self._shown_bundle(members)
        membership = self.known.people[first.membership_id]
        below = self._counts[first.membership_id]
        return Shown(
            members=members,
            name=first.name,
            href=self.asked.of_person(first.membership_id),
            standing=standing_of(
                first,
                below=below,
                is_buyer=membership.is_buyer,
                is_admin=membership.is_group_admin,
            ),
            goes=self._goes(first, below),
            amount="" if first.break_point is None else self._amount(first),
            below=below,
            is_selected=first.membership_id == self.asked.person,
            is_tried=first.membership_id in self.tried,
        )

    def _shown_bundle(self, members: tuple[int, ...]) -> Shown:
        people = self._by_name(members)
        others = len(members) - 1
        names = {"name": self.links[people[0]].name, "count": others}
        above = self._above[members[0]]
        words = ngettext("%(name)s and %(count)s other", "%(name)s and %(count)s others", others)
        return Shown(
            members=members,
            name=words % names,
            href=self.asked.opening(above) if above is not None else self.asked.url,
            standing=Standing(_("Show them one by one")),
            goes="",
        )

    def _goes(self, link: ChainLink, below: int) -> str:
        upper = self.known.chains.links.get(link.next_id) if link.next_id is not None else None
        if upper is None:
            return _("Approves any amount") if below else _("Buys without approval")
        if not link.break_point:
            return _("Every order goes to %(name)s") % {"name": upper.name}
        values = {"amount": self._amount(link), "name": upper.name}
        return _("Over %(amount)s to %(name)s") % values

    def _amount(self, link: ChainLink) -> str:
        assert link.break_point is not None  # noqa: S101 - asked for where it is set
        return amount_text(link.break_point, self.known.chains.currency)


def fits(membership: Membership, words: Sequence[str]) -> bool:
    user = membership.user
    text = f"{user.full_name} {user.email} {membership.customer.name}".casefold()
    return all(word in text for word in words)
