"""What search has yet to learn, and column mappings moved to where every sheet keeps its own."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def move_mappings(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    old = apps.get_model("catalogue", "SavedMapping")
    new = apps.get_model("core", "SavedMapping")
    new.objects.bulk_create(
        (
            new(name=name, sheet=sheet, body=body)
            for name, sheet, body in old.objects.values_list("name", "sheet", "body")
        ),
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):

    dependencies = [
        ("catalogue", "0004_audiences"),
        ("core", "0003_import_engine"),
    ]

    operations = [
        migrations.CreateModel(
            name="SearchDue",
            fields=[
                ("product_id", models.BigIntegerField(primary_key=True, serialize=False)),
            ],
        ),
        migrations.RunPython(move_mappings, migrations.RunPython.noop),
        migrations.DeleteModel(name="SavedMapping"),
    ]
