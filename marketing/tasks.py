"""Jobs of marketing. One job = one service call."""

from procrastinate.contrib.django import app

from marketing.services import applications, campaign_sending, loyalty_accounts
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


@app.periodic(cron="50 * * * *")
@app.task(
    queueing_lock="marketing.heed_points_expiry",
    name="marketing.heed_points_expiry",
    pass_context=False,
)
def heed_points_expiry(timestamp: int) -> None:
    """Every hour: points expire at the shop's midnight, and whoever earned them is told before."""
    loyalty_accounts.heed_expiry()


@app.periodic(cron="47 4 * * *")
@app.task(
    queueing_lock="marketing.expire_applications",
    name="marketing.expire_applications",
    pass_context=False,
)
def expire_applications(timestamp: int) -> None:
    """Every night: applications that nobody confirmed, or that were taken back, are not kept."""
    applications.expire_applications()
