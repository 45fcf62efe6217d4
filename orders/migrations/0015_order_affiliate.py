import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('marketing', '0002_affiliates'),
        ('orders', '0014_remember_deleted_small_order_rules'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='order',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='order',
            name='update_update',
        ),
        migrations.AddField(
            model_name='order',
            name='affiliate',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='orders', to='marketing.affiliate'),
        ),
        migrations.AddField(
            model_name='orderhistory',
            name='affiliate',
            field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='marketing.affiliate'),
        ),
        migrations.AddIndex(
            model_name='order',
            index=models.Index(condition=models.Q(('affiliate__isnull', False)), fields=['affiliate', '-id'], name='order_by_affiliate'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='order',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "orders_orderhistory" ("affiliate_id", "approval_id", "checkout_token", "comment", "cost_centre", "currency", "customer_id", "customer_name", "customer_reference", "delivery_attention", "delivery_city", "delivery_country", "delivery_method_id", "delivery_method_name", "delivery_name", "delivery_phone", "delivery_postal_code", "delivery_street", "due_on", "extra", "fees_net", "fees_vat_percent", "goods_marking", "goods_net", "gross", "id", "invoice_reference", "is_free_text", "is_on_account", "membership_id", "number", "orderer_id", "org_number", "paid_at", "payment_method_id", "payment_method_name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "placed_at", "placed_by_id", "released_at", "replaces_id", "requested_on", "shipper_account", "shipping_net", "shipping_vat_percent", "small_order_fee_net", "small_order_vat_percent", "status", "value_net", "vat_number", "vat_total", "vat_treatment", "version") SELECT new_values."affiliate_id", new_values."approval_id", new_values."checkout_token", new_values."comment", new_values."cost_centre", new_values."currency", new_values."customer_id", new_values."customer_name", new_values."customer_reference", new_values."delivery_attention", new_values."delivery_city", new_values."delivery_country", new_values."delivery_method_id", new_values."delivery_method_name", new_values."delivery_name", new_values."delivery_phone", new_values."delivery_postal_code", new_values."delivery_street", new_values."due_on", new_values."extra", new_values."fees_net", new_values."fees_vat_percent", new_values."goods_marking", new_values."goods_net", new_values."gross", new_values."id", new_values."invoice_reference", new_values."is_free_text", new_values."is_on_account", new_values."membership_id", new_values."number", new_values."orderer_id", new_values."org_number", new_values."paid_at", new_values."payment_method_id", new_values."payment_method_name", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."placed_at", new_values."placed_by_id", new_values."released_at", new_values."replaces_id", new_values."requested_on", new_values."shipper_account", new_values."shipping_net", new_values."shipping_vat_percent", new_values."small_order_fee_net", new_values."small_order_vat_percent", new_values."status", new_values."value_net", new_values."vat_number", new_values."vat_total", new_values."vat_treatment", new_values."version" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='ec104e9a803d150cfe7baffafc8db94714fa7117', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_eb763', referencing='REFERENCING NEW TABLE AS new_values ', table='orders_order', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='order',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "orders_orderhistory" ("affiliate_id", "approval_id", "checkout_token", "comment", "cost_centre", "currency", "customer_id", "customer_name", "customer_reference", "delivery_attention", "delivery_city", "delivery_country", "delivery_method_id", "delivery_method_name", "delivery_name", "delivery_phone", "delivery_postal_code", "delivery_street", "due_on", "extra", "fees_net", "fees_vat_percent", "goods_marking", "goods_net", "gross", "id", "invoice_reference", "is_free_text", "is_on_account", "membership_id", "number", "orderer_id", "org_number", "paid_at", "payment_method_id", "payment_method_name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "placed_at", "placed_by_id", "released_at", "replaces_id", "requested_on", "shipper_account", "shipping_net", "shipping_vat_percent", "small_order_fee_net", "small_order_vat_percent", "status", "value_net", "vat_number", "vat_total", "vat_treatment", "version") SELECT new_values."affiliate_id", new_values."approval_id", new_values."checkout_token", new_values."comment", new_values."cost_centre", new_values."currency", new_values."customer_id", new_values."customer_name", new_values."customer_reference", new_values."delivery_attention", new_values."delivery_city", new_values."delivery_country", new_values."delivery_method_id", new_values."delivery_method_name", new_values."delivery_name", new_values."delivery_phone", new_values."delivery_postal_code", new_values."delivery_street", new_values."due_on", new_values."extra", new_values."fees_net", new_values."fees_vat_percent", new_values."goods_marking", new_values."goods_net", new_values."gross", new_values."id", new_values."invoice_reference", new_values."is_free_text", new_values."is_on_account", new_values."membership_id", new_values."number", new_values."orderer_id", new_values."org_number", new_values."paid_at", new_values."payment_method_id", new_values."payment_method_name", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."placed_at", new_values."placed_by_id", new_values."released_at", new_values."replaces_id", new_values."requested_on", new_values."shipper_account", new_values."shipping_net", new_values."shipping_vat_percent", new_values."small_order_fee_net", new_values."small_order_vat_percent", new_values."status", new_values."value_net", new_values."vat_number", new_values."vat_total", new_values."vat_treatment", new_values."version" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='04e0508244c5ea5d91cb34d959b6315288c9b0ad', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_d4b84', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='orders_order', when='AFTER')),
        ),
    ]
