"""The group 'B2B' is there from the first day, and stays (P-29)."""

from django.db import migrations


def make_b2b(apps, schema_editor):
    groups = apps.get_model("customers", "CustomerGroup").objects
    found = groups.filter(name__iexact="B2B").order_by("pk").first()
    if found is None:
        groups.create(name="B2B", kind="commercial", is_built_in=True)
    elif found.kind == "commercial":
        found.is_built_in = True
        found.save(update_fields=["is_built_in"])


class Migration(migrations.Migration):
    dependencies = [("customers", "0023_address_history")]
    operations = [migrations.RunPython(make_b2b, migrations.RunPython.noop)]
