"""Segments, who is in them, and the discount floor are remembered: past prices depend on them.

What stood when the remembering began is written down as `start`, so that a day before it can be
told from the oldest known fact.
"""

import django.core.validators
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


BEGIN = """
INSERT INTO customers_segmentevent (pgh_created_at, pgh_label, pgh_obj_id, id, name)
SELECT now(), 'start', id, id, name FROM customers_segment ORDER BY id;

INSERT INTO customers_segmentcustomerevent
    (pgh_created_at, pgh_label, pgh_obj_id, id, segment_id, customer_id)
SELECT now(), 'start', id, id, segment_id, customer_id FROM customers_segment_customers ORDER BY id;

INSERT INTO customers_segmentgroupevent
    (pgh_created_at, pgh_label, pgh_obj_id, id, segment_id, customergroup_id)
SELECT now(), 'start', id, id, segment_id, customergroup_id FROM customers_segment_groups
ORDER BY id;

INSERT INTO customers_shopsettingsevent
    (pgh_created_at, pgh_label, pgh_obj_id, id, currency, max_total_discount_percent)
SELECT now(), 'start', id, id, currency, max_total_discount_percent FROM customers_shopsettings;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('customers', '0012_own_addresses'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        migrations.CreateModel(
            name='SegmentCustomerEvent',
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
            name='SegmentEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('name', models.CharField(max_length=120, verbose_name='Name')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='SegmentGroupEvent',
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
            name='ShopSettingsEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('currency', models.CharField(default='SEK', help_text='Fixed after the first order.', max_length=3, verbose_name='Currency')),
                ('max_total_discount_percent', models.DecimalField(blank=True, decimal_places=2, help_text='Percentages never lower a price further than this. Blank = no floor.', max_digits=5, null=True, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(100)], verbose_name='Largest total discount, %')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='SegmentGroup',
            fields=[
            ],
            options={
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('customers.segment_groups',),
        ),
        migrations.CreateModel(
            name='SegmentCustomer',
            fields=[
            ],
            options={
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('customers.segment_customers',),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='segment',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "customers_segmentevent" ("id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT new_values."id", new_values."name", _pgh_attached_context.value, NOW(), \'insert\', new_values."id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='a47afa95bc5dba92b3b47f0c590e3dda5a05d2ff', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_096c6', referencing='REFERENCING NEW TABLE AS new_values ', table='customers_segment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='segment',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "customers_segmentevent" ("id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT new_values."id", new_values."name", _pgh_attached_context.value, NOW(), \'update\', new_values."id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='eb61d7742439b43aa34a89d931239cd6b9e57069', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_48d0e', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='customers_segment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='shopsettings',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "customers_shopsettingsevent" ("currency", "id", "max_total_discount_percent", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT new_values."currency", new_values."id", new_values."max_total_discount_percent", _pgh_attached_context.value, NOW(), \'insert\', new_values."id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='f761375d06c7afc57664adfda4e5a78ca43d5df0', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_1f8d6', referencing='REFERENCING NEW TABLE AS new_values ', table='customers_shopsettings', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='shopsettings',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "customers_shopsettingsevent" ("currency", "id", "max_total_discount_percent", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT new_values."currency", new_values."id", new_values."max_total_discount_percent", _pgh_attached_context.value, NOW(), \'update\', new_values."id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."currency" IS DISTINCT FROM (new_values."currency") OR old_values."id" IS DISTINCT FROM (new_values."id") OR old_values."max_total_discount_percent" IS DISTINCT FROM (new_values."max_total_discount_percent")) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='476cd1c3857a3726e40f7c3b0c3cca0e9e02f4b2', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_e5db6', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='customers_shopsettings', when='AFTER')),
        ),
        migrations.AddField(
            model_name='segmentcustomerevent',
            name='customer',
            field=models.ForeignKey(db_constraint=False, db_index=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='customers.customer'),
        ),
        migrations.AddField(
            model_name='segmentcustomerevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='segmentcustomerevent',
            name='segment',
            field=models.ForeignKey(db_constraint=False, db_index=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='customers.segment'),
        ),
        migrations.AddField(
            model_name='segmentevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='segmentevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='customers.segment'),
        ),
        migrations.AddField(
            model_name='segmentgroupevent',
            name='customergroup',
            field=models.ForeignKey(db_constraint=False, db_index=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='customers.customergroup'),
        ),
        migrations.AddField(
            model_name='segmentgroupevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='segmentgroupevent',
            name='segment',
            field=models.ForeignKey(db_constraint=False, db_index=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='customers.segment'),
        ),
        migrations.AddField(
            model_name='shopsettingsevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='shopsettingsevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='customers.shopsettings'),
        ),
        migrations.AddField(
            model_name='segmentgroupevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='customers.segmentgroup'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='segmentgroup',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "customers_segmentgroupevent" ("customergroup_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "segment_id") SELECT new_values."customergroup_id", new_values."id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."segment_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='51bd97a48e85e8b338f1a02ee06fa01e068ceb9e', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_eda21', referencing='REFERENCING NEW TABLE AS new_values ', table='customers_segment_groups', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='segmentgroup',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "customers_segmentgroupevent" ("customergroup_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "segment_id") SELECT old_values."customergroup_id", old_values."id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."segment_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='1acc82fdc1f3025f7e0db046f4eae798e64bda96', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_c8b90', referencing='REFERENCING OLD TABLE AS old_values ', table='customers_segment_groups', when='AFTER')),
        ),
        migrations.AddField(
            model_name='segmentcustomerevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='customers.segmentcustomer'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='segmentcustomer',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "customers_segmentcustomerevent" ("customer_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "segment_id") SELECT new_values."customer_id", new_values."id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."segment_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='05eacdf435c5dff2e6cfef297587f4b6694157d0', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_a6df2', referencing='REFERENCING NEW TABLE AS new_values ', table='customers_segment_customers', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='segmentcustomer',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "customers_segmentcustomerevent" ("customer_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "segment_id") SELECT old_values."customer_id", old_values."id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."segment_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='cf506842b37edb982456ed5cb6db1c402102e69c', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_74111', referencing='REFERENCING OLD TABLE AS old_values ', table='customers_segment_customers', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='segmentgroupevent',
            index=models.Index(fields=['customergroup_id'], name='segment_group_history'),
        ),
        migrations.AddIndex(
            model_name='segmentcustomerevent',
            index=models.Index(fields=['customer_id'], name='segment_customer_history'),
        ),
        migrations.RunSQL(BEGIN, migrations.RunSQL.noop),
    ]
