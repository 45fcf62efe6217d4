"""Order numbers count from 1001."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("orders", "0001_initial")]
    operations = [
        migrations.RunSQL(
            "CREATE SEQUENCE orders_order_number_seq START 1001",
            "DROP SEQUENCE orders_order_number_seq",
        )
    ]
