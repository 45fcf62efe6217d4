"""How far an import is: the steps of the way, the step at work, and who did what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.imports.jobs import Life, seconds_left
from core.models import ImportJob, ImportStatus, ImportStep
from core.reasons import Text
from core.templatetags.money import number

_MINUTE = 60


@dataclass(frozen=True)
class WizardStep:
    """As components/wizard_steps.html takes it."""

    label: str
    state: str  # done, now, to_come or failed
    url: str = ""


@dataclass(frozen=True)
class Work:
    """What the worker is at. `text` says how far, in words."""

    title: str
    state: str  # waiting or running
    done: int
    total: int
    text: str
    is_stopping: bool
    stop_label: str


@dataclass(frozen=True)
class Happening:
    """As components/timeline.html takes it. `user_id` of who asked for it."""

    what: str
    label: Text
    who: str
    at: datetime
    note: str = ""
    outcome: str = "applied"
    user_id: int | None = None


# How many of the four steps are behind an import in that state.
_BEHIND = {
    ImportStatus.UPLOADED.value: 1,
    ImportStatus.MAPPING.value: 1,
    ImportStatus.PLANNED.value: 2,
    ImportStatus.APPLYING.value: 3,
    ImportStatus.APPLIED.value: 4,
}


def wizard(job: ImportJob | None, *, chooses_columns: bool = False) -> list[WizardStep]:
    """Upload → choose columns → review → apply; nothing for one that was undone or cancelled."""
    labels = (_("Upload"), _("Match columns"), _("Review changes"), _("Apply"))
    has_failed = job is not None and job.status == ImportStatus.FAILED
    if job is None:
        behind = 0
    elif chooses_columns:
        behind, has_failed = 1, False
    elif has_failed:
        behind = 3 if job.planned_at else 1
    elif job.status in _BEHIND:
        behind = _BEHIND[job.status]
    else:
        return []
    at = "failed" if has_failed else "now"
    states = ["done"] * behind + [at] + ["to_come"] * len(labels)
    return [WizardStep(label, state) for label, state in zip(labels, states, strict=False)]


def work_of(job: ImportJob, life: Life) -> Work:
    """For a job that is WAITING or RUNNING."""
    reads = job.status == ImportStatus.UPLOADED
    checks = reads and bool(job.rows_done)
    titles = {
        ImportStatus.UPLOADED.value: _("Checking the rows") if checks else _("Reading the file"),
        ImportStatus.APPLYING.value: _("Applying the changes"),
        ImportStatus.UNDOING.value: _("Undoing the import"),
    }
    is_running = life is Life.RUNNING
    is_known = is_running and (checks or not reads)
    return Work(
        title=titles[job.status],
        state=life.value,
        done=job.rows_done if is_known else 0,
        total=job.rows_read if is_known else 0,
        text=_how_far(job, reads=reads, checks=checks) if is_running else "",
        is_stopping=job.stop_asked,
        stop_label=_("Cancel") if reads else _("Stop"),
    )


def _how_far(job: ImportJob, *, reads: bool, checks: bool) -> str:
    if reads and not checks:
        return (
            ngettext("%(rows)s row read", "%(rows)s rows read", job.rows_read)
            % {"rows": number(job.rows_read)}
            if job.rows_read
            else ""
        )
    if not job.rows_done:
        return ""
    values = {"done": number(job.rows_done), "total": number(job.rows_read)}
    said = _("%(done)s of %(total)s rows checked") if checks else _("%(done)s of %(total)s changes")
    left = seconds_left(job)
    return f"{said % values} · {time_left(left)}" if left else said % values


def time_left(seconds: int) -> str:
    """'about 40 s left', 'about 3 min left': never more exact than a guess is."""
    if seconds < 2 * _MINUTE:
        return _("about %(seconds)s s left") % {"seconds": max(5, round(seconds, -1))}
    return _("about %(minutes)s min left") % {"minutes": round(seconds / _MINUTE)}


_STEPS: dict[str, Text] = {
    "upload": gettext_lazy("Uploaded"),
    "plan": gettext_lazy("Plan made anew"),
    "apply": gettext_lazy("Asked to apply"),
    "undo": gettext_lazy("Asked to undo"),
    "stop": gettext_lazy("Stopped"),
}
# What the last one asked for is called once it is so.
_DONE: dict[str, tuple[Text, frozenset[str]]] = {
    "apply": (
        gettext_lazy("Applied"),
        frozenset({ImportStatus.APPLIED, ImportStatus.UNDOING, ImportStatus.UNDONE}),
    ),
    "undo": (gettext_lazy("Undone"), frozenset({ImportStatus.UNDONE})),
}


def story(job: ImportJob) -> list[Happening]:
    """Who asked for what, and when, oldest first. One query."""
    steps = list(job.steps.select_related("user", "acted_by").order_by("id"))
    latest = {step.what: step for step in steps}
    return [
        Happening(
            what=step.what,
            label=_step_label(job, step, latest),
            who=who_of(step),
            at=step.at,
            user_id=step.user_id,
        )
        for step in steps
    ]


def _step_label(job: ImportJob, step: ImportStep, latest: Mapping[str, ImportStep]) -> Text:
    label, states = _DONE.get(step.what, ("", frozenset()))
    if latest[step.what] is step and job.status in states:
        return label
    return _STEPS.get(step.what, step.what)


def who_of(step: ImportStep) -> str:
    """'Stina Falk', or 'Stina Falk as Greta Sandström' when she acted as her."""
    if step.acted_by is not None:
        return _("%(who)s as %(user)s") % {"who": step.acted_by, "user": step.user}
    return str(step.user) if step.user else _("The shop itself")


def last(happenings: Sequence[Happening], what: str) -> Happening | None:
    """The latest of that kind."""
    return next((each for each in reversed(happenings) if each.what == what), None)
