"""Words of limited goods are marked with the groups that may see them; they are indexed anew."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('catalogue', '0017_listing_without_brand'),
    ]

    operations = [
        # The worker takes it from here, or `manage.py reindex_search`. Nobody sees more meanwhile.
        migrations.RunSQL(
            "INSERT INTO catalogue_searchdue (product_id)"
            " SELECT id FROM catalogue_product WHERE audience_id <> 0 ON CONFLICT DO NOTHING",
            migrations.RunSQL.noop,
        ),
    ]
