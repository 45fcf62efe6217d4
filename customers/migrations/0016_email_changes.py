"""A log-in address that waits for both addresses; and why staff did what they did."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("customers", "0015_sales_teams")]

    operations = [
        migrations.CreateModel(
            name='EmailChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('old_email', models.EmailField(max_length=254)),
                ('new_email', models.EmailField(max_length=254, verbose_name='New e-mail')),
                ('epoch', models.PositiveIntegerField()),
                ('state', models.CharField(choices=[('pending', 'Waits for both addresses'), ('done', 'Both addresses have confirmed'), ('withdrawn', 'Taken back'), ('stopped', 'Stopped: it was not the person'), ('replaced', 'Another change came instead')], default='pending', max_length=10)),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('old_confirmed_at', models.DateTimeField(blank=True, null=True)),
                ('new_confirmed_at', models.DateTimeField(blank=True, null=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name': 'change of e-mail',
                'verbose_name_plural': 'changes of e-mail',
                'ordering': ['-asked_at', '-id'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='accountevent',
            name='account_event_kind_known',
        ),
        migrations.AddField(
            model_name='accountevent',
            name='reason',
            field=models.CharField(blank=True, max_length=300, verbose_name='Why'),
        ),
        migrations.AddField(
            model_name='shopsettings',
            name='email_requests',
            field=models.BooleanField(default=True, help_text='Both addresses confirm it. Otherwise only staff change an address.', verbose_name='People may ask for a new e-mail address on their own pages'),
        ),
        migrations.AlterField(
            model_name='accountevent',
            name='kind',
            field=models.CharField(choices=[('invited', 'Activation link sent'), ('activated', 'Chose a password and activated the account'), ('reset_asked', 'Reset link sent'), ('reset_done', 'Chose a new password with a reset link'), ('password_changed', 'Changed the password'), ('temporary_password', 'Got a temporary password'), ('email_asked', 'A new e-mail address was asked for'), ('email_withdrawn', 'The new e-mail address was taken back'), ('email_stopped', 'Stopped a new e-mail address: it was somebody else'), ('email_changed', 'Got a new e-mail address'), ('made_inactive', 'Was made inactive'), ('made_active', 'Was made active again'), ('factor_added', 'Added a second factor'), ('factor_removed', 'Removed a second factor'), ('factor_reset', 'Had two-factor taken away by the shop'), ('codes_made', 'Made new recovery codes'), ('code_used', 'Logged in with a recovery code'), ('sessions_ended', 'Logged out everywhere else'), ('exported', 'All that is stored on the person was taken out'), ('erased', 'Was erased')], max_length=20, verbose_name='Event'),
        ),
        migrations.AddConstraint(
            model_name='accountevent',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['invited', 'activated', 'reset_asked', 'reset_done', 'password_changed', 'temporary_password', 'email_asked', 'email_withdrawn', 'email_stopped', 'email_changed', 'made_inactive', 'made_active', 'factor_added', 'factor_removed', 'factor_reset', 'codes_made', 'code_used', 'sessions_ended', 'exported', 'erased'])), name='account_event_kind_known'),
        ),
        migrations.AddField(
            model_name='emailchange',
            name='asked_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='emailchange',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='email_changes', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='emailchange',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'pending')), fields=('user',), name='email_change_one_pending'),
        ),
        migrations.AddConstraint(
            model_name='emailchange',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['pending', 'done', 'withdrawn', 'stopped', 'replaced'])), name='email_change_state_known'),
        ),
        migrations.AddConstraint(
            model_name='emailchange',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'done'), _negated=True), models.Q(('new_confirmed_at__isnull', False), ('old_confirmed_at__isnull', False)), _connector='OR'), name='email_change_done_by_both'),
        ),
    ]
