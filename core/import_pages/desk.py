"""Where somebody looks after imports: in which face, of which kinds, and whose they are."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.import_pages.forms import ImportForm
from core.imports.contract import Importer
from core.models import ImportJob
from core.reasons import Refused, Text
from core.selectors import import_job_of


@dataclass(frozen=True)
class FollowUp:
    """Something to know or do before an import is applied, or after. `url` "" = only to know."""

    text: Text
    url: str = ""
    label: Text = ""


def _no_walk(_request: HttpRequest, _job: ImportJob) -> Any:
    """The face has no list to walk through."""


def _nothing(_actor: Any, _job: ImportJob) -> Sequence[FollowUp]:
    return ()


@dataclass(frozen=True)
class ImportKind:
    """One kind of sheet as the pages know it; what it does is its Importer's.

    `help` is one sentence: what the file holds, and what a row is. `undo`: what goes when an
    import of it is undone. `advice`: how to write the file, besides what holds for all.
    `is_priced`: the file's prices may be in another currency. `to_weigh`: what to look at before
    a plan is applied. `has_card`: offered where one chooses what to
    upload; else another page begins it.
    """

    importer: type[Importer[Any]]
    label: Text
    title: Text
    help: Text
    undo: Text
    form: type[ImportForm] = ImportForm
    advice: Sequence[Text] = ()
    icon: str = "file-earmark-spreadsheet"
    is_priced: bool = False
    has_card: bool = True
    follow_ups: Callable[[Any, ImportJob], Sequence[FollowUp]] = _nothing
    to_weigh: Callable[[Any, ImportJob], Sequence[FollowUp]] = _nothing

    @property
    def name(self) -> str:
        """The one of ImportJob.kind."""
        return self.importer.name


def behind(walk: Any) -> str:
    """What keeps the walk, behind the address of another part of the same import."""
    return f"?{walk.query}" if walk else ""


def kinds_by_name(*kinds: ImportKind) -> dict[str, ImportKind]:
    return {kind.name: kind for kind in kinds}


@dataclass(frozen=True)
class Desk:
    """`face` is the namespace of the addresses, `frame` the template around the pages.

    `scope` is whose imports may be worked with ("" = the shop's); `sees_all`: others' may be
    looked at. `made_by`: only that person's. `currency` is the shop's. `walk(request, job)`: the
    ways from one import to the next (components/record_walk.html), or None.
    """

    face: str
    frame: str
    actor: Any
    kinds: Mapping[str, ImportKind]
    currency: str
    scope: str = ""
    sees_all: bool = False
    made_by: int | None = None
    title: Text = field(default_factory=lambda: _("Imports"))
    walk: Callable[[Any, ImportJob], Any] = _no_walk

    def offered(self) -> list[ImportKind]:
        """The kinds that this person may import."""
        return [kind for kind in self.kinds.values() if kind.importer(self.actor).may().allowed]

    def kind(self, name: str) -> ImportKind:
        """404 when there is none, 403 when it is not for this person."""
        kind = self.kinds.get(name)
        if kind is None:
            raise Http404
        if isinstance(kind.importer(self.actor).may(), Refused):
            raise PermissionDenied
        return kind

    def job(self, job_id: int) -> tuple[ImportJob, ImportKind]:
        """One to work with; 404 when it is another's."""
        job = import_job_of(job_id, scope=self.scope, made_by=self.made_by)
        return job, self.kind(job.kind)

    def job_to_look_at(self, job_id: int) -> tuple[ImportJob, ImportKind]:
        scope = None if self.sees_all else self.scope
        job = import_job_of(job_id, scope=scope, made_by=self.made_by)
        return job, self.kind(job.kind)

    def is_ours(self, job: ImportJob) -> bool:
        """Whether more than looking is possible.

        A plan holds what whoever made it may do, so it is never handed across the border.
        """
        return job.scope == self.scope

    @property
    def mappings(self) -> str:
        """What is put after a sheet's name so that column mappings stay with their owners."""
        return f" {self.scope}" if self.scope else ""

    def url(self, name: str, *args: Any) -> str:
        return reverse(f"{self.face}:{name}", args=args)
