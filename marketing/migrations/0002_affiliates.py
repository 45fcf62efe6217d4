import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('marketing', '0001_campaigns_and_bounces'),
        ('pghistory', '0007_auto_20250421_0444'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Affiliate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=30, verbose_name='Code')),
                ('code_mark', models.CharField(editable=False, max_length=64, unique=True)),
                ('shown_as', models.CharField(max_length=80, verbose_name='Shown to visitors as')),
                ('commission', models.CharField(choices=[('percent', '% of the goods ex VAT'), ('fixed', 'An amount per order')], default='percent', max_length=10, verbose_name='Commission')),
                ('rate', models.DecimalField(decimal_places=2, max_digits=9, verbose_name='Commission, % or amount')),
                ('starts_on', models.DateField(verbose_name='From')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='Until')),
                ('is_active', models.BooleanField(default=True, verbose_name='Active')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='Created')),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='affiliate', to=settings.AUTH_USER_MODEL, verbose_name='Person')),
            ],
            options={
                'verbose_name': 'affiliate',
                'verbose_name_plural': 'affiliates',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='AffiliateEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('code', models.CharField(max_length=30, verbose_name='Code')),
                ('code_mark', models.CharField(editable=False, max_length=64)),
                ('shown_as', models.CharField(max_length=80, verbose_name='Shown to visitors as')),
                ('commission', models.CharField(choices=[('percent', '% of the goods ex VAT'), ('fixed', 'An amount per order')], default='percent', max_length=10, verbose_name='Commission')),
                ('rate', models.DecimalField(decimal_places=2, max_digits=9, verbose_name='Commission, % or amount')),
                ('starts_on', models.DateField(verbose_name='From')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='Until')),
                ('is_active', models.BooleanField(default=True, verbose_name='Active')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='Created')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='marketing.affiliate')),
                ('user', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='Person')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Attribution',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order_number', models.BigIntegerField(unique=True, verbose_name='Order')),
                ('commission', models.CharField(choices=[('percent', '% of the goods ex VAT'), ('fixed', 'An amount per order')], max_length=10)),
                ('rate', models.DecimalField(decimal_places=2, max_digits=9)),
                ('attributed_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('affiliate', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attributions', to='marketing.affiliate')),
            ],
            options={
                'verbose_name': 'attributed order',
                'verbose_name_plural': 'attributed orders',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='CommissionEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('earned', 'Earned'), ('reversed', 'Taken back')], max_length=10)),
                ('goods_net', models.DecimalField(decimal_places=2, max_digits=14)),
                ('amount', models.DecimalField(decimal_places=2, max_digits=14)),
                ('currency', models.CharField(max_length=3)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('counts_on', models.DateField()),
                ('attribution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='marketing.attribution')),
            ],
            options={
                'verbose_name': 'commission entry',
                'verbose_name_plural': 'commission entries',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='Payout',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_on', models.DateField(verbose_name='From')),
                ('ends_on', models.DateField(verbose_name='Until')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=14, verbose_name='Amount')),
                ('currency', models.CharField(max_length=3)),
                ('reference', models.CharField(blank=True, max_length=80, verbose_name='Reference')),
                ('paid_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='Marked as paid')),
                ('affiliate', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='payouts', to='marketing.affiliate')),
                ('paid_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'payout',
                'verbose_name_plural': 'payouts',
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='PaidEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('entry', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='paid', to='marketing.commissionentry')),
                ('payout', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='marketing.payout')),
            ],
            options={
                'verbose_name': 'paid entry',
                'verbose_name_plural': 'paid entries',
            },
        ),
        migrations.AddConstraint(
            model_name='affiliate',
            constraint=models.UniqueConstraint(django.db.models.functions.text.Lower('code'), name='affiliate_code_once_any_case'),
        ),
        migrations.AddConstraint(
            model_name='affiliate',
            constraint=models.CheckConstraint(condition=models.Q(('code__regex', '^[a-z0-9-]{3,30}$')), name='affiliate_code_form'),
        ),
        migrations.AddConstraint(
            model_name='affiliate',
            constraint=models.CheckConstraint(condition=models.Q(('rate__gt', 0), models.Q(('commission', 'fixed'), ('rate__lte', Decimal('100')), _connector='OR')), name='affiliate_rate_fits'),
        ),
        migrations.AddConstraint(
            model_name='affiliate',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='affiliate_ends_after_start'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='affiliate',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "marketing_affiliateevent" ("code", "code_mark", "commission", "created_at", "ends_on", "id", "is_active", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rate", "shown_as", "starts_on", "user_id") SELECT new_values."code", new_values."code_mark", new_values."commission", new_values."created_at", new_values."ends_on", new_values."id", new_values."is_active", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."rate", new_values."shown_as", new_values."starts_on", new_values."user_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='ff429f8f0eba44d13cba8d12fad9a1e49c226e14', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_20450', referencing='REFERENCING NEW TABLE AS new_values ', table='marketing_affiliate', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='affiliate',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "marketing_affiliateevent" ("code", "code_mark", "commission", "created_at", "ends_on", "id", "is_active", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rate", "shown_as", "starts_on", "user_id") SELECT new_values."code", new_values."code_mark", new_values."commission", new_values."created_at", new_values."ends_on", new_values."id", new_values."is_active", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."rate", new_values."shown_as", new_values."starts_on", new_values."user_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='7973cc6eb0e8713c91ec8634e675e9d009da18fe', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_ff260', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='marketing_affiliate', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='attribution',
            index=models.Index(fields=['affiliate', '-id'], name='attribution_of_affiliate'),
        ),
        migrations.AddConstraint(
            model_name='commissionentry',
            constraint=models.UniqueConstraint(fields=('attribution', 'kind'), name='commission_entry_once_each'),
        ),
        migrations.AddConstraint(
            model_name='commissionentry',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('amount__gte', 0), ('kind', 'earned')), models.Q(('amount__lte', 0), ('kind', 'reversed')), _connector='OR'), name='commission_entry_sign'),
        ),
        migrations.AddConstraint(
            model_name='payout',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', Decimal('0'))), name='payout_is_of_something'),
        ),
    ]
