"""Made by makemigrations."""

import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
import django.utils.timezone
import django_countries.fields
import orders.models.order
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('approvals', '0002_connections'),
        ('catalogue', '0003_connections'),
        ('customers', '0001_initial'),
        ('pghistory', '0007_auto_20250421_0444'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='DeliveryMethod',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100, unique=True, verbose_name='Name')),
                ('description', models.CharField(blank=True, max_length=250, verbose_name='Description')),
                ('cost_net', models.DecimalField(decimal_places=2, default=0, max_digits=12, validators=[django.core.validators.MinValueValidator(0)], verbose_name='Cost ex VAT')),
                ('free_from_net', models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True, validators=[django.core.validators.MinValueValidator(0)], verbose_name='Free from goods value ex VAT')),
                ('position', models.PositiveIntegerField(default=0, verbose_name='Position')),
                ('is_active', models.BooleanField(default=True, verbose_name='Offered')),
                ('limit_groups', models.ManyToManyField(blank=True, related_name='+', to='customers.customergroup', verbose_name='Limit by group')),
                ('vat_rate', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalogue.vatrate')),
            ],
            options={
                'verbose_name': 'delivery method',
                'verbose_name_plural': 'delivery methods',
                'ordering': ['position', 'name'],
            },
        ),
        migrations.CreateModel(
            name='Order',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.BigIntegerField(default=orders.models.order.next_order_number, editable=False, unique=True, verbose_name='Order')),
                ('status', models.CharField(choices=[('awaiting_approval', 'Awaiting approval'), ('unprocessed', 'Unprocessed'), ('processing', 'Processing'), ('shipped', 'Shipped'), ('completed', 'Completed'), ('rejected', 'Rejected in approval'), ('withdrawn', 'Withdrawn'), ('cancelled', 'Cancelled')], max_length=20, verbose_name='Status')),
                ('checkout_token', models.UUIDField(default=uuid.uuid4, unique=True)),
                ('currency', models.CharField(max_length=3)),
                ('goods_net', models.DecimalField(decimal_places=2, max_digits=14)),
                ('shipping_net', models.DecimalField(decimal_places=2, default=Decimal('0.00'), max_digits=14)),
                ('fees_net', models.DecimalField(decimal_places=2, default=Decimal('0.00'), max_digits=14)),
                ('value_net', models.DecimalField(decimal_places=2, max_digits=14, verbose_name='Order value ex VAT')),
                ('vat_total', models.DecimalField(decimal_places=2, max_digits=14)),
                ('gross', models.DecimalField(decimal_places=2, max_digits=14, verbose_name='Total inc VAT')),
                ('vat_treatment', models.CharField(default='domestic', max_length=20)),
                ('vat_number', models.CharField(blank=True, max_length=20)),
                ('customer_name', models.CharField(max_length=200)),
                ('org_number', models.CharField(blank=True, max_length=30)),
                ('delivery_name', models.CharField(max_length=120, verbose_name='Recipient')),
                ('delivery_attention', models.CharField(blank=True, max_length=120, verbose_name='Attention')),
                ('delivery_street', models.CharField(max_length=200, verbose_name='Street')),
                ('delivery_postal_code', models.CharField(max_length=20, verbose_name='Postal code')),
                ('delivery_city', models.CharField(max_length=100, verbose_name='City')),
                ('delivery_country', django_countries.fields.CountryField(default='SE', max_length=2, verbose_name='Country')),
                ('delivery_phone', models.CharField(blank=True, max_length=40, verbose_name='Phone')),
                ('customer_reference', models.CharField(blank=True, max_length=60, verbose_name='Your order number')),
                ('cost_centre', models.CharField(blank=True, max_length=60, verbose_name='Cost centre')),
                ('goods_marking', models.CharField(blank=True, max_length=60, verbose_name='Goods marking')),
                ('invoice_reference', models.CharField(blank=True, max_length=60, verbose_name='Invoice reference')),
                ('requested_on', models.DateField(blank=True, null=True, verbose_name='Requested delivery date')),
                ('comment', models.TextField(blank=True, verbose_name='Comment')),
                ('is_free_text', models.BooleanField(default=False)),
                ('delivery_method_name', models.CharField(max_length=100, verbose_name='Delivery method')),
                ('shipping_vat_percent', models.DecimalField(decimal_places=2, default=Decimal('0'), max_digits=5)),
                ('payment_method_name', models.CharField(max_length=100, verbose_name='Payment')),
                ('fees_vat_percent', models.DecimalField(decimal_places=2, default=Decimal('0'), max_digits=5)),
                ('is_on_account', models.BooleanField(default=False)),
                ('due_on', models.DateField(blank=True, null=True, verbose_name='Due')),
                ('paid_at', models.DateTimeField(blank=True, null=True, verbose_name='Paid')),
                ('version', models.PositiveIntegerField(default=1)),
                ('placed_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='Placed')),
                ('released_at', models.DateTimeField(blank=True, null=True, verbose_name='Sent to the reseller')),
                ('approval', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='order', to='approvals.approvalrequest')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='orders', to='customers.customer')),
                ('delivery_method', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='orders.deliverymethod')),
                ('membership', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='orders', to='customers.membership')),
                ('orderer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='orders', to=settings.AUTH_USER_MODEL)),
                ('placed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'order',
                'verbose_name_plural': 'orders',
                'ordering': ['-placed_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='LimitEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('reserve', 'Reserved'), ('adjust', 'Adjusted'), ('release', 'Released')], max_length=10)),
                ('amount_net', models.DecimalField(decimal_places=2, max_digits=14)),
                ('counts_on', models.DateField()),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('membership', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='limit_entries', to='customers.membership')),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='limit_entries', to='orders.order')),
            ],
            options={
                'verbose_name': 'limit entry',
                'verbose_name_plural': 'limit entries',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='OrderEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('placed', 'Placed'), ('step_approved', 'Approved, goes on'), ('approved', 'Approved'), ('changed', 'Changed by the approver'), ('reassigned', 'Given to another approver'), ('rejected', 'Rejected'), ('withdrawn', 'Withdrawn'), ('processing_started', 'Processing started'), ('shipped', 'Shipped'), ('completed', 'Completed'), ('cancelled', 'Cancelled'), ('commented', 'Comment')], max_length=20)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('comment', models.TextField(blank=True, verbose_name='Comment')),
                ('details', models.JSONField(default=dict)),
                ('acted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='events', to='orders.order')),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'event',
                'verbose_name_plural': 'events',
                'ordering': ['at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='OrderLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField()),
                ('sku', models.CharField(max_length=80, verbose_name='Article number')),
                ('name', models.CharField(max_length=460, verbose_name='Name')),
                ('quantity', models.PositiveIntegerField(verbose_name='Quantity')),
                ('unit', models.CharField(blank=True, max_length=20)),
                ('list_net', models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True)),
                ('unit_net', models.DecimalField(decimal_places=2, max_digits=14)),
                ('line_net', models.DecimalField(decimal_places=2, max_digits=14)),
                ('vat_percent', models.DecimalField(decimal_places=2, max_digits=5)),
                ('price_steps', models.JSONField(default=list)),
                ('comment', models.CharField(blank=True, max_length=250, verbose_name='Comment')),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='orders.order')),
                ('variant', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='order_lines', to='catalogue.variant')),
            ],
            options={
                'verbose_name': 'order line',
                'verbose_name_plural': 'order lines',
                'ordering': ['position', 'id'],
            },
        ),
        migrations.CreateModel(
            name='OrderVat',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('percent', models.DecimalField(decimal_places=2, max_digits=5)),
                ('base_net', models.DecimalField(decimal_places=2, max_digits=14)),
                ('amount', models.DecimalField(decimal_places=2, max_digits=14)),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='vat_rows', to='orders.order')),
            ],
            options={
                'ordering': ['-percent'],
            },
        ),
        migrations.CreateModel(
            name='PaymentMethod',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100, unique=True, verbose_name='Name')),
                ('description', models.CharField(blank=True, max_length=250, verbose_name='Description')),
                ('is_on_account', models.BooleanField(default=False, verbose_name='On account')),
                ('fee_net', models.DecimalField(decimal_places=2, default=0, max_digits=12, validators=[django.core.validators.MinValueValidator(0)], verbose_name='Fee ex VAT')),
                ('position', models.PositiveIntegerField(default=0, verbose_name='Position')),
                ('is_active', models.BooleanField(default=True, verbose_name='Offered')),
                ('limit_groups', models.ManyToManyField(blank=True, related_name='+', to='customers.customergroup', verbose_name='Limit by group')),
                ('vat_rate', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalogue.vatrate')),
            ],
            options={
                'verbose_name': 'payment method',
                'verbose_name_plural': 'payment methods',
                'ordering': ['position', 'name'],
            },
        ),
        migrations.CreateModel(
            name='OrderHistory',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('number', models.BigIntegerField(default=orders.models.order.next_order_number, editable=False, verbose_name='Order')),
                ('status', models.CharField(choices=[('awaiting_approval', 'Awaiting approval'), ('unprocessed', 'Unprocessed'), ('processing', 'Processing'), ('shipped', 'Shipped'), ('completed', 'Completed'), ('rejected', 'Rejected in approval'), ('withdrawn', 'Withdrawn'), ('cancelled', 'Cancelled')], max_length=20, verbose_name='Status')),
                ('checkout_token', models.UUIDField(default=uuid.uuid4)),
                ('currency', models.CharField(max_length=3)),
                ('goods_net', models.DecimalField(decimal_places=2, max_digits=14)),
                ('shipping_net', models.DecimalField(decimal_places=2, default=Decimal('0.00'), max_digits=14)),
                ('fees_net', models.DecimalField(decimal_places=2, default=Decimal('0.00'), max_digits=14)),
                ('value_net', models.DecimalField(decimal_places=2, max_digits=14, verbose_name='Order value ex VAT')),
                ('vat_total', models.DecimalField(decimal_places=2, max_digits=14)),
                ('gross', models.DecimalField(decimal_places=2, max_digits=14, verbose_name='Total inc VAT')),
                ('vat_treatment', models.CharField(default='domestic', max_length=20)),
                ('vat_number', models.CharField(blank=True, max_length=20)),
                ('customer_name', models.CharField(max_length=200)),
                ('org_number', models.CharField(blank=True, max_length=30)),
                ('delivery_name', models.CharField(max_length=120, verbose_name='Recipient')),
                ('delivery_attention', models.CharField(blank=True, max_length=120, verbose_name='Attention')),
                ('delivery_street', models.CharField(max_length=200, verbose_name='Street')),
                ('delivery_postal_code', models.CharField(max_length=20, verbose_name='Postal code')),
                ('delivery_city', models.CharField(max_length=100, verbose_name='City')),
                ('delivery_country', django_countries.fields.CountryField(default='SE', max_length=2, verbose_name='Country')),
                ('delivery_phone', models.CharField(blank=True, max_length=40, verbose_name='Phone')),
                ('customer_reference', models.CharField(blank=True, max_length=60, verbose_name='Your order number')),
                ('cost_centre', models.CharField(blank=True, max_length=60, verbose_name='Cost centre')),
                ('goods_marking', models.CharField(blank=True, max_length=60, verbose_name='Goods marking')),
                ('invoice_reference', models.CharField(blank=True, max_length=60, verbose_name='Invoice reference')),
                ('requested_on', models.DateField(blank=True, null=True, verbose_name='Requested delivery date')),
                ('comment', models.TextField(blank=True, verbose_name='Comment')),
                ('is_free_text', models.BooleanField(default=False)),
                ('delivery_method_name', models.CharField(max_length=100, verbose_name='Delivery method')),
                ('shipping_vat_percent', models.DecimalField(decimal_places=2, default=Decimal('0'), max_digits=5)),
                ('payment_method_name', models.CharField(max_length=100, verbose_name='Payment')),
                ('fees_vat_percent', models.DecimalField(decimal_places=2, default=Decimal('0'), max_digits=5)),
                ('is_on_account', models.BooleanField(default=False)),
                ('due_on', models.DateField(blank=True, null=True, verbose_name='Due')),
                ('paid_at', models.DateTimeField(blank=True, null=True, verbose_name='Paid')),
                ('version', models.PositiveIntegerField(default=1)),
                ('placed_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='Placed')),
                ('released_at', models.DateTimeField(blank=True, null=True, verbose_name='Sent to the reseller')),
                ('approval', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='approvals.approvalrequest')),
                ('customer', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='customers.customer')),
                ('delivery_method', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='orders.deliverymethod')),
                ('membership', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='customers.membership')),
                ('orderer', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='orders.order')),
                ('placed_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('payment_method', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='orders.paymentmethod')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='order',
            name='payment_method',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='orders.paymentmethod'),
        ),
        migrations.CreateModel(
            name='Cart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('session_token', models.CharField(blank=True, max_length=64)),
                ('checkout_token', models.UUIDField(default=uuid.uuid4, unique=True)),
                ('changed_at', models.DateTimeField(auto_now=True)),
                ('acted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('customer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='customers.customer')),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='carts', to=settings.AUTH_USER_MODEL)),
                ('delivery_method', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='orders.deliverymethod')),
                ('payment_method', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='orders.paymentmethod')),
            ],
            options={
                'verbose_name': 'cart',
                'verbose_name_plural': 'carts',
            },
        ),
        migrations.CreateModel(
            name='CartLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('quantity', models.PositiveIntegerField(validators=[django.core.validators.MinValueValidator(1)], verbose_name='Quantity')),
                ('comment', models.CharField(blank=True, max_length=250, verbose_name='Comment')),
                ('seen_unit_net', models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True)),
                ('added_at', models.DateTimeField(auto_now_add=True)),
                ('cart', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='orders.cart')),
                ('variant', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='catalogue.variant')),
            ],
            options={
                'ordering': ['added_at', 'id'],
                'constraints': [models.UniqueConstraint(fields=('cart', 'variant'), name='cart_line_once'), models.CheckConstraint(condition=models.Q(('quantity__gte', 1), ('quantity__lte', 999999)), name='cart_line_quantity_sane')],
            },
        ),
        migrations.AddConstraint(
            model_name='deliverymethod',
            constraint=models.CheckConstraint(condition=models.Q(('cost_net__gte', 0)), name='delivery_cost_not_negative'),
        ),
        migrations.AddIndex(
            model_name='limitentry',
            index=models.Index(fields=['membership', 'counts_on'], name='limit_entry_period'),
        ),
        migrations.AddConstraint(
            model_name='limitentry',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('amount_net__gte', 0), ('kind', 'reserve')), models.Q(('amount_net__lte', 0), ('kind', 'release')), ('kind', 'adjust'), _connector='OR'), name='limit_entry_sign'),
        ),
        migrations.AddConstraint(
            model_name='limitentry',
            constraint=models.UniqueConstraint(condition=models.Q(('kind', 'reserve')), fields=('order',), name='limit_entry_reserved_once'),
        ),
        migrations.AddConstraint(
            model_name='limitentry',
            constraint=models.UniqueConstraint(condition=models.Q(('kind', 'release')), fields=('order',), name='limit_entry_released_once'),
        ),
        migrations.AddConstraint(
            model_name='orderline',
            constraint=models.CheckConstraint(condition=models.Q(('quantity__gte', 1)), name='order_line_quantity_positive'),
        ),
        migrations.AddConstraint(
            model_name='orderline',
            constraint=models.CheckConstraint(condition=models.Q(('unit_net__gte', 0)), name='order_line_price_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='orderline',
            constraint=models.CheckConstraint(condition=models.Q(('line_net', django.db.models.expressions.CombinedExpression(models.F('unit_net'), '*', models.F('quantity')))), name='order_line_is_unit_times_quantity'),
        ),
        migrations.AddConstraint(
            model_name='orderline',
            constraint=models.UniqueConstraint(fields=('order', 'variant'), name='order_line_once'),
        ),
        migrations.AddConstraint(
            model_name='ordervat',
            constraint=models.UniqueConstraint(fields=('order', 'percent'), name='order_vat_once_per_rate'),
        ),
        migrations.AddConstraint(
            model_name='paymentmethod',
            constraint=models.CheckConstraint(condition=models.Q(('fee_net__gte', 0)), name='payment_fee_not_negative'),
        ),
        migrations.AddIndex(
            model_name='order',
            index=models.Index(fields=['-placed_at', '-id'], name='order_newest'),
        ),
        migrations.AddIndex(
            model_name='order',
            index=models.Index(fields=['status', '-placed_at', '-id'], name='order_by_status'),
        ),
        migrations.AddIndex(
            model_name='order',
            index=models.Index(fields=['customer', '-placed_at', '-id'], name='order_by_customer'),
        ),
        migrations.AddIndex(
            model_name='order',
            index=models.Index(fields=['orderer', '-placed_at', '-id'], name='order_by_orderer'),
        ),
        migrations.AddIndex(
            model_name='order',
            index=models.Index(condition=models.Q(('is_on_account', True), ('paid_at__isnull', True)), fields=['customer'], name='order_unpaid_on_account'),
        ),
        migrations.AddConstraint(
            model_name='order',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['awaiting_approval', 'unprocessed', 'processing', 'shipped', 'completed', 'rejected', 'withdrawn', 'cancelled'])), name='order_status_known'),
        ),
        migrations.AddConstraint(
            model_name='order',
            constraint=models.CheckConstraint(condition=models.Q(('value_net', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('goods_net'), '+', models.F('shipping_net')), '+', models.F('fees_net')))), name='order_value_is_its_parts'),
        ),
        migrations.AddConstraint(
            model_name='order',
            constraint=models.CheckConstraint(condition=models.Q(('gross', django.db.models.expressions.CombinedExpression(models.F('value_net'), '+', models.F('vat_total')))), name='order_gross_is_net_and_vat'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='order',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "orders_orderhistory" ("approval_id", "checkout_token", "comment", "cost_centre", "currency", "customer_id", "customer_name", "customer_reference", "delivery_attention", "delivery_city", "delivery_country", "delivery_method_id", "delivery_method_name", "delivery_name", "delivery_phone", "delivery_postal_code", "delivery_street", "due_on", "fees_net", "fees_vat_percent", "goods_marking", "goods_net", "gross", "id", "invoice_reference", "is_free_text", "is_on_account", "membership_id", "number", "orderer_id", "org_number", "paid_at", "payment_method_id", "payment_method_name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "placed_at", "placed_by_id", "released_at", "requested_on", "shipping_net", "shipping_vat_percent", "status", "value_net", "vat_number", "vat_total", "vat_treatment", "version") SELECT new_values."approval_id", new_values."checkout_token", new_values."comment", new_values."cost_centre", new_values."currency", new_values."customer_id", new_values."customer_name", new_values."customer_reference", new_values."delivery_attention", new_values."delivery_city", new_values."delivery_country", new_values."delivery_method_id", new_values."delivery_method_name", new_values."delivery_name", new_values."delivery_phone", new_values."delivery_postal_code", new_values."delivery_street", new_values."due_on", new_values."fees_net", new_values."fees_vat_percent", new_values."goods_marking", new_values."goods_net", new_values."gross", new_values."id", new_values."invoice_reference", new_values."is_free_text", new_values."is_on_account", new_values."membership_id", new_values."number", new_values."orderer_id", new_values."org_number", new_values."paid_at", new_values."payment_method_id", new_values."payment_method_name", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."placed_at", new_values."placed_by_id", new_values."released_at", new_values."requested_on", new_values."shipping_net", new_values."shipping_vat_percent", new_values."status", new_values."value_net", new_values."vat_number", new_values."vat_total", new_values."vat_treatment", new_values."version" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='3d8e4d1fdad5e75f11b3c600449aa26d9ef89deb', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_eb763', referencing='REFERENCING NEW TABLE AS new_values ', table='orders_order', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='order',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "orders_orderhistory" ("approval_id", "checkout_token", "comment", "cost_centre", "currency", "customer_id", "customer_name", "customer_reference", "delivery_attention", "delivery_city", "delivery_country", "delivery_method_id", "delivery_method_name", "delivery_name", "delivery_phone", "delivery_postal_code", "delivery_street", "due_on", "fees_net", "fees_vat_percent", "goods_marking", "goods_net", "gross", "id", "invoice_reference", "is_free_text", "is_on_account", "membership_id", "number", "orderer_id", "org_number", "paid_at", "payment_method_id", "payment_method_name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "placed_at", "placed_by_id", "released_at", "requested_on", "shipping_net", "shipping_vat_percent", "status", "value_net", "vat_number", "vat_total", "vat_treatment", "version") SELECT new_values."approval_id", new_values."checkout_token", new_values."comment", new_values."cost_centre", new_values."currency", new_values."customer_id", new_values."customer_name", new_values."customer_reference", new_values."delivery_attention", new_values."delivery_city", new_values."delivery_country", new_values."delivery_method_id", new_values."delivery_method_name", new_values."delivery_name", new_values."delivery_phone", new_values."delivery_postal_code", new_values."delivery_street", new_values."due_on", new_values."fees_net", new_values."fees_vat_percent", new_values."goods_marking", new_values."goods_net", new_values."gross", new_values."id", new_values."invoice_reference", new_values."is_free_text", new_values."is_on_account", new_values."membership_id", new_values."number", new_values."orderer_id", new_values."org_number", new_values."paid_at", new_values."payment_method_id", new_values."payment_method_name", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."placed_at", new_values."placed_by_id", new_values."released_at", new_values."requested_on", new_values."shipping_net", new_values."shipping_vat_percent", new_values."status", new_values."value_net", new_values."vat_number", new_values."vat_total", new_values."vat_treatment", new_values."version" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='adb694f97adc49c7340f95129453671033bb621e', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_d4b84', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='orders_order', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='cart',
            constraint=models.UniqueConstraint(condition=models.Q(('user__isnull', False)), fields=('user', 'customer', 'acted_by'), name='cart_one_open_each', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='cart',
            constraint=models.UniqueConstraint(condition=models.Q(('session_token', ''), _negated=True), fields=('session_token',), name='cart_one_per_session'),
        ),
        migrations.AddConstraint(
            model_name='cart',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('user__isnull', False), ('session_token', '')), models.Q(('user__isnull', True), models.Q(('session_token', ''), _negated=True)), _connector='OR'), name='cart_has_an_owner'),
        ),
    ]
