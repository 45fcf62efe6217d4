"""What lists can be narrowed by, and the counts. The goods that are there the worker counts."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('catalogue', '0012_product_history'),
    ]

    operations = [
        migrations.CreateModel(
            name='FacetDue',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('product_id', models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name='FilterAttribute',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, unique=True, verbose_name='Name')),
                ('position', models.PositiveIntegerField(default=0, verbose_name='Position')),
            ],
            options={
                'verbose_name': 'filter attribute',
                'verbose_name_plural': 'filter attributes',
                'ordering': ['position', 'name'],
            },
        ),
        migrations.CreateModel(
            name='FacetValue',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('brand', 'Brand'), ('price', 'List price'), ('stock', 'Stock'), ('attribute', 'Attribute')], max_length=10)),
                ('name', models.CharField(blank=True, max_length=120)),
                ('value', models.CharField(max_length=120)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('kind', 'name', 'value'), name='facet_value_once')],
            },
        ),
        migrations.CreateModel(
            name='ProductTerms',
            fields=[
                ('product_id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('terms', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
            ],
            options={
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['terms'], name='product_terms')],
            },
        ),
        migrations.CreateModel(
            name='FacetCount',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('value_id', models.BigIntegerField()),
                ('count', models.IntegerField()),
                ('in_stock', models.IntegerField()),
                ('audience', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='catalogue.audience')),
                ('category', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='catalogue.category')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('category', 'audience', 'value_id'), include=('count', 'in_stock'), name='facet_count_once')],
            },
        ),
        migrations.RunSQL(
            'INSERT INTO catalogue_facetdue (product_id) SELECT id FROM catalogue_product ORDER BY id',
            migrations.RunSQL.noop,
        ),
    ]
