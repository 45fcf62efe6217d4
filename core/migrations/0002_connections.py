"""Made by makemigrations."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('core', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='importjob',
            name='created_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='importrow',
            name='job',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='core.importjob'),
        ),
        migrations.AddField(
            model_name='outgoingemail',
            name='to_user',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='emails', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name='importrow',
            index=models.Index(fields=['job', 'action', 'id'], name='import_row_action'),
        ),
        migrations.AddIndex(
            model_name='outgoingemail',
            index=models.Index(condition=models.Q(('state', 'waiting')), fields=['next_attempt_at'], name='email_waiting'),
        ),
        migrations.AddIndex(
            model_name='outgoingemail',
            index=models.Index(fields=['-created_at', '-id'], name='email_newest'),
        ),
        migrations.AddIndex(
            model_name='outgoingemail',
            index=models.Index(condition=models.Q(('state', 'failed')), fields=['id'], name='email_failed'),
        ),
        migrations.AddIndex(
            model_name='outgoingemail',
            index=models.Index(fields=['event_key'], name='email_event', opclasses=['varchar_pattern_ops']),
        ),
        migrations.AddConstraint(
            model_name='outgoingemail',
            constraint=models.UniqueConstraint(fields=('event_key', 'to_address'), name='email_once_per_event_and_address'),
        ),
    ]
