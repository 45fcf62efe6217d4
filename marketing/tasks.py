"""Jobs of marketing. One job = one service call."""

from procrastinate.contrib.django import app

from marketing.services import applications, campaign_sending
from marketing.services.campaigns import SEND_TASK


@app.task(name=SEND_TASK)
def send_campaigns() -> None:
    """One batch; it leaves a job for the next itself."""
    campaign_sending.send_batch()


@app.periodic(cron="* * * * *")
@app.task(
    queueing_lock="marketing.resume_campaigns",
    name="marketing.resume_campaigns",
    pass_context=False,
)
def resume_campaigns(timestamp: int) -> None:
    """Every minute: what is due begins, and a batch that failed is not the end of its letter."""
    campaign_sending.send_batch()
