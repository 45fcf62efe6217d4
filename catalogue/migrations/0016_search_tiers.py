"""Cuts the index of search by popularity and marks whom goods are for; all are indexed anew."""


import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('catalogue', '0015_facet_sheets'),
    ]

    operations = [
        # The worker takes it from here, or `manage.py reindex_search`. Nobody sees more meanwhile.
        migrations.RunSQL(
            "INSERT INTO catalogue_searchdue (product_id)"
            " SELECT product_id FROM catalogue_productsearch ON CONFLICT DO NOTHING",
            migrations.RunSQL.noop,
        ),
        migrations.RemoveIndex(
            model_name='productsearch',
            name='product_search_vector',
        ),
        migrations.RemoveIndex(
            model_name='productsearch',
            name='product_search_popular',
        ),
        migrations.AddField(
            model_name='productsearch',
            name='ranks',
            field=django.contrib.postgres.search.SearchVectorField(default=''),
        ),
        migrations.AddField(
            model_name='productsearch',
            name='tier',
            field=models.PositiveSmallIntegerField(default=3),
        ),
        migrations.AddIndex(
            model_name='productsearch',
            index=django.contrib.postgres.indexes.GinIndex(condition=models.Q(('tier', 0)), fields=['vector'], name='product_search_tier_0'),
        ),
        migrations.AddIndex(
            model_name='productsearch',
            index=django.contrib.postgres.indexes.GinIndex(condition=models.Q(('tier', 1)), fields=['vector'], name='product_search_tier_1'),
        ),
        migrations.AddIndex(
            model_name='productsearch',
            index=django.contrib.postgres.indexes.GinIndex(condition=models.Q(('tier', 2)), fields=['vector'], name='product_search_tier_2'),
        ),
        migrations.AddIndex(
            model_name='productsearch',
            index=django.contrib.postgres.indexes.GinIndex(condition=models.Q(('tier', 3)), fields=['vector'], name='product_search_tier_3'),
        ),
    ]
