"""The counts of a category for one audience stand in one row. The worker counts all goods anew."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('catalogue', '0014_tree_version'),
    ]

    operations = [
        migrations.DeleteModel(name='FacetCount'),
        migrations.CreateModel(
            name='FacetCount',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('value_ids', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                ('counts', django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
                ('in_stock', django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
                ('audience', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='catalogue.audience')),
                ('category', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='catalogue.category')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('category', 'audience'), name='facet_count_once')],
            },
        ),
        migrations.RunSQL(
            [
                'DELETE FROM catalogue_productterms',
                'DELETE FROM catalogue_facetdue',
                'INSERT INTO catalogue_facetdue (product_id) SELECT id FROM catalogue_product ORDER BY id',
            ],
            migrations.RunSQL.noop,
        ),
    ]
