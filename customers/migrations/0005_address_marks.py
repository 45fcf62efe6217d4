"""One address of a customer has each mark: as constraints that can wait for the statement's end."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import migrations, models
from django.db.models import Deferrable

_MARKS = {
    "address_one_default_per_customer": "is_default",
    "address_one_invoice_per_customer": "is_invoice",
}


class Migration(migrations.Migration):
    dependencies = [("customers", "0004_notice_people")]

    operations = [
        # Stays when this is taken back: prices use it too.
        migrations.RunSQL("CREATE EXTENSION IF NOT EXISTS btree_gist", migrations.RunSQL.noop),
        *(migrations.RemoveConstraint("address", name) for name in _MARKS),
        *(
            migrations.AddConstraint(
                "address",
                ExclusionConstraint(
                    name=name,
                    expressions=[("customer", "=")],
                    condition=models.Q(**{mark: True}),
                    deferrable=Deferrable.IMMEDIATE,
                ),
            )
            for name, mark in _MARKS.items()
        ),
    ]
