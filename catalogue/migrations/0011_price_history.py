"""Price lists, agreements and whom they are for are remembered: past prices depend on them.

What is taken away from a list or an agreement is remembered too. What stood when the remembering
began is written down as `start`, so that a day before it can be told from the oldest known fact.
"""

import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


BEGIN = """
INSERT INTO catalogue_pricelistevent
    (pgh_created_at, pgh_label, pgh_obj_id, id, name, valid_from, valid_until)
SELECT now(), 'start', id, id, name, valid_from, valid_until FROM catalogue_pricelist ORDER BY id;

INSERT INTO catalogue_pricelistconnectionevent
    (pgh_created_at, pgh_label, pgh_obj_id, id, price_list_id, customer_id, group_id, segment_id,
     tier_id)
SELECT now(), 'start', id, id, price_list_id, customer_id, group_id, segment_id, tier_id
FROM catalogue_pricelistconnection ORDER BY id;

INSERT INTO catalogue_assortmentevent
    (pgh_created_at, pgh_label, pgh_obj_id, id, name, valid_from, valid_until, percentages_apply)
SELECT now(), 'start', id, id, name, valid_from, valid_until, percentages_apply
FROM catalogue_assortment ORDER BY id;

INSERT INTO catalogue_assortmentcustomerevent
    (pgh_created_at, pgh_label, pgh_obj_id, id, assortment_id, customer_id)
SELECT now(), 'start', id, id, assortment_id, customer_id
FROM catalogue_assortment_customers ORDER BY id;

INSERT INTO catalogue_assortmentgroupevent
    (pgh_created_at, pgh_label, pgh_obj_id, id, assortment_id, customergroup_id)
SELECT now(), 'start', id, id, assortment_id, customergroup_id
FROM catalogue_assortment_groups ORDER BY id;

INSERT INTO catalogue_assortmentsegmentevent
    (pgh_created_at, pgh_label, pgh_obj_id, id, assortment_id, segment_id)
SELECT now(), 'start', id, id, assortment_id, segment_id
FROM catalogue_assortment_segments ORDER BY id;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('catalogue', '0010_moved_path'),
        ('customers', '0013_price_history'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        migrations.CreateModel(
            name='AssortmentCustomerEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='AssortmentEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('name', models.CharField(max_length=120, verbose_name='Name')),
                ('valid_from', models.DateField(default=django.utils.timezone.localdate, verbose_name='Valid from')),
                ('valid_until', models.DateField(blank=True, null=True, verbose_name='Valid until')),
                ('percentages_apply', models.BooleanField(default=False, verbose_name='Discounts also apply to contract prices')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='AssortmentGroupEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='AssortmentSegmentEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PriceListConnectionEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PriceListEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('name', models.CharField(max_length=120, verbose_name='Name')),
                ('valid_from', models.DateField(default=django.utils.timezone.localdate, verbose_name='Valid from')),
                ('valid_until', models.DateField(blank=True, null=True, verbose_name='Valid until')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='AssortmentSegment',
            fields=[
            ],
            options={
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('catalogue.assortment_segments',),
        ),
        migrations.CreateModel(
            name='AssortmentGroup',
            fields=[
            ],
            options={
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('catalogue.assortment_groups',),
        ),
        migrations.CreateModel(
            name='AssortmentCustomer',
            fields=[
            ],
            options={
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('catalogue.assortment_customers',),
        ),
        migrations.AddIndex(
            model_name='assortmentitemevent',
            index=models.Index(condition=models.Q(('pgh_label', 'delete')), fields=['variant_id'], name='assortment_item_gone'),
        ),
        migrations.AddIndex(
            model_name='pricerowevent',
            index=models.Index(condition=models.Q(('pgh_label', 'delete')), fields=['variant_id'], name='price_row_gone'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='assortment',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "catalogue_assortmentevent" ("id", "name", "percentages_apply", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "valid_from", "valid_until") SELECT new_values."id", new_values."name", new_values."percentages_apply", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."valid_from", new_values."valid_until" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='61cde5ceb4af51b873db851cf9db49eeda037433', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_c0384', referencing='REFERENCING NEW TABLE AS new_values ', table='catalogue_assortment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='assortment',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "catalogue_assortmentevent" ("id", "name", "percentages_apply", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "valid_from", "valid_until") SELECT new_values."id", new_values."name", new_values."percentages_apply", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."valid_from", new_values."valid_until" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='e718a3377010ec96e07f2ad21a13207056877dc5', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_456d6', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='catalogue_assortment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='assortmentitem',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "catalogue_assortmentitemevent" ("assortment_id", "contract_price_net", "id", "is_free", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "variant_id") SELECT old_values."assortment_id", old_values."contract_price_net", old_values."id", old_values."is_free", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."variant_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='6894d988f52f7b9ec528ea56d2b6134b68c7c242', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_e1301', referencing='REFERENCING OLD TABLE AS old_values ', table='catalogue_assortmentitem', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='pricelist',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "catalogue_pricelistevent" ("id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "valid_from", "valid_until") SELECT new_values."id", new_values."name", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."valid_from", new_values."valid_until" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='f58d2124f5a9d322ae3a19522fd66ea319c4e03e', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_a0ad4', referencing='REFERENCING NEW TABLE AS new_values ', table='catalogue_pricelist', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='pricelist',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "catalogue_pricelistevent" ("id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "valid_from", "valid_until") SELECT new_values."id", new_values."name", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."valid_from", new_values."valid_until" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='317841b87b462063e63f19c8e13400eb95a15eb3', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_303b1', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='catalogue_pricelist', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='pricelistconnection',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "catalogue_pricelistconnectionevent" ("customer_id", "group_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "price_list_id", "segment_id", "tier_id") SELECT new_values."customer_id", new_values."group_id", new_values."id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."price_list_id", new_values."segment_id", new_values."tier_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='1dd7fc453f07e305b6a07ac69a1631799e911a2b', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_4d3ac', referencing='REFERENCING NEW TABLE AS new_values ', table='catalogue_pricelistconnection', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='pricelistconnection',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "catalogue_pricelistconnectionevent" ("customer_id", "group_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "price_list_id", "segment_id", "tier_id") SELECT new_values."customer_id", new_values."group_id", new_values."id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."price_list_id", new_values."segment_id", new_values."tier_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='300b2fe04ca05dccf575f39372380fdb235a66ed', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_2d29a', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='catalogue_pricelistconnection', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='pricelistconnection',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "catalogue_pricelistconnectionevent" ("customer_id", "group_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "price_list_id", "segment_id", "tier_id") SELECT old_values."customer_id", old_values."group_id", old_values."id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."price_list_id", old_values."segment_id", old_values."tier_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='efa5fa003786b0db63da661863439db391b9cbe9', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_f54d1', referencing='REFERENCING OLD TABLE AS old_values ', table='catalogue_pricelistconnection', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='pricerow',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "catalogue_pricerowevent" ("from_quantity", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "price_list_id", "unit_net", "valid_from", "valid_until", "variant_id") SELECT old_values."from_quantity", old_values."id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."price_list_id", old_values."unit_net", old_values."valid_from", old_values."valid_until", old_values."variant_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='19ca816f356500189b7705dd98616849525fba7c', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_1c62e', referencing='REFERENCING OLD TABLE AS old_values ', table='catalogue_pricerow', when='AFTER')),
        ),
        migrations.AddField(
            model_name='assortmentcustomerevent',
            name='assortment',
            field=models.ForeignKey(db_constraint=False, db_index=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='catalogue.assortment'),
        ),
        migrations.AddField(
            model_name='assortmentcustomerevent',
            name='customer',
            field=models.ForeignKey(db_constraint=False, db_index=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='customers.customer'),
        ),
        migrations.AddField(
            model_name='assortmentcustomerevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='assortmentevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='assortmentevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='catalogue.assortment'),
        ),
        migrations.AddField(
            model_name='assortmentgroupevent',
            name='assortment',
            field=models.ForeignKey(db_constraint=False, db_index=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='catalogue.assortment'),
        ),
        migrations.AddField(
            model_name='assortmentgroupevent',
            name='customergroup',
            field=models.ForeignKey(db_constraint=False, db_index=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='customers.customergroup'),
        ),
        migrations.AddField(
            model_name='assortmentgroupevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='assortmentsegmentevent',
            name='assortment',
            field=models.ForeignKey(db_constraint=False, db_index=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='catalogue.assortment'),
        ),
        migrations.AddField(
            model_name='assortmentsegmentevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='assortmentsegmentevent',
            name='segment',
            field=models.ForeignKey(db_constraint=False, db_index=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='customers.segment'),
        ),
        migrations.AddField(
            model_name='pricelistconnectionevent',
            name='customer',
            field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='customers.customer'),
        ),
        migrations.AddField(
            model_name='pricelistconnectionevent',
            name='group',
            field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='customers.customergroup'),
        ),
        migrations.AddField(
            model_name='pricelistconnectionevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='pricelistconnectionevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='catalogue.pricelistconnection'),
        ),
        migrations.AddField(
            model_name='pricelistconnectionevent',
            name='price_list',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='catalogue.pricelist'),
        ),
        migrations.AddField(
            model_name='pricelistconnectionevent',
            name='segment',
            field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='customers.segment'),
        ),
        migrations.AddField(
            model_name='pricelistconnectionevent',
            name='tier',
            field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='customers.pricingtier'),
        ),
        migrations.AddField(
            model_name='pricelistevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='pricelistevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='catalogue.pricelist'),
        ),
        migrations.AddField(
            model_name='assortmentsegmentevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='catalogue.assortmentsegment'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='assortmentsegment',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "catalogue_assortmentsegmentevent" ("assortment_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "segment_id") SELECT new_values."assortment_id", new_values."id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."segment_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='148cd8d25a00c98e194f7a4c27a0ed6dfe1b34fe', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_d9522', referencing='REFERENCING NEW TABLE AS new_values ', table='catalogue_assortment_segments', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='assortmentsegment',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "catalogue_assortmentsegmentevent" ("assortment_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "segment_id") SELECT old_values."assortment_id", old_values."id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."segment_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='c58b9070b5a68dfcb6212f6bacf46ea9a75e1806', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_edf79', referencing='REFERENCING OLD TABLE AS old_values ', table='catalogue_assortment_segments', when='AFTER')),
        ),
        migrations.AddField(
            model_name='assortmentgroupevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='catalogue.assortmentgroup'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='assortmentgroup',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "catalogue_assortmentgroupevent" ("assortment_id", "customergroup_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT new_values."assortment_id", new_values."customergroup_id", new_values."id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='526454524454f667789335d58ccb85c85056a08c', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_e7027', referencing='REFERENCING NEW TABLE AS new_values ', table='catalogue_assortment_groups', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='assortmentgroup',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "catalogue_assortmentgroupevent" ("assortment_id", "customergroup_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT old_values."assortment_id", old_values."customergroup_id", old_values."id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='bb7f1f5261bb2235fdc3529d04c698e2b48d14d2', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_d8fac', referencing='REFERENCING OLD TABLE AS old_values ', table='catalogue_assortment_groups', when='AFTER')),
        ),
        migrations.AddField(
            model_name='assortmentcustomerevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='catalogue.assortmentcustomer'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='assortmentcustomer',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "catalogue_assortmentcustomerevent" ("assortment_id", "customer_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT new_values."assortment_id", new_values."customer_id", new_values."id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='83eab85346b4c7965cd9686b43a488c2b8de5693', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_f3275', referencing='REFERENCING NEW TABLE AS new_values ', table='catalogue_assortment_customers', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='assortmentcustomer',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "catalogue_assortmentcustomerevent" ("assortment_id", "customer_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT old_values."assortment_id", old_values."customer_id", old_values."id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='a250fe1990c7df2d170758173b971e544ace4933', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_3e345', referencing='REFERENCING OLD TABLE AS old_values ', table='catalogue_assortment_customers', when='AFTER')),
        ),
        migrations.RunSQL(BEGIN, migrations.RunSQL.noop),
    ]
