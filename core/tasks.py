"""Jobs of the core: sending the outbox."""

from procrastinate.contrib.django import app

from core import mail


@app.periodic(cron="* * * * * */5")
@app.task(queueing_lock="core.send_mail", name="core.send_mail", pass_context=False)
def send_mail(timestamp: int) -> None:
    """Every five seconds: send what waits, retry what failed. Idempotent, safe to kill."""
    mail.send_due()
