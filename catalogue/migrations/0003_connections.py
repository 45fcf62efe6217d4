"""Made by makemigrations."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('catalogue', '0002_initial'),
        ('customers', '0001_initial'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        migrations.AddField(
            model_name='assortment',
            name='customers',
            field=models.ManyToManyField(blank=True, related_name='assortments', to='customers.customer', verbose_name='Customers'),
        ),
        migrations.AddField(
            model_name='assortment',
            name='groups',
            field=models.ManyToManyField(blank=True, related_name='assortments', to='customers.customergroup', verbose_name='Customer groups'),
        ),
        migrations.AddField(
            model_name='assortment',
            name='segments',
            field=models.ManyToManyField(blank=True, related_name='assortments', to='customers.segment', verbose_name='Segments'),
        ),
        migrations.AddField(
            model_name='assortmentitem',
            name='assortment',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='items', to='catalogue.assortment'),
        ),
        migrations.AddField(
            model_name='assortmentitemevent',
            name='assortment',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='catalogue.assortment'),
        ),
        migrations.AddField(
            model_name='assortmentitemevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='assortmentitemevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='catalogue.assortmentitem'),
        ),
        migrations.AddConstraint(
            model_name='audience',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('group_ids__isnull', True), ('id', 0)), models.Q(models.Q(('id', 0), _negated=True), ('group_ids__isnull', False)), _connector='OR'), name='audience_only_everyone_has_no_set'),
        ),
        migrations.AddField(
            model_name='category',
            name='audience',
            field=models.ForeignKey(default=0, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalogue.audience'),
        ),
        migrations.AddField(
            model_name='category',
            name='limit_groups',
            field=models.ManyToManyField(blank=True, related_name='+', to='customers.customergroup', verbose_name='Limit by group'),
        ),
        migrations.AddField(
            model_name='category',
            name='parent',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='children', to='catalogue.category', verbose_name='parent'),
        ),
        migrations.AddField(
            model_name='listingrow',
            name='audience',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='catalogue.audience'),
        ),
        migrations.AddField(
            model_name='listingrow',
            name='category',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='catalogue.category'),
        ),
        migrations.AddConstraint(
            model_name='pricelist',
            constraint=models.CheckConstraint(condition=models.Q(('valid_until__isnull', True), ('valid_until__gte', models.F('valid_from')), _connector='OR'), name='price_list_ends_after_start'),
        ),
        migrations.AddField(
            model_name='pricelistconnection',
            name='customer',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='customers.customer'),
        ),
        migrations.AddField(
            model_name='pricelistconnection',
            name='group',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='customers.customergroup'),
        ),
        migrations.AddField(
            model_name='pricelistconnection',
            name='price_list',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='connections', to='catalogue.pricelist'),
        ),
        migrations.AddField(
            model_name='pricelistconnection',
            name='segment',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='customers.segment'),
        ),
        migrations.AddField(
            model_name='pricelistconnection',
            name='tier',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='customers.pricingtier'),
        ),
        migrations.AddField(
            model_name='pricerow',
            name='price_list',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='catalogue.pricelist'),
        ),
        migrations.AddField(
            model_name='pricerowevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='pricerowevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='catalogue.pricerow'),
        ),
        migrations.AddField(
            model_name='pricerowevent',
            name='price_list',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='catalogue.pricelist'),
        ),
        migrations.CreateModel(
            name='ProductSearch',
            fields=[
                ('product', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='search_entry', serialize=False, to='catalogue.product')),
                ('vector', django.contrib.postgres.search.SearchVectorField()),
                ('words', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), default=list, size=None)),
                ('name_folded', models.CharField(max_length=255)),
                ('popularity', models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.AddField(
            model_name='product',
            name='audience',
            field=models.ForeignKey(default=0, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalogue.audience'),
        ),
        migrations.AddField(
            model_name='product',
            name='limit_groups',
            field=models.ManyToManyField(blank=True, related_name='+', to='customers.customergroup', verbose_name='Limit by group'),
        ),
        migrations.AddField(
            model_name='listingrow',
            name='product',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='listing_rows', to='catalogue.product'),
        ),
        migrations.AddField(
            model_name='productcategory',
            name='category',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='placements', to='catalogue.category'),
        ),
        migrations.AddField(
            model_name='productcategory',
            name='product',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='placements', to='catalogue.product'),
        ),
        migrations.AddField(
            model_name='product',
            name='categories',
            field=models.ManyToManyField(related_name='products', through='catalogue.ProductCategory', to='catalogue.category', verbose_name='Categories'),
        ),
        migrations.AddField(
            model_name='productimage',
            name='product',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='images', to='catalogue.product'),
        ),
        migrations.AddField(
            model_name='searchcode',
            name='product',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='search_codes_of', to='catalogue.product'),
        ),
        migrations.AddIndex(
            model_name='searchword',
            index=models.Index(fields=['folded'], name='search_word_folded'),
        ),
        migrations.AddIndex(
            model_name='searchword',
            index=django.contrib.postgres.indexes.GinIndex(fields=['folded'], name='search_word_trgm', opclasses=['gin_trgm_ops']),
        ),
        migrations.AddField(
            model_name='variant',
            name='audience',
            field=models.ForeignKey(default=0, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalogue.audience'),
        ),
        migrations.AddField(
            model_name='variant',
            name='limit_groups',
            field=models.ManyToManyField(blank=True, related_name='+', to='customers.customergroup', verbose_name='Limit by group'),
        ),
        migrations.AddField(
            model_name='variant',
            name='product',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='variants', to='catalogue.product'),
        ),
        migrations.AddField(
            model_name='searchcode',
            name='variant',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='catalogue.variant'),
        ),
        migrations.AddField(
            model_name='productimage',
            name='variant',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='images', to='catalogue.variant'),
        ),
        migrations.AddField(
            model_name='pricerowevent',
            name='variant',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='catalogue.variant'),
        ),
        migrations.AddField(
            model_name='pricerow',
            name='variant',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='price_rows', to='catalogue.variant'),
        ),
        migrations.AddField(
            model_name='assortmentitemevent',
            name='variant',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='catalogue.variant'),
        ),
        migrations.AddField(
            model_name='assortmentitem',
            name='variant',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='assortment_items', to='catalogue.variant'),
        ),
        migrations.AddField(
            model_name='variantcode',
            name='variant',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='further_codes', to='catalogue.variant'),
        ),
        migrations.AddField(
            model_name='variantevent',
            name='audience',
            field=models.ForeignKey(db_constraint=False, default=0, editable=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='catalogue.audience'),
        ),
        migrations.AddField(
            model_name='variantevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='variantevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='catalogue.variant'),
        ),
        migrations.AddField(
            model_name='variantevent',
            name='product',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='catalogue.product'),
        ),
        migrations.AddConstraint(
            model_name='vatrate',
            constraint=models.CheckConstraint(condition=models.Q(('percent__gte', 0), ('percent__lte', 100)), name='vat_is_percent'),
        ),
        migrations.AddConstraint(
            model_name='vatrate',
            constraint=models.UniqueConstraint(condition=models.Q(('is_default', True)), fields=('is_default',), name='vat_one_default_rate'),
        ),
        migrations.AddField(
            model_name='variantevent',
            name='vat_rate',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='catalogue.vatrate'),
        ),
        migrations.AddField(
            model_name='variant',
            name='vat_rate',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalogue.vatrate'),
        ),
        migrations.AddConstraint(
            model_name='category',
            constraint=models.UniqueConstraint(fields=('parent', 'slug'), name='category_slug_unique_in_parent', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='pricelistconnection',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('customer__isnull', False), ('group', None), ('segment', None), ('tier', None)), models.Q(('customer', None), ('group__isnull', False), ('segment', None), ('tier', None)), models.Q(('customer', None), ('group', None), ('segment__isnull', False), ('tier', None)), models.Q(('customer', None), ('group', None), ('segment', None), ('tier__isnull', False)), _connector='OR'), name='price_connection_exactly_one'),
        ),
        migrations.AddConstraint(
            model_name='pricelistconnection',
            constraint=models.UniqueConstraint(fields=('price_list', 'customer', 'group', 'segment', 'tier'), name='price_connection_once', nulls_distinct=False),
        ),
        migrations.AddIndex(
            model_name='productsearch',
            index=django.contrib.postgres.indexes.GinIndex(fields=['vector'], name='product_search_vector'),
        ),
        migrations.AddIndex(
            model_name='productsearch',
            index=models.Index(fields=['name_folded'], name='product_search_name'),
        ),
        migrations.AddIndex(
            model_name='productsearch',
            index=models.Index(fields=['-popularity', 'product'], name='product_search_popular'),
        ),
        migrations.AddIndex(
            model_name='listingrow',
            index=models.Index(fields=['category', 'audience', 'sort_key', 'product'], name='listing_by_name'),
        ),
        migrations.AddIndex(
            model_name='listingrow',
            index=models.Index(fields=['category', 'audience', 'list_price_net', 'product'], name='listing_by_list_price'),
        ),
        migrations.AddIndex(
            model_name='listingrow',
            index=models.Index(fields=['category', 'audience', '-listed_at', 'product'], name='listing_by_newest'),
        ),
        migrations.AddIndex(
            model_name='listingrow',
            index=models.Index(fields=['category', 'audience', 'brand', 'sort_key', 'product'], name='listing_by_brand'),
        ),
        migrations.AddConstraint(
            model_name='listingrow',
            constraint=models.UniqueConstraint(fields=('category', 'audience', 'product'), name='listing_row_once'),
        ),
        migrations.AddConstraint(
            model_name='productcategory',
            constraint=models.UniqueConstraint(fields=('product', 'category'), name='product_once_in_a_category'),
        ),
        migrations.AddIndex(
            model_name='product',
            index=models.Index(fields=['-popularity', 'id'], name='product_popular'),
        ),
        migrations.AddConstraint(
            model_name='product',
            constraint=models.UniqueConstraint(condition=models.Q(('external_id', ''), _negated=True), fields=('external_id',), name='product_external_id_unique'),
        ),
        migrations.AddIndex(
            model_name='searchcode',
            index=models.Index(fields=['folded', 'product'], name='search_code_exact'),
        ),
        migrations.AddIndex(
            model_name='searchcode',
            index=django.contrib.postgres.indexes.GinIndex(fields=['folded'], name='search_code_trgm', opclasses=['gin_trgm_ops']),
        ),
        migrations.AddConstraint(
            model_name='searchcode',
            constraint=models.UniqueConstraint(fields=('variant', 'folded'), name='search_code_once'),
        ),
        migrations.AddIndex(
            model_name='pricerow',
            index=models.Index(fields=['variant', 'price_list'], name='price_row_lookup'),
        ),
        migrations.AddConstraint(
            model_name='pricerow',
            constraint=models.CheckConstraint(condition=models.Q(('from_quantity__gte', 1)), name='price_row_quantity_positive'),
        ),
        migrations.AddConstraint(
            model_name='pricerow',
            constraint=models.CheckConstraint(condition=models.Q(('unit_net__isnull', True), ('unit_net__gte', 0), _connector='OR'), name='price_row_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='pricerow',
            constraint=models.UniqueConstraint(fields=('price_list', 'variant', 'from_quantity', 'valid_from'), name='price_row_once_a_day'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='pricerow',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "catalogue_pricerowevent" ("from_quantity", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "price_list_id", "unit_net", "valid_from", "valid_until", "variant_id") SELECT new_values."from_quantity", new_values."id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."price_list_id", new_values."unit_net", new_values."valid_from", new_values."valid_until", new_values."variant_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='2e1aa14432deed4695b5f1ad468c500246d42935', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_0573e', referencing='REFERENCING NEW TABLE AS new_values ', table='catalogue_pricerow', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='pricerow',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "catalogue_pricerowevent" ("from_quantity", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "price_list_id", "unit_net", "valid_from", "valid_until", "variant_id") SELECT new_values."from_quantity", new_values."id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."price_list_id", new_values."unit_net", new_values."valid_from", new_values."valid_until", new_values."variant_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='2b0e4483ce0d12dd47fe28178ccfa0604d0ccaed', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_c97fc', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='catalogue_pricerow', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='assortmentitem',
            constraint=models.UniqueConstraint(fields=('assortment', 'variant'), name='assortment_item_once'),
        ),
        migrations.AddConstraint(
            model_name='assortmentitem',
            constraint=models.CheckConstraint(condition=models.Q(('contract_price_net__isnull', True), ('contract_price_net__gte', 0), _connector='OR'), name='contract_price_not_negative'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='assortmentitem',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "catalogue_assortmentitemevent" ("assortment_id", "contract_price_net", "id", "is_free", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "variant_id") SELECT new_values."assortment_id", new_values."contract_price_net", new_values."id", new_values."is_free", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."variant_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='256d6c0f1650a7c87b820469632ab583e50ca887', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_df1ee', referencing='REFERENCING NEW TABLE AS new_values ', table='catalogue_assortmentitem', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='assortmentitem',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "catalogue_assortmentitemevent" ("assortment_id", "contract_price_net", "id", "is_free", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "variant_id") SELECT new_values."assortment_id", new_values."contract_price_net", new_values."id", new_values."is_free", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."variant_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='3b1d90ca510dff3186dcdbd3ddb9730446552e93', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_a19a0', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='catalogue_assortmentitem', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='variantcode',
            constraint=models.UniqueConstraint(fields=('variant', 'code'), name='variant_code_once'),
        ),
        migrations.AddIndex(
            model_name='variant',
            index=django.contrib.postgres.indexes.GinIndex(fields=['sku'], name='variant_sku_trgm', opclasses=['gin_trgm_ops']),
        ),
        migrations.AddConstraint(
            model_name='variant',
            constraint=models.CheckConstraint(condition=models.Q(('list_price_net__isnull', True), ('list_price_net__gte', 0), _connector='OR'), name='variant_list_price_not_negative'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='variant',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "catalogue_variantevent" ("attributes", "audience_id", "ean", "id", "is_active", "is_free", "list_price_net", "name", "no_backorder", "part_number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "product_id", "sku", "unit", "vat_rate_id") SELECT new_values."attributes", new_values."audience_id", new_values."ean", new_values."id", new_values."is_active", new_values."is_free", new_values."list_price_net", new_values."name", new_values."no_backorder", new_values."part_number", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."position", new_values."product_id", new_values."sku", new_values."unit", new_values."vat_rate_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='0c982589174aa8f951cf68d69510550b74efa4f6', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_5cd30', referencing='REFERENCING NEW TABLE AS new_values ', table='catalogue_variant', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='variant',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "catalogue_variantevent" ("attributes", "audience_id", "ean", "id", "is_active", "is_free", "list_price_net", "name", "no_backorder", "part_number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "product_id", "sku", "unit", "vat_rate_id") SELECT new_values."attributes", new_values."audience_id", new_values."ean", new_values."id", new_values."is_active", new_values."is_free", new_values."list_price_net", new_values."name", new_values."no_backorder", new_values."part_number", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."position", new_values."product_id", new_values."sku", new_values."unit", new_values."vat_rate_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."attributes" IS DISTINCT FROM (new_values."attributes") OR old_values."audience_id" IS DISTINCT FROM (new_values."audience_id") OR old_values."ean" IS DISTINCT FROM (new_values."ean") OR old_values."id" IS DISTINCT FROM (new_values."id") OR old_values."is_active" IS DISTINCT FROM (new_values."is_active") OR old_values."is_free" IS DISTINCT FROM (new_values."is_free") OR old_values."list_price_net" IS DISTINCT FROM (new_values."list_price_net") OR old_values."name" IS DISTINCT FROM (new_values."name") OR old_values."no_backorder" IS DISTINCT FROM (new_values."no_backorder") OR old_values."part_number" IS DISTINCT FROM (new_values."part_number") OR old_values."position" IS DISTINCT FROM (new_values."position") OR old_values."product_id" IS DISTINCT FROM (new_values."product_id") OR old_values."sku" IS DISTINCT FROM (new_values."sku") OR old_values."unit" IS DISTINCT FROM (new_values."unit") OR old_values."vat_rate_id" IS DISTINCT FROM (new_values."vat_rate_id")) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='d667ff39e68bd8ae4e7b664d6c978787dea35ad4', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_0af83', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='catalogue_variant', when='AFTER')),
        ),
    ]
