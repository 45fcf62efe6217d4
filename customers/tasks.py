"""Jobs about people. One job = one service call."""

from procrastinate.contrib.django import app

from core.imports.tasks import register
from customers.models.session import SessionStore
from customers.selectors.imports import import_doer
from customers.services import birthdays, log_in_ceiling, notice_sending, passwords, registration
from customers.services.connect_groups import GroupConnection
from customers.services.import_addresses import AddressImport
from customers.services.import_customers import CustomerImport
from customers.services.import_groups import GroupImport, SegmentImport
from customers.services.import_users import UserImport


@app.task(name="customers.answer_reset_request")
def answer_reset_request(request_id: int) -> None:
    """In the background, so that the page's time tells nothing about whose address it was."""
    passwords.answer_reset_request(request_id=request_id)


@app.task(name="customers.answer_registration")
def answer_registration(registration_id: int) -> None:
    """In the background, for the same reason."""
    registration.answer_registration(registration_id=registration_id)


@app.periodic(cron="17 4 * * *")
@app.task(
    queueing_lock="customers.forget_old_requests",
    name="customers.forget_old_requests",
    pass_context=False,
)
def forget_old_requests(timestamp: int) -> None:
    passwords.forget_old_requests()
    log_in_ceiling.forget_old_failures()
    registration.forget_old_registrations()


@app.periodic(cron="37 4 * * *")
@app.task(
    queueing_lock="customers.forget_old_sessions",
    name="customers.forget_old_sessions",
    pass_context=False,
)
def forget_old_sessions(timestamp: int) -> None:
    """Every night: visits that have run out are not kept."""
    SessionStore.clear_expired()


@app.periodic(cron="35 * * * *")
@app.task(
    queueing_lock="customers.greet_birthdays",
    name="customers.greet_birthdays",
    pass_context=False,
)
def greet_birthdays(timestamp: int) -> None:
    """Every hour: a day begins by the shop's clock, and a worker that was down catches up."""
    birthdays.greet_birthdays()


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


register(UserImport, import_doer)
register(CustomerImport, import_doer)
register(GroupImport, import_doer)
register(SegmentImport, import_doer)
register(AddressImport, import_doer)
register(GroupConnection, import_doer)
