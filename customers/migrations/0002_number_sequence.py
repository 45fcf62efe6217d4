"""Customer numbers count from 10001."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("customers", "0001_initial")]
    operations = [
        migrations.RunSQL(
            "CREATE SEQUENCE customers_customer_number_seq START 10001",
            "DROP SEQUENCE customers_customer_number_seq",
        )
    ]
