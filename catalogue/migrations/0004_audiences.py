"""The two audiences that always exist: everyone (0) and nobody (1)."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0003_connections")]
    operations = [
        migrations.RunSQL(
            "INSERT INTO catalogue_audience (id, group_ids) VALUES (0, NULL), (1, '{}');"
            "SELECT setval(pg_get_serial_sequence('catalogue_audience', 'id'), 1)",
            "DELETE FROM catalogue_audience WHERE id IN (0, 1)",
        )
    ]
