import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('customers', '0017_customer_notes'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='customer',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='customer',
            name='update_update',
        ),
        migrations.RemoveField(
            model_name='customer',
            name='staff_note',
        ),
        migrations.RemoveField(
            model_name='customerevent',
            name='staff_note',
        ),
        migrations.AddField(
            model_name='customer',
            name='may_order_free_text',
            field=models.BooleanField(default=True, help_text='Those who have the role; otherwise nobody there.', verbose_name='May order in their own words'),
        ),
        migrations.AddField(
            model_name='customer',
            name='may_pay_on_account',
            field=models.BooleanField(default=True, verbose_name='May pay on account'),
        ),
        migrations.AddField(
            model_name='customerevent',
            name='may_order_free_text',
            field=models.BooleanField(default=True, help_text='Those who have the role; otherwise nobody there.', verbose_name='May order in their own words'),
        ),
        migrations.AddField(
            model_name='customerevent',
            name='may_pay_on_account',
            field=models.BooleanField(default=True, verbose_name='May pay on account'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='customer',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "customers_customerevent" ("allowed_outstanding", "ape_code", "country", "created_at", "discount_percent", "email", "free_delivery_address", "id", "is_active", "main_group_id", "may_order_free_text", "may_pay_on_account", "name", "number", "org_number", "origin", "payment_days", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "pricing_tier_id", "risk", "sales_team_id", "vat_number", "website") SELECT new_values."allowed_outstanding", new_values."ape_code", new_values."country", new_values."created_at", new_values."discount_percent", new_values."email", new_values."free_delivery_address", new_values."id", new_values."is_active", new_values."main_group_id", new_values."may_order_free_text", new_values."may_pay_on_account", new_values."name", new_values."number", new_values."org_number", new_values."origin", new_values."payment_days", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."phone", new_values."pricing_tier_id", new_values."risk", new_values."sales_team_id", new_values."vat_number", new_values."website" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='1adf08d1ca660b2631c96454746ac61f3ce9e0cf', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_a36e0', referencing='REFERENCING NEW TABLE AS new_values ', table='customers_customer', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='customer',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "customers_customerevent" ("allowed_outstanding", "ape_code", "country", "created_at", "discount_percent", "email", "free_delivery_address", "id", "is_active", "main_group_id", "may_order_free_text", "may_pay_on_account", "name", "number", "org_number", "origin", "payment_days", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "pricing_tier_id", "risk", "sales_team_id", "vat_number", "website") SELECT new_values."allowed_outstanding", new_values."ape_code", new_values."country", new_values."created_at", new_values."discount_percent", new_values."email", new_values."free_delivery_address", new_values."id", new_values."is_active", new_values."main_group_id", new_values."may_order_free_text", new_values."may_pay_on_account", new_values."name", new_values."number", new_values."org_number", new_values."origin", new_values."payment_days", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."phone", new_values."pricing_tier_id", new_values."risk", new_values."sales_team_id", new_values."vat_number", new_values."website" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='402d1020da6df64c7e8d310ad2d327f88dc35ddf', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_ca86d', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='customers_customer', when='AFTER')),
        ),
    ]
