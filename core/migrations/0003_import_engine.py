"""Imports that can be stopped, mapped and undone, exports with a log.

Plans made before are made anew: their rows did not hold what an apply now writes.
"""

import core.models.export_job
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0002_connections'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL(
            "TRUNCATE core_importrow;"
            " UPDATE core_importjob SET plan = NULL, counts = '{}'::jsonb;"
            " UPDATE core_importjob SET status = 'failed'"
            " WHERE status IN ('uploaded', 'planned', 'applying')",
            migrations.RunSQL.noop,
        ),
        migrations.CreateModel(
            name='ExportJob',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=40, verbose_name='List')),
                ('format', models.CharField(choices=[('xlsx', 'Excel'), ('csv', 'CSV')], max_length=4, verbose_name='Format')),
                ('asked', models.JSONField(default=dict)),
                ('language', models.CharField(max_length=5)),
                ('status', models.CharField(choices=[('waiting', 'Waiting'), ('running', 'Being made'), ('made', 'Ready'), ('failed', 'Failed')], default='waiting', max_length=10)),
                ('rows_expected', models.PositiveIntegerField(default=0)),
                ('row_count', models.PositiveIntegerField(default=0, verbose_name='Rows')),
                ('file', models.FileField(blank=True, storage=core.models.export_job.private_storage, upload_to='exports/%Y/%m/')),
                ('error', models.TextField(blank=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name': 'export',
                'verbose_name_plural': 'exports',
                'ordering': ['-created_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='ImportEdit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('row_number', models.PositiveIntegerField()),
                ('model', models.CharField(max_length=60)),
                ('object_id', models.BigIntegerField()),
                ('before', models.JSONField(null=True)),
                ('after', models.JSONField(null=True)),
                ('is_kept', models.BooleanField(db_default=False, default=False)),
            ],
            options={
                'verbose_name': 'import edit',
                'verbose_name_plural': 'import edits',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='ImportStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.CharField(max_length=20)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'verbose_name': 'import step',
                'verbose_name_plural': 'import steps',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='SavedMapping',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120)),
                ('sheet', models.CharField(max_length=40)),
                ('body', models.JSONField()),
            ],
            options={
                'verbose_name': 'column mapping',
                'verbose_name_plural': 'column mappings',
                'ordering': ['name'],
            },
        ),
        migrations.AlterModelOptions(
            name='importrow',
            options={'ordering': ['row_number'], 'verbose_name': 'import row', 'verbose_name_plural': 'import rows'},
        ),
        migrations.RemoveIndex(
            model_name='importrow',
            name='import_row_action',
        ),
        migrations.AddField(
            model_name='importjob',
            name='planned_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='importjob',
            name='scope',
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AddField(
            model_name='importjob',
            name='started_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='importjob',
            name='stop_asked',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='importjob',
            name='undone',
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name='importrow',
            name='is_kept',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name='importrow',
            name='kept_because',
            field=models.CharField(db_default='', default='', max_length=300),
        ),
        migrations.AddField(
            model_name='importrow',
            name='row_number',
            field=models.PositiveIntegerField(default=0),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name='importjob',
            name='status',
            field=models.CharField(choices=[('uploaded', 'Uploaded'), ('mapping', 'Columns to choose'), ('planned', 'Ready to review'), ('applying', 'Being applied'), ('applied', 'Applied'), ('undoing', 'Being undone'), ('undone', 'Undone'), ('cancelled', 'Cancelled'), ('failed', 'Failed')], default='uploaded', max_length=10),
        ),
        migrations.AlterField(
            model_name='importrow',
            name='job',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='core.importjob'),
        ),
        migrations.AddIndex(
            model_name='importjob',
            index=models.Index(fields=['scope', '-created_at'], name='import_job_scope'),
        ),
        migrations.AddIndex(
            model_name='importrow',
            index=models.Index(fields=['job', 'action', 'row_number'], name='import_row_action'),
        ),
        migrations.AddConstraint(
            model_name='importrow',
            constraint=models.UniqueConstraint(fields=('job', 'row_number'), name='import_row_once'),
        ),
        migrations.AddField(
            model_name='exportjob',
            name='acted_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='exportjob',
            name='created_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='importedit',
            name='job',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='edits', to='core.importjob'),
        ),
        migrations.AddField(
            model_name='importstep',
            name='acted_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='importstep',
            name='job',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='core.importjob'),
        ),
        migrations.AddField(
            model_name='importstep',
            name='user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='savedmapping',
            constraint=models.UniqueConstraint(fields=('sheet', 'name'), name='column_mapping_once'),
        ),
        migrations.AddIndex(
            model_name='exportjob',
            index=models.Index(fields=['-created_at', '-id'], name='export_newest'),
        ),
        migrations.AddIndex(
            model_name='importedit',
            index=models.Index(fields=['job', 'model', 'object_id'], name='import_edit_object'),
        ),
    ]
