"""History rows are found by thing or by context; other indexes only cost when they are written."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0007_sessions"),
    ]

    operations = [
        migrations.AlterField(
            model_name="customerevent",
            name="main_group",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                help_text="Decides price, discount and access.",
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="customers.customergroup",
                verbose_name="Main group",
            ),
        ),
        migrations.AlterField(
            model_name="customerevent",
            name="pricing_tier",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="customers.pricingtier",
                verbose_name="Pricing tier",
            ),
        ),
        migrations.AlterField(
            model_name="membershipevent",
            name="customer",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="customers.customer",
            ),
        ),
        migrations.AlterField(
            model_name="membershipevent",
            name="next_approver",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="customers.membership",
                verbose_name="Next in the approval chain",
            ),
        ),
        migrations.AlterField(
            model_name="membershipevent",
            name="user",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="purchaselimitevent",
            name="membership",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="customers.membership",
            ),
        ),
    ]
