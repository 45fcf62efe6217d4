"""Made by makemigrations."""

import django.contrib.postgres.fields
import django.core.validators
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('catalogue', '0001_extensions'),
    ]

    operations = [
        migrations.CreateModel(
            name='Assortment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, unique=True, verbose_name='Name')),
                ('valid_from', models.DateField(default=django.utils.timezone.localdate, verbose_name='Valid from')),
                ('valid_until', models.DateField(blank=True, null=True, verbose_name='Valid until')),
                ('percentages_apply', models.BooleanField(default=False, verbose_name='Discounts also apply to contract prices')),
            ],
            options={
                'verbose_name': 'agreement assortment',
                'verbose_name_plural': 'agreement assortments',
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='AssortmentItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('contract_price_net', models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True, validators=[django.core.validators.MinValueValidator(0)], verbose_name='Contract price ex VAT')),
                ('is_free', models.BooleanField(default=False, verbose_name='Free of charge')),
            ],
            options={
                'verbose_name': 'agreement item',
                'verbose_name_plural': 'agreement items',
            },
        ),
        migrations.CreateModel(
            name='AssortmentItemEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('contract_price_net', models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True, validators=[django.core.validators.MinValueValidator(0)], verbose_name='Contract price ex VAT')),
                ('is_free', models.BooleanField(default=False, verbose_name='Free of charge')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Audience',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('group_ids', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), null=True, size=None, unique=True)),
            ],
        ),
        migrations.CreateModel(
            name='Category',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='Name')),
                ('slug', models.SlugField(max_length=140)),
                ('path', models.CharField(editable=False, max_length=600, unique=True)),
                ('position', models.PositiveIntegerField(default=0, verbose_name='Position')),
                ('pictogram', models.CharField(blank=True, max_length=30)),
            ],
            options={
                'verbose_name': 'category',
                'verbose_name_plural': 'categories',
                'ordering': ['position', 'name'],
            },
        ),
        migrations.CreateModel(
            name='ListingRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_key', models.CharField(db_collation='C', max_length=255)),
                ('brand', models.CharField(blank=True, max_length=120)),
                ('list_price_net', models.DecimalField(decimal_places=2, max_digits=14, null=True)),
                ('listed_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='PriceList',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, unique=True, verbose_name='Name')),
                ('valid_from', models.DateField(default=django.utils.timezone.localdate, verbose_name='Valid from')),
                ('valid_until', models.DateField(blank=True, null=True, verbose_name='Valid until')),
            ],
            options={
                'verbose_name': 'price list',
                'verbose_name_plural': 'price lists',
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='PriceListConnection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ],
        ),
        migrations.CreateModel(
            name='PriceRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_quantity', models.PositiveIntegerField(default=1, validators=[django.core.validators.MinValueValidator(1)], verbose_name='From quantity')),
                ('unit_net', models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True, validators=[django.core.validators.MinValueValidator(0)], verbose_name='Price ex VAT')),
                ('valid_from', models.DateField(default=django.utils.timezone.localdate, verbose_name='Valid from')),
                ('valid_until', models.DateField(blank=True, null=True, verbose_name='Valid until')),
            ],
            options={
                'verbose_name': 'price row',
                'verbose_name_plural': 'price rows',
                'ordering': ['variant', 'from_quantity'],
            },
        ),
        migrations.CreateModel(
            name='PriceRowEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('from_quantity', models.PositiveIntegerField(default=1, validators=[django.core.validators.MinValueValidator(1)], verbose_name='From quantity')),
                ('unit_net', models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True, validators=[django.core.validators.MinValueValidator(0)], verbose_name='Price ex VAT')),
                ('valid_from', models.DateField(default=django.utils.timezone.localdate, verbose_name='Valid from')),
                ('valid_until', models.DateField(blank=True, null=True, verbose_name='Valid until')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Product',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=255, verbose_name='Name')),
                ('slug', models.SlugField(max_length=280, unique=True)),
                ('sort_key', models.CharField(db_collation='C', db_index=True, editable=False, max_length=255)),
                ('brand', models.CharField(blank=True, db_index=True, max_length=120, verbose_name='Brand')),
                ('summary', models.CharField(blank=True, max_length=500, verbose_name='Summary')),
                ('description', models.TextField(blank=True, verbose_name='Description')),
                ('external_id', models.CharField(blank=True, db_index=True, max_length=120, verbose_name='Number in the source file')),
                ('is_active', models.BooleanField(default=True, verbose_name='For sale')),
                ('popularity', models.PositiveIntegerField(default=0, editable=False)),
                ('search_codes', models.TextField(blank=True, editable=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
            options={
                'verbose_name': 'product',
                'verbose_name_plural': 'products',
                'ordering': ['sort_key', 'id'],
            },
        ),
        migrations.CreateModel(
            name='ProductCategory',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ],
        ),
        migrations.CreateModel(
            name='ProductImage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file', models.ImageField(upload_to='products/%Y/%m/', verbose_name='Picture')),
                ('alt', models.CharField(blank=True, max_length=200, verbose_name='Alternative text')),
                ('position', models.PositiveIntegerField(default=0, verbose_name='Position')),
            ],
            options={
                'verbose_name': 'picture',
                'verbose_name_plural': 'pictures',
                'ordering': ['position', 'id'],
            },
        ),
        migrations.CreateModel(
            name='SavedMapping',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, unique=True, verbose_name='Name')),
                ('sheet', models.CharField(max_length=40)),
                ('body', models.JSONField()),
            ],
            options={
                'verbose_name': 'column mapping',
                'verbose_name_plural': 'column mappings',
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='SearchCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('folded', models.CharField(max_length=120)),
            ],
        ),
        migrations.CreateModel(
            name='SearchWord',
            fields=[
                ('word', models.CharField(max_length=60, primary_key=True, serialize=False)),
                ('folded', models.CharField(max_length=60)),
                ('frequency', models.IntegerField()),
            ],
        ),
        migrations.CreateModel(
            name='Variant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sku', models.CharField(max_length=80, unique=True, verbose_name='Article number')),
                ('name', models.CharField(blank=True, help_text='Blank when there is only one.', max_length=200, verbose_name='Version')),
                ('ean', models.CharField(blank=True, db_index=True, max_length=20, verbose_name='EAN')),
                ('part_number', models.CharField(blank=True, db_index=True, max_length=120, verbose_name="Manufacturer's part number")),
                ('list_price_net', models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True, validators=[django.core.validators.MinValueValidator(0)], verbose_name='List price ex VAT')),
                ('is_free', models.BooleanField(default=False, help_text='A price of 0 alone never means free.', verbose_name='Free of charge')),
                ('stock_quantity', models.IntegerField(default=0, verbose_name='In stock')),
                ('no_backorder', models.BooleanField(default=False, help_text='Otherwise stock only informs.', verbose_name='Sold only from stock')),
                ('unit', models.CharField(blank=True, max_length=20, verbose_name='Unit')),
                ('is_active', models.BooleanField(default=True, verbose_name='For sale')),
                ('position', models.PositiveIntegerField(default=0, verbose_name='Position')),
                ('attributes', models.JSONField(blank=True, default=dict)),
            ],
            options={
                'verbose_name': 'variant',
                'verbose_name_plural': 'variants',
                'ordering': ['position', 'id'],
            },
        ),
        migrations.CreateModel(
            name='VariantCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=40)),
            ],
        ),
        migrations.CreateModel(
            name='VariantEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('sku', models.CharField(max_length=80, verbose_name='Article number')),
                ('name', models.CharField(blank=True, help_text='Blank when there is only one.', max_length=200, verbose_name='Version')),
                ('ean', models.CharField(blank=True, max_length=20, verbose_name='EAN')),
                ('part_number', models.CharField(blank=True, max_length=120, verbose_name="Manufacturer's part number")),
                ('list_price_net', models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True, validators=[django.core.validators.MinValueValidator(0)], verbose_name='List price ex VAT')),
                ('is_free', models.BooleanField(default=False, help_text='A price of 0 alone never means free.', verbose_name='Free of charge')),
                ('no_backorder', models.BooleanField(default=False, help_text='Otherwise stock only informs.', verbose_name='Sold only from stock')),
                ('unit', models.CharField(blank=True, max_length=20, verbose_name='Unit')),
                ('is_active', models.BooleanField(default=True, verbose_name='For sale')),
                ('position', models.PositiveIntegerField(default=0, verbose_name='Position')),
                ('attributes', models.JSONField(blank=True, default=dict)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='VatRate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, unique=True, verbose_name='Name')),
                ('percent', models.DecimalField(decimal_places=2, max_digits=5, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(100)], verbose_name='Percent')),
                ('is_default', models.BooleanField(default=False, verbose_name='Used when nothing else is said')),
            ],
            options={
                'verbose_name': 'VAT rate',
                'verbose_name_plural': 'VAT rates',
                'ordering': ['-percent'],
            },
        ),
    ]
