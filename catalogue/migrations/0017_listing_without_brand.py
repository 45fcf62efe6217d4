"""A brand is one of the filters; the rows of a listing no longer carry it."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('catalogue', '0016_search_tiers'),
    ]

    operations = [
        migrations.RemoveIndex(model_name='listingrow', name='listing_by_brand'),
        migrations.RemoveField(model_name='listingrow', name='brand'),
    ]
