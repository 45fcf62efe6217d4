import customers.models.registration
import django.contrib.postgres.fields
import django.core.serializers.json
import django.db.models.functions.text
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('customers', '0036_link_targets'),
    ]

    operations = [
        migrations.AddField(
            model_name='shopsettings',
            name='hidden_sections',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), blank=True, default=list, editable=False, size=None),
        ),
        migrations.CreateModel(
            name='PendingRegistration',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('email', models.CharField(max_length=254)),
                ('first_name', models.CharField(blank=True, max_length=100)),
                ('last_name', models.CharField(blank=True, max_length=100)),
                ('phone', models.CharField(blank=True, max_length=40)),
                ('language', models.CharField(blank=True, max_length=5)),
                ('title', models.CharField(blank=True, max_length=20)),
                ('birthday', models.DateField(null=True)),
                ('consents', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('newsletter', 'Newsletter'), ('partner', 'Offers from partners')], max_length=12), blank=True, default=list, size=None)),
                ('wish', models.JSONField(default=customers.models.registration.nothing_kept, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ('ip_address', models.GenericIPAddressField(null=True)),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'verbose_name': 'registration that waits for its mailbox',
                'verbose_name_plural': 'registrations that wait for their mailbox',
                'indexes': [models.Index(django.db.models.functions.text.Lower('email'), models.F('asked_at'), name='registration_by_address'), models.Index(fields=['ip_address', 'asked_at'], name='registration_by_ip'), models.Index(fields=['asked_at'], name='registration_by_age')],
            },
        ),
    ]
