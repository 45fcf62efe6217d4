from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0003_import_engine")]

    operations = [
        migrations.AddField(
            model_name="exportjob",
            name="scope",
            field=models.CharField(blank=True, default="", max_length=40),
        ),
    ]
