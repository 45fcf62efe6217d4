
import django.core.validators
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('approvals', '0006_request_of_nobody'),
        ('catalogue', '0018_search_marks_by_group'),
        ('customers', '0027_newest_documents'),
        ('orders', '0012_extra_answers'),
        ('pghistory', '0007_auto_20250421_0444'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='SmallOrderRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('value_net', models.DecimalField(decimal_places=2, max_digits=12, validators=[django.core.validators.MinValueValidator(0)], verbose_name='Goods value ex VAT')),
                ('fee_net', models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True, verbose_name='Fee ex VAT')),
            ],
            options={
                'verbose_name': 'rule for small orders',
                'verbose_name_plural': 'rules for small orders',
            },
        ),
        migrations.CreateModel(
            name='SmallOrderRuleEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('value_net', models.DecimalField(decimal_places=2, max_digits=12, validators=[django.core.validators.MinValueValidator(0)], verbose_name='Goods value ex VAT')),
                ('fee_net', models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True, verbose_name='Fee ex VAT')),
            ],
            options={
                'abstract': False,
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='order',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='order',
            name='update_update',
        ),
        migrations.AddField(
            model_name='deliverymethod',
            name='limit_segments',
            field=models.ManyToManyField(blank=True, related_name='+', to='customers.segment', verbose_name='Limit by segment'),
        ),
        migrations.AddField(
            model_name='order',
            name='small_order_fee_net',
            field=models.DecimalField(decimal_places=2, default=Decimal('0.00'), max_digits=14),
        ),
        migrations.AddField(
            model_name='order',
            name='small_order_vat_percent',
            field=models.DecimalField(decimal_places=2, default=Decimal('0'), max_digits=5),
        ),
        migrations.AddField(
            model_name='orderhistory',
            name='small_order_fee_net',
            field=models.DecimalField(decimal_places=2, default=Decimal('0.00'), max_digits=14),
        ),
        migrations.AddField(
            model_name='orderhistory',
            name='small_order_vat_percent',
            field=models.DecimalField(decimal_places=2, default=Decimal('0'), max_digits=5),
        ),
        migrations.AddField(
            model_name='paymentmethod',
            name='limit_segments',
            field=models.ManyToManyField(blank=True, related_name='+', to='customers.segment', verbose_name='Limit by segment'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='order',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "orders_orderhistory" ("approval_id", "checkout_token", "comment", "cost_centre", "currency", "customer_id", "customer_name", "customer_reference", "delivery_attention", "delivery_city", "delivery_country", "delivery_method_id", "delivery_method_name", "delivery_name", "delivery_phone", "delivery_postal_code", "delivery_street", "due_on", "extra", "fees_net", "fees_vat_percent", "goods_marking", "goods_net", "gross", "id", "invoice_reference", "is_free_text", "is_on_account", "membership_id", "number", "orderer_id", "org_number", "paid_at", "payment_method_id", "payment_method_name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "placed_at", "placed_by_id", "released_at", "replaces_id", "requested_on", "shipper_account", "shipping_net", "shipping_vat_percent", "small_order_fee_net", "small_order_vat_percent", "status", "value_net", "vat_number", "vat_total", "vat_treatment", "version") SELECT new_values."approval_id", new_values."checkout_token", new_values."comment", new_values."cost_centre", new_values."currency", new_values."customer_id", new_values."customer_name", new_values."customer_reference", new_values."delivery_attention", new_values."delivery_city", new_values."delivery_country", new_values."delivery_method_id", new_values."delivery_method_name", new_values."delivery_name", new_values."delivery_phone", new_values."delivery_postal_code", new_values."delivery_street", new_values."due_on", new_values."extra", new_values."fees_net", new_values."fees_vat_percent", new_values."goods_marking", new_values."goods_net", new_values."gross", new_values."id", new_values."invoice_reference", new_values."is_free_text", new_values."is_on_account", new_values."membership_id", new_values."number", new_values."orderer_id", new_values."org_number", new_values."paid_at", new_values."payment_method_id", new_values."payment_method_name", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."placed_at", new_values."placed_by_id", new_values."released_at", new_values."replaces_id", new_values."requested_on", new_values."shipper_account", new_values."shipping_net", new_values."shipping_vat_percent", new_values."small_order_fee_net", new_values."small_order_vat_percent", new_values."status", new_values."value_net", new_values."vat_number", new_values."vat_total", new_values."vat_treatment", new_values."version" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='540a7938ee9d8968b4718eb2744c1e25792c5b05', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_eb763', referencing='REFERENCING NEW TABLE AS new_values ', table='orders_order', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='order',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "orders_orderhistory" ("approval_id", "checkout_token", "comment", "cost_centre", "currency", "customer_id", "customer_name", "customer_reference", "delivery_attention", "delivery_city", "delivery_country", "delivery_method_id", "delivery_method_name", "delivery_name", "delivery_phone", "delivery_postal_code", "delivery_street", "due_on", "extra", "fees_net", "fees_vat_percent", "goods_marking", "goods_net", "gross", "id", "invoice_reference", "is_free_text", "is_on_account", "membership_id", "number", "orderer_id", "org_number", "paid_at", "payment_method_id", "payment_method_name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "placed_at", "placed_by_id", "released_at", "replaces_id", "requested_on", "shipper_account", "shipping_net", "shipping_vat_percent", "small_order_fee_net", "small_order_vat_percent", "status", "value_net", "vat_number", "vat_total", "vat_treatment", "version") SELECT new_values."approval_id", new_values."checkout_token", new_values."comment", new_values."cost_centre", new_values."currency", new_values."customer_id", new_values."customer_name", new_values."customer_reference", new_values."delivery_attention", new_values."delivery_city", new_values."delivery_country", new_values."delivery_method_id", new_values."delivery_method_name", new_values."delivery_name", new_values."delivery_phone", new_values."delivery_postal_code", new_values."delivery_street", new_values."due_on", new_values."extra", new_values."fees_net", new_values."fees_vat_percent", new_values."goods_marking", new_values."goods_net", new_values."gross", new_values."id", new_values."invoice_reference", new_values."is_free_text", new_values."is_on_account", new_values."membership_id", new_values."number", new_values."orderer_id", new_values."org_number", new_values."paid_at", new_values."payment_method_id", new_values."payment_method_name", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."placed_at", new_values."placed_by_id", new_values."released_at", new_values."replaces_id", new_values."requested_on", new_values."shipper_account", new_values."shipping_net", new_values."shipping_vat_percent", new_values."small_order_fee_net", new_values."small_order_vat_percent", new_values."status", new_values."value_net", new_values."vat_number", new_values."vat_total", new_values."vat_treatment", new_values."version" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='16a9b60d2350e2eea3d9f4f4c441aef907052f81', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_d4b84', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='orders_order', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='order',
            constraint=models.CheckConstraint(condition=models.Q(('small_order_fee_net__gte', 0), ('small_order_fee_net__lte', models.F('fees_net'))), name='order_small_fee_among_fees'),
        ),
        migrations.AddField(
            model_name='smallorderrule',
            name='customer',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='customers.customer'),
        ),
        migrations.AddField(
            model_name='smallorderrule',
            name='group',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='customers.customergroup'),
        ),
        migrations.AddField(
            model_name='smallorderrule',
            name='segment',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='customers.segment'),
        ),
        migrations.AddField(
            model_name='smallorderrule',
            name='vat_rate',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalogue.vatrate'),
        ),
        migrations.AddField(
            model_name='smallorderruleevent',
            name='customer',
            field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='customers.customer'),
        ),
        migrations.AddField(
            model_name='smallorderruleevent',
            name='group',
            field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='customers.customergroup'),
        ),
        migrations.AddField(
            model_name='smallorderruleevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='smallorderruleevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='orders.smallorderrule'),
        ),
        migrations.AddField(
            model_name='smallorderruleevent',
            name='segment',
            field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='customers.segment'),
        ),
        migrations.AddField(
            model_name='smallorderruleevent',
            name='vat_rate',
            field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='catalogue.vatrate'),
        ),
        migrations.AddConstraint(
            model_name='smallorderrule',
            constraint=models.CheckConstraint(condition=models.Q(('value_net__gte', 0)), name='small_order_value_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='smallorderrule',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('fee_net__isnull', True), ('vat_rate__isnull', True)), models.Q(('fee_net__gt', 0), ('vat_rate__isnull', False)), _connector='OR'), name='small_order_fee_has_vat'),
        ),
        migrations.AddConstraint(
            model_name='smallorderrule',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('customer__isnull', True), ('group__isnull', True)), models.Q(('customer__isnull', True), ('segment__isnull', True)), models.Q(('group__isnull', True), ('segment__isnull', True)), _connector='OR'), name='small_order_of_one_or_all'),
        ),
        migrations.AddConstraint(
            model_name='smallorderrule',
            constraint=models.UniqueConstraint(fields=('customer', 'group', 'segment'), name='small_order_rule_once', nulls_distinct=False),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='smallorderrule',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "orders_smallorderruleevent" ("customer_id", "fee_net", "group_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "segment_id", "value_net", "vat_rate_id") SELECT new_values."customer_id", new_values."fee_net", new_values."group_id", new_values."id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."segment_id", new_values."value_net", new_values."vat_rate_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='e86ca93c7709fd396debf19e33daa2c501eb187f', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_f7c7a', referencing='REFERENCING NEW TABLE AS new_values ', table='orders_smallorderrule', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='smallorderrule',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "orders_smallorderruleevent" ("customer_id", "fee_net", "group_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "segment_id", "value_net", "vat_rate_id") SELECT new_values."customer_id", new_values."fee_net", new_values."group_id", new_values."id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."segment_id", new_values."value_net", new_values."vat_rate_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='22b145b5775486881882b26a27032821cb2f555b', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_9ae1e', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='orders_smallorderrule', when='AFTER')),
        ),
    ]
