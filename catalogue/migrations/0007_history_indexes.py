"""History rows are found by thing or by context; other indexes only cost when they are written."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalogue", "0006_fewer_indexes"),
    ]

    operations = [
        migrations.AlterField(
            model_name="assortmentitemevent",
            name="assortment",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="catalogue.assortment",
            ),
        ),
        migrations.AlterField(
            model_name="assortmentitemevent",
            name="variant",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="catalogue.variant",
            ),
        ),
        migrations.AlterField(
            model_name="pricerowevent",
            name="price_list",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="catalogue.pricelist",
            ),
        ),
        migrations.AlterField(
            model_name="pricerowevent",
            name="variant",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="catalogue.variant",
            ),
        ),
        migrations.AlterField(
            model_name="variantevent",
            name="audience",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                default=0,
                editable=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="catalogue.audience",
            ),
        ),
        migrations.AlterField(
            model_name="variantevent",
            name="product",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="catalogue.product",
            ),
        ),
        migrations.AlterField(
            model_name="variantevent",
            name="vat_rate",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="catalogue.vatrate",
            ),
        ),
    ]
