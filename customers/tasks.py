"""Jobs about people. One job = one service call."""

from procrastinate.contrib.django import app

from customers.services import passwords


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
