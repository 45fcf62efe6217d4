"""Made by makemigrations."""

import core.models.import_job
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='ImportJob',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=40, verbose_name='What')),
                ('file_name', models.CharField(max_length=255, verbose_name='File')),
                ('file', models.FileField(storage=core.models.import_job.private_storage, upload_to='imports/%Y/%m/')),
                ('options', models.JSONField(default=dict)),
                ('status', models.CharField(choices=[('uploaded', 'Uploaded'), ('planned', 'Ready to review'), ('applying', 'Being applied'), ('applied', 'Applied'), ('failed', 'Failed')], default='uploaded', max_length=10)),
                ('plan', models.JSONField(blank=True, null=True)),
                ('counts', models.JSONField(default=dict)),
                ('rows_read', models.PositiveIntegerField(default=0)),
                ('rows_done', models.PositiveIntegerField(default=0)),
                ('error', models.TextField(blank=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name': 'import',
                'verbose_name_plural': 'imports',
                'ordering': ['-created_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='ImportRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('action', models.CharField(max_length=10)),
                ('label', models.CharField(max_length=300)),
                ('content', models.JSONField()),
            ],
            options={
                'verbose_name': 'import row',
                'verbose_name_plural': 'import rows',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='OutgoingEmail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('message_id', models.CharField(max_length=120, unique=True)),
                ('event_key', models.CharField(max_length=160)),
                ('to_address', models.EmailField(max_length=254, verbose_name='To')),
                ('template', models.CharField(max_length=100)),
                ('language', models.CharField(max_length=5)),
                ('subject', models.CharField(max_length=250, verbose_name='Subject')),
                ('body_text', models.TextField()),
                ('body_html', models.TextField(blank=True)),
                ('is_secret', models.BooleanField(default=False, help_text='Holds a log-in link: the body is not shown to staff.')),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('sent', 'Sent'), ('failed', 'Failed')], default='waiting', max_length=10)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('last_error', models.TextField(blank=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('next_attempt_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'verbose_name': 'mail',
                'verbose_name_plural': 'mail',
                'ordering': ['-created_at', '-id'],
            },
        ),
    ]
