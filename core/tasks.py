"""Jobs of the core: sending the outbox, and taking up what a dead worker left."""

from procrastinate.contrib.django import app

from core import mail

DEAD_AFTER_SECONDS = 60


@app.periodic(cron="* * * * * */5")
@app.task(queueing_lock="core.send_mail", name="core.send_mail", pass_context=False)
def send_mail(timestamp: int) -> None:
    """Every five seconds: send what waits, retry what failed. Idempotent, safe to kill."""
    mail.send_due()


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="core.retry_stalled", name="core.retry_stalled", pass_context=False)
async def retry_stalled(timestamp: int) -> None:
    """Every minute: jobs whose worker was killed go back in the queue. Every job bears that."""
    stalled = await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=DEAD_AFTER_SECONDS)
    for job in stalled:
        await app.job_manager.retry_job(job)
