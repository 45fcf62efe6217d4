"""Jobs about people. One job = one service call."""

from procrastinate.contrib.django import app

from core.imports import run_applying, run_planning
from customers.selectors.actors import actor_with_ids, language_of
from customers.services import import_customers, import_users, notice_sending, passwords


@app.task(name="customers.answer_reset_request")
def answer_reset_request(request_id: int) -> None:
    """In the background, so that the page's time tells nothing about whose address it was."""
    passwords.answer_reset_request(request_id=request_id)


@app.periodic(cron="17 4 * * *")
@app.task(
    queueing_lock="customers.forget_old_requests",
    name="customers.forget_old_requests",
    pass_context=False,
)
def forget_old_requests(timestamp: int) -> None:
    passwords.forget_old_requests()


@app.task(name="customers.send_notices")
def send_notices() -> None:
    """One batch; it leaves a job for the next itself."""
    notice_sending.send_batch()


@app.periodic(cron="* * * * *")
@app.task(
    queueing_lock="customers.resume_notices", name="customers.resume_notices", pass_context=False
)
def resume_notices(timestamp: int) -> None:
    """Every minute: a batch that failed is not the end of its notice."""
    notice_sending.send_batch()


@app.task(name="imports.plan_users")
def plan_users(job_id: int, user_id: int | None, acted_by_id: int | None) -> None:
    actor = actor_with_ids(user_id, acted_by_id)
    with language_of(actor):
        run_planning(actor=actor, job_id=job_id, make=import_users.plan_for_job)


@app.task(name="imports.apply_users")
def apply_users(job_id: int, user_id: int | None, acted_by_id: int | None) -> None:
    actor = actor_with_ids(user_id, acted_by_id)
    with language_of(actor):
        run_applying(actor=actor, job_id=job_id, apply=import_users.apply_for_job(actor))


@app.task(name="imports.plan_customers")
def plan_customers(job_id: int, user_id: int | None, acted_by_id: int | None) -> None:
    actor = actor_with_ids(user_id, acted_by_id)
    with language_of(actor):
        run_planning(actor=actor, job_id=job_id, make=import_customers.plan_for_job)


@app.task(name="imports.apply_customers")
def apply_customers(job_id: int, user_id: int | None, acted_by_id: int | None) -> None:
    actor = actor_with_ids(user_id, acted_by_id)
    with language_of(actor):
        apply = import_customers.apply_for_job(actor)
        run_applying(actor=actor, job_id=job_id, apply=apply)
