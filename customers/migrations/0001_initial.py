"""Made by makemigrations."""

import customers.models.customer
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import django_countries.fields
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        migrations.CreateModel(
            name='AccountEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('invited', 'Activation link sent'), ('activated', 'Chose a password and activated the account'), ('reset_asked', 'Reset link sent'), ('reset_done', 'Chose a new password with a reset link'), ('password_changed', 'Changed the password'), ('temporary_password', 'Got a temporary password'), ('email_changed', 'Got a new e-mail address'), ('made_inactive', 'Was made inactive'), ('made_active', 'Was made active again')], max_length=20, verbose_name='Event')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='How the person was verified')),
                ('happened_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'verbose_name': 'account event',
                'verbose_name_plural': 'account events',
                'ordering': ['-happened_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='ActingVisit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('started_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name': 'visit as somebody else',
                'verbose_name_plural': 'visits as somebody else',
                'ordering': ['-started_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='Address',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='Recipient')),
                ('attention', models.CharField(blank=True, max_length=120, verbose_name='Attention')),
                ('street', models.CharField(max_length=200, verbose_name='Street')),
                ('postal_code', models.CharField(max_length=20, verbose_name='Postal code')),
                ('city', models.CharField(max_length=100, verbose_name='City')),
                ('country', django_countries.fields.CountryField(default='SE', max_length=2, verbose_name='Country')),
                ('phone', models.CharField(blank=True, max_length=40, verbose_name='Phone')),
                ('is_default', models.BooleanField(default=False, verbose_name='Suggested first')),
                ('is_invoice', models.BooleanField(default=False, verbose_name='Invoice address')),
            ],
            options={
                'verbose_name': 'address',
                'verbose_name_plural': 'addresses',
                'ordering': ['-is_default', 'name', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Customer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(default=customers.models.customer.next_customer_number, max_length=30, unique=True, verbose_name='Customer number')),
                ('name', models.CharField(max_length=200, verbose_name='Company')),
                ('org_number', models.CharField(blank=True, max_length=30, verbose_name='Organisation number')),
                ('vat_number', models.CharField(blank=True, max_length=20, verbose_name='VAT number')),
                ('country', django_countries.fields.CountryField(default='SE', max_length=2, verbose_name='Country')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='E-mail')),
                ('phone', models.CharField(blank=True, max_length=40, verbose_name='Phone')),
                ('discount_percent', models.DecimalField(decimal_places=2, default=0, help_text='On items, after any group discount. Never on shipping and fees.', max_digits=5, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(100)], verbose_name='Customer discount, %')),
                ('allowed_outstanding', models.DecimalField(blank=True, decimal_places=2, help_text='Inc VAT. Blank = no credit limit, 0 = nothing on account.', max_digits=14, null=True, validators=[django.core.validators.MinValueValidator(0)], verbose_name='Allowed outstanding amount')),
                ('payment_days', models.PositiveSmallIntegerField(default=30, validators=[django.core.validators.MaxValueValidator(365)], verbose_name='Payment days')),
                ('free_delivery_address', models.BooleanField(default=True, verbose_name='May write a delivery address of their own')),
                ('staff_note', models.TextField(blank=True, verbose_name='Note seen only by staff')),
                ('is_active', models.BooleanField(default=True, verbose_name='Active')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='Created')),
            ],
            options={
                'verbose_name': 'customer',
                'verbose_name_plural': 'customers',
                'ordering': ['name', 'id'],
            },
        ),
        migrations.CreateModel(
            name='CustomerEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('number', models.CharField(default=customers.models.customer.next_customer_number, max_length=30, verbose_name='Customer number')),
                ('name', models.CharField(max_length=200, verbose_name='Company')),
                ('org_number', models.CharField(blank=True, max_length=30, verbose_name='Organisation number')),
                ('vat_number', models.CharField(blank=True, max_length=20, verbose_name='VAT number')),
                ('country', django_countries.fields.CountryField(default='SE', max_length=2, verbose_name='Country')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='E-mail')),
                ('phone', models.CharField(blank=True, max_length=40, verbose_name='Phone')),
                ('discount_percent', models.DecimalField(decimal_places=2, default=0, help_text='On items, after any group discount. Never on shipping and fees.', max_digits=5, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(100)], verbose_name='Customer discount, %')),
                ('allowed_outstanding', models.DecimalField(blank=True, decimal_places=2, help_text='Inc VAT. Blank = no credit limit, 0 = nothing on account.', max_digits=14, null=True, validators=[django.core.validators.MinValueValidator(0)], verbose_name='Allowed outstanding amount')),
                ('payment_days', models.PositiveSmallIntegerField(default=30, validators=[django.core.validators.MaxValueValidator(365)], verbose_name='Payment days')),
                ('free_delivery_address', models.BooleanField(default=True, verbose_name='May write a delivery address of their own')),
                ('staff_note', models.TextField(blank=True, verbose_name='Note seen only by staff')),
                ('is_active', models.BooleanField(default=True, verbose_name='Active')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='Created')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='CustomerGroup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, unique=True, verbose_name='Name')),
                ('kind', models.CharField(choices=[('organisation', 'Organisation'), ('commercial', 'Commercial')], default='commercial', max_length=20, verbose_name='Kind')),
                ('discount_percent', models.DecimalField(decimal_places=2, default=0, max_digits=5, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(100)], verbose_name='Group discount, %')),
                ('every_step_must_approve', models.BooleanField(default=False, help_text='Otherwise the first approver whose break point covers the order is enough.', verbose_name='Every step must approve')),
                ('comment_required', models.BooleanField(default=False, verbose_name='Require a comment on change and rejection')),
                ('is_built_in', models.BooleanField(default=False, editable=False)),
            ],
            options={
                'verbose_name': 'customer group',
                'verbose_name_plural': 'customer groups',
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='CustomerGroupEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('name', models.CharField(max_length=120, verbose_name='Name')),
                ('kind', models.CharField(choices=[('organisation', 'Organisation'), ('commercial', 'Commercial')], default='commercial', max_length=20, verbose_name='Kind')),
                ('discount_percent', models.DecimalField(decimal_places=2, default=0, max_digits=5, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(100)], verbose_name='Group discount, %')),
                ('every_step_must_approve', models.BooleanField(default=False, help_text='Otherwise the first approver whose break point covers the order is enough.', verbose_name='Every step must approve')),
                ('comment_required', models.BooleanField(default=False, verbose_name='Require a comment on change and rejection')),
                ('is_built_in', models.BooleanField(default=False, editable=False)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_active', models.BooleanField(default=True, verbose_name='Active')),
                ('is_buyer', models.BooleanField(default=True, help_text='Otherwise the person can only look.', verbose_name='May buy')),
                ('is_approver', models.BooleanField(default=False, verbose_name='Approval right')),
                ('is_group_admin', models.BooleanField(default=False, verbose_name='Customer group administrator')),
                ('sees_customer_orders', models.BooleanField(default=False, verbose_name="Sees the customer's orders")),
                ('only_agreement_assortment', models.BooleanField(default=False, verbose_name='Show only agreement assortment')),
                ('may_order_free_text', models.BooleanField(default=False, verbose_name='Allow free-text order')),
                ('break_point', models.DecimalField(blank=True, decimal_places=2, help_text='Ex VAT, per order, with shipping and fees. 0 = every order is approved.', max_digits=14, null=True, validators=[django.core.validators.MinValueValidator(0)], verbose_name='Break point')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'verbose_name': 'membership',
                'verbose_name_plural': 'memberships',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='MembershipEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('is_active', models.BooleanField(default=True, verbose_name='Active')),
                ('is_buyer', models.BooleanField(default=True, help_text='Otherwise the person can only look.', verbose_name='May buy')),
                ('is_approver', models.BooleanField(default=False, verbose_name='Approval right')),
                ('is_group_admin', models.BooleanField(default=False, verbose_name='Customer group administrator')),
                ('sees_customer_orders', models.BooleanField(default=False, verbose_name="Sees the customer's orders")),
                ('only_agreement_assortment', models.BooleanField(default=False, verbose_name='Show only agreement assortment')),
                ('may_order_free_text', models.BooleanField(default=False, verbose_name='Allow free-text order')),
                ('break_point', models.DecimalField(blank=True, decimal_places=2, help_text='Ex VAT, per order, with shipping and fees. 0 = every order is approved.', max_digits=14, null=True, validators=[django.core.validators.MinValueValidator(0)], verbose_name='Break point')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PricingTier',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, unique=True, verbose_name='Name')),
                ('discount_percent', models.DecimalField(decimal_places=2, default=0, max_digits=5, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(100)], verbose_name='Discount, %')),
            ],
            options={
                'verbose_name': 'pricing tier',
                'verbose_name_plural': 'pricing tiers',
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='PricingTierEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('name', models.CharField(max_length=80, verbose_name='Name')),
                ('discount_percent', models.DecimalField(decimal_places=2, default=0, max_digits=5, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(100)], verbose_name='Discount, %')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PurchaseLimit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=14, validators=[django.core.validators.MinValueValidator(0)], verbose_name='Purchase limit')),
                ('starts_on', models.DateField(verbose_name='From')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='To')),
                ('recurrence', models.CharField(blank=True, choices=[('monthly', 'Monthly'), ('quarterly', 'Quarterly'), ('yearly', 'Yearly')], max_length=10, verbose_name='Renewed')),
                ('outside', models.CharField(choices=[('block', 'Nothing may be bought'), ('unlimited', 'No limit')], default='block', max_length=10, verbose_name='Outside the period')),
            ],
            options={
                'verbose_name': 'purchase limit',
                'verbose_name_plural': 'purchase limits',
            },
        ),
        migrations.CreateModel(
            name='PurchaseLimitEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('amount', models.DecimalField(decimal_places=2, max_digits=14, validators=[django.core.validators.MinValueValidator(0)], verbose_name='Purchase limit')),
                ('starts_on', models.DateField(verbose_name='From')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='To')),
                ('recurrence', models.CharField(blank=True, choices=[('monthly', 'Monthly'), ('quarterly', 'Quarterly'), ('yearly', 'Yearly')], max_length=10, verbose_name='Renewed')),
                ('outside', models.CharField(choices=[('block', 'Nothing may be bought'), ('unlimited', 'No limit')], default='block', max_length=10, verbose_name='Outside the period')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ResetRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address', models.CharField(max_length=254)),
                ('ip_address', models.GenericIPAddressField(null=True)),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'verbose_name': 'request for a reset link',
                'verbose_name_plural': 'requests for a reset link',
            },
        ),
        migrations.CreateModel(
            name='Segment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, unique=True, verbose_name='Name')),
            ],
            options={
                'verbose_name': 'segment',
                'verbose_name_plural': 'segments',
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='ShopSettings',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(default='Attest', max_length=120, verbose_name='Shop name')),
                ('org_number', models.CharField(blank=True, max_length=30, verbose_name='Organisation number')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='E-mail')),
                ('order_email', models.EmailField(blank=True, help_text='Blank = no mail to staff.', max_length=254, verbose_name='New orders are mailed to')),
                ('phone', models.CharField(blank=True, max_length=40, verbose_name='Phone')),
                ('opening_hours', models.CharField(blank=True, max_length=120, verbose_name='Opening hours')),
                ('country', django_countries.fields.CountryField(default='SE', max_length=2, verbose_name='Country')),
                ('currency', models.CharField(default='SEK', help_text='Fixed after the first order.', max_length=3, verbose_name='Currency')),
                ('language', models.CharField(default='en', max_length=5, verbose_name='Language')),
                ('anonymous_sees_prices', models.BooleanField(default=True, verbose_name='Visitors who are not logged in see list prices')),
                ('max_total_discount_percent', models.DecimalField(blank=True, decimal_places=2, help_text='Percentages never lower a price further than this. Blank = no floor.', max_digits=5, null=True, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(100)], verbose_name='Largest total discount, %')),
                ('is_demo_world', models.BooleanField(default=False, editable=False)),
            ],
            options={
                'verbose_name': 'shop settings',
                'verbose_name_plural': 'shop settings',
            },
        ),
        migrations.CreateModel(
            name='UserEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('email', models.EmailField(max_length=254, verbose_name='E-mail')),
                ('first_name', models.CharField(max_length=100, verbose_name='First name')),
                ('last_name', models.CharField(max_length=100, verbose_name='Last name')),
                ('phone', models.CharField(blank=True, max_length=40, verbose_name='Phone')),
                ('language', models.CharField(blank=True, help_text="Blank = the shop's language.", max_length=5, verbose_name='Language')),
                ('theme', models.CharField(choices=[('device', 'As the device'), ('light', 'Light'), ('dark', 'Dark')], default='device', max_length=10)),
                ('staff_role', models.CharField(blank=True, choices=[('', 'Not staff'), ('sales', 'Sales staff'), ('administrator', 'Staff administrator')], default='', max_length=20, verbose_name='Staff role')),
                ('is_active', models.BooleanField(default=True, help_text='An inactive person cannot log in.', verbose_name='Active')),
                ('staff_note', models.TextField(blank=True, verbose_name='Note seen only by staff')),
                ('registered_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='Registered')),
                ('activated_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('must_change_password', models.BooleanField(default=False, editable=False, help_text='The password was set by staff (C6).')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('email', models.EmailField(max_length=254, verbose_name='E-mail')),
                ('first_name', models.CharField(max_length=100, verbose_name='First name')),
                ('last_name', models.CharField(max_length=100, verbose_name='Last name')),
                ('phone', models.CharField(blank=True, max_length=40, verbose_name='Phone')),
                ('language', models.CharField(blank=True, help_text="Blank = the shop's language.", max_length=5, verbose_name='Language')),
                ('theme', models.CharField(choices=[('device', 'As the device'), ('light', 'Light'), ('dark', 'Dark')], default='device', max_length=10)),
                ('staff_role', models.CharField(blank=True, choices=[('', 'Not staff'), ('sales', 'Sales staff'), ('administrator', 'Staff administrator')], default='', max_length=20, verbose_name='Staff role')),
                ('is_active', models.BooleanField(default=True, help_text='An inactive person cannot log in.', verbose_name='Active')),
                ('staff_note', models.TextField(blank=True, verbose_name='Note seen only by staff')),
                ('registered_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='Registered')),
                ('last_seen_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='Last visit')),
                ('activated_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('must_change_password', models.BooleanField(default=False, editable=False, help_text='The password was set by staff (C6).')),
                ('session_epoch', models.PositiveIntegerField(default=0, editable=False)),
            ],
            options={
                'verbose_name': 'user',
                'verbose_name_plural': 'users',
                'indexes': [models.Index(fields=['last_name', 'first_name'], name='user_name')],
                'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('email'), name='user_email_unique_any_case', violation_error_message='This e-mail address is already in use.'), models.CheckConstraint(condition=models.Q(('staff_role__in', ['', 'sales', 'administrator'])), name='user_staff_role_known')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='user',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "customers_userevent" ("activated_at", "email", "first_name", "id", "is_active", "language", "last_name", "must_change_password", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "registered_at", "staff_note", "staff_role", "theme") SELECT new_values."activated_at", new_values."email", new_values."first_name", new_values."id", new_values."is_active", new_values."language", new_values."last_name", new_values."must_change_password", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."phone", new_values."registered_at", new_values."staff_note", new_values."staff_role", new_values."theme" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='62e9b607a83273d2fe5e3d7191a039ffb728ed21', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_a0cd6', referencing='REFERENCING NEW TABLE AS new_values ', table='customers_user', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='user',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "customers_userevent" ("activated_at", "email", "first_name", "id", "is_active", "language", "last_name", "must_change_password", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "registered_at", "staff_note", "staff_role", "theme") SELECT new_values."activated_at", new_values."email", new_values."first_name", new_values."id", new_values."is_active", new_values."language", new_values."last_name", new_values."must_change_password", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."phone", new_values."registered_at", new_values."staff_note", new_values."staff_role", new_values."theme" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."activated_at" IS DISTINCT FROM (new_values."activated_at") OR old_values."email" IS DISTINCT FROM (new_values."email") OR old_values."first_name" IS DISTINCT FROM (new_values."first_name") OR old_values."id" IS DISTINCT FROM (new_values."id") OR old_values."is_active" IS DISTINCT FROM (new_values."is_active") OR old_values."language" IS DISTINCT FROM (new_values."language") OR old_values."last_name" IS DISTINCT FROM (new_values."last_name") OR old_values."must_change_password" IS DISTINCT FROM (new_values."must_change_password") OR old_values."phone" IS DISTINCT FROM (new_values."phone") OR old_values."registered_at" IS DISTINCT FROM (new_values."registered_at") OR old_values."staff_note" IS DISTINCT FROM (new_values."staff_note") OR old_values."staff_role" IS DISTINCT FROM (new_values."staff_role") OR old_values."theme" IS DISTINCT FROM (new_values."theme")) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='2f48d42f41c4b829c86239db5362c3c95cdb0ae5', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_df396', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='customers_user', when='AFTER')),
        ),
        migrations.AddField(
            model_name='accountevent',
            name='acted_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='accountevent',
            name='done_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='accountevent',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='account_events', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='actingvisit',
            name='doer',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='acting_visits', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='address',
            name='customer',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='addresses', to='customers.customer'),
        ),
        migrations.AddField(
            model_name='customerevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='customerevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='customers.customer'),
        ),
        migrations.AddConstraint(
            model_name='customergroup',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['organisation', 'commercial'])), name='group_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='customergroup',
            constraint=models.CheckConstraint(condition=models.Q(('discount_percent__gte', 0), ('discount_percent__lte', 100)), name='group_discount_is_percent'),
        ),
        migrations.AddField(
            model_name='customerevent',
            name='main_group',
            field=models.ForeignKey(db_constraint=False, help_text='Decides price, discount and access.', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='customers.customergroup', verbose_name='Main group'),
        ),
        migrations.AddField(
            model_name='customer',
            name='further_groups',
            field=models.ManyToManyField(blank=True, help_text='Widen what the customer sees. They never change a price.', related_name='further_customers', to='customers.customergroup', verbose_name='Further groups'),
        ),
        migrations.AddField(
            model_name='customer',
            name='main_group',
            field=models.ForeignKey(help_text='Decides price, discount and access.', on_delete=django.db.models.deletion.PROTECT, related_name='customers', to='customers.customergroup', verbose_name='Main group'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='customergroup',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "customers_customergroupevent" ("comment_required", "discount_percent", "every_step_must_approve", "id", "is_built_in", "kind", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT new_values."comment_required", new_values."discount_percent", new_values."every_step_must_approve", new_values."id", new_values."is_built_in", new_values."kind", new_values."name", _pgh_attached_context.value, NOW(), \'insert\', new_values."id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='7ed1598b55e8619eac8eb73d4fc65b5a16833254', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_b12b0', referencing='REFERENCING NEW TABLE AS new_values ', table='customers_customergroup', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='customergroup',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "customers_customergroupevent" ("comment_required", "discount_percent", "every_step_must_approve", "id", "is_built_in", "kind", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT new_values."comment_required", new_values."discount_percent", new_values."every_step_must_approve", new_values."id", new_values."is_built_in", new_values."kind", new_values."name", _pgh_attached_context.value, NOW(), \'update\', new_values."id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='ac170512098734b14020e553cb9681ccbbe4a37e', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_41f88', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='customers_customergroup', when='AFTER')),
        ),
        migrations.AddField(
            model_name='customergroupevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='customergroupevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='customers.customergroup'),
        ),
        migrations.AddField(
            model_name='membership',
            name='customer',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='customers.customer'),
        ),
        migrations.AddField(
            model_name='membership',
            name='next_approver',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='approves_for', to='customers.membership', verbose_name='Next in the approval chain'),
        ),
        migrations.AddField(
            model_name='membership',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='actingvisit',
            name='membership',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='acting_visits', to='customers.membership'),
        ),
        migrations.AddField(
            model_name='membershipevent',
            name='customer',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='customers.customer'),
        ),
        migrations.AddField(
            model_name='membershipevent',
            name='next_approver',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='customers.membership', verbose_name='Next in the approval chain'),
        ),
        migrations.AddField(
            model_name='membershipevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='membershipevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='customers.membership'),
        ),
        migrations.AddField(
            model_name='membershipevent',
            name='user',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='pricingtier',
            constraint=models.CheckConstraint(condition=models.Q(('discount_percent__gte', 0), ('discount_percent__lte', 100)), name='tier_discount_is_percent'),
        ),
        migrations.AddField(
            model_name='customerevent',
            name='pricing_tier',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='customers.pricingtier', verbose_name='Pricing tier'),
        ),
        migrations.AddField(
            model_name='customer',
            name='pricing_tier',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='customers', to='customers.pricingtier', verbose_name='Pricing tier'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='pricingtier',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "customers_pricingtierevent" ("discount_percent", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT new_values."discount_percent", new_values."id", new_values."name", _pgh_attached_context.value, NOW(), \'insert\', new_values."id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='fefc66cf1222719bda02fc55940b67922c74e40d', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_77f8e', referencing='REFERENCING NEW TABLE AS new_values ', table='customers_pricingtier', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='pricingtier',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "customers_pricingtierevent" ("discount_percent", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT new_values."discount_percent", new_values."id", new_values."name", _pgh_attached_context.value, NOW(), \'update\', new_values."id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='8298bb27312e4a047a9132fa7a7597ea20032d7a', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_1747b', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='customers_pricingtier', when='AFTER')),
        ),
        migrations.AddField(
            model_name='pricingtierevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='pricingtierevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='customers.pricingtier'),
        ),
        migrations.AddField(
            model_name='purchaselimit',
            name='membership',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='purchase_limit', to='customers.membership'),
        ),
        migrations.AddField(
            model_name='purchaselimitevent',
            name='membership',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='customers.membership'),
        ),
        migrations.AddField(
            model_name='purchaselimitevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='purchaselimitevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='customers.purchaselimit'),
        ),
        migrations.AddIndex(
            model_name='resetrequest',
            index=models.Index(fields=['address', 'asked_at'], name='reset_by_address'),
        ),
        migrations.AddIndex(
            model_name='resetrequest',
            index=models.Index(fields=['ip_address', 'asked_at'], name='reset_by_ip'),
        ),
        migrations.AddField(
            model_name='segment',
            name='customers',
            field=models.ManyToManyField(blank=True, related_name='segments', to='customers.customer', verbose_name='Customers'),
        ),
        migrations.AddField(
            model_name='segment',
            name='groups',
            field=models.ManyToManyField(blank=True, related_name='segments', to='customers.customergroup', verbose_name='Customer groups'),
        ),
        migrations.AddConstraint(
            model_name='shopsettings',
            constraint=models.CheckConstraint(condition=models.Q(('id', 1)), name='shop_settings_one_row'),
        ),
        migrations.AddField(
            model_name='userevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='userevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='accountevent',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['invited', 'activated', 'reset_asked', 'reset_done', 'password_changed', 'temporary_password', 'email_changed', 'made_inactive', 'made_active'])), name='account_event_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='address',
            constraint=models.UniqueConstraint(condition=models.Q(('is_default', True)), fields=('customer',), name='address_one_default_per_customer'),
        ),
        migrations.AddConstraint(
            model_name='address',
            constraint=models.UniqueConstraint(condition=models.Q(('is_invoice', True)), fields=('customer',), name='address_one_invoice_per_customer'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.UniqueConstraint(fields=('user', 'customer'), name='membership_one_per_user_and_customer'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('break_point__isnull', True), ('next_approver__isnull', True)), models.Q(('break_point__isnull', False), ('next_approver__isnull', False)), _connector='OR'), name='membership_approver_and_break_point_together', violation_error_message='Next approver and break point are set together, or neither is.'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.CheckConstraint(condition=models.Q(('break_point__isnull', True), ('break_point__gte', 0), _connector='OR'), name='membership_break_point_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.CheckConstraint(condition=models.Q(('next_approver__isnull', True), models.Q(('next_approver', models.F('id')), _negated=True), _connector='OR'), name='membership_never_approves_itself'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='membership',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "customers_membershipevent" ("break_point", "created_at", "customer_id", "id", "is_active", "is_approver", "is_buyer", "is_group_admin", "may_order_free_text", "next_approver_id", "only_agreement_assortment", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sees_customer_orders", "user_id") SELECT new_values."break_point", new_values."created_at", new_values."customer_id", new_values."id", new_values."is_active", new_values."is_approver", new_values."is_buyer", new_values."is_group_admin", new_values."may_order_free_text", new_values."next_approver_id", new_values."only_agreement_assortment", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."sees_customer_orders", new_values."user_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='2f301f9591c451f2e2cf4b3abd56ab37f14329f6', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_359f1', referencing='REFERENCING NEW TABLE AS new_values ', table='customers_membership', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='membership',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "customers_membershipevent" ("break_point", "created_at", "customer_id", "id", "is_active", "is_approver", "is_buyer", "is_group_admin", "may_order_free_text", "next_approver_id", "only_agreement_assortment", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sees_customer_orders", "user_id") SELECT new_values."break_point", new_values."created_at", new_values."customer_id", new_values."id", new_values."is_active", new_values."is_approver", new_values."is_buyer", new_values."is_group_admin", new_values."may_order_free_text", new_values."next_approver_id", new_values."only_agreement_assortment", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."sees_customer_orders", new_values."user_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='c14140d48ee9aed5de1d70aba60421d84445aa33', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_8d2cb', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='customers_membership', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='customer',
            index=models.Index(fields=['name', 'id'], name='customer_name'),
        ),
        migrations.AddConstraint(
            model_name='customer',
            constraint=models.CheckConstraint(condition=models.Q(('discount_percent__gte', 0), ('discount_percent__lte', 100)), name='customer_discount_is_percent'),
        ),
        migrations.AddConstraint(
            model_name='customer',
            constraint=models.CheckConstraint(condition=models.Q(('allowed_outstanding__isnull', True), ('allowed_outstanding__gte', 0), _connector='OR'), name='customer_allowed_outstanding_not_negative'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='customer',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "customers_customerevent" ("allowed_outstanding", "country", "created_at", "discount_percent", "email", "free_delivery_address", "id", "is_active", "main_group_id", "name", "number", "org_number", "payment_days", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "pricing_tier_id", "staff_note", "vat_number") SELECT new_values."allowed_outstanding", new_values."country", new_values."created_at", new_values."discount_percent", new_values."email", new_values."free_delivery_address", new_values."id", new_values."is_active", new_values."main_group_id", new_values."name", new_values."number", new_values."org_number", new_values."payment_days", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."phone", new_values."pricing_tier_id", new_values."staff_note", new_values."vat_number" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='10d105942e9c35e398e543869e21348ac54e4d7c', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_a36e0', referencing='REFERENCING NEW TABLE AS new_values ', table='customers_customer', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='customer',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "customers_customerevent" ("allowed_outstanding", "country", "created_at", "discount_percent", "email", "free_delivery_address", "id", "is_active", "main_group_id", "name", "number", "org_number", "payment_days", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "pricing_tier_id", "staff_note", "vat_number") SELECT new_values."allowed_outstanding", new_values."country", new_values."created_at", new_values."discount_percent", new_values."email", new_values."free_delivery_address", new_values."id", new_values."is_active", new_values."main_group_id", new_values."name", new_values."number", new_values."org_number", new_values."payment_days", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."phone", new_values."pricing_tier_id", new_values."staff_note", new_values."vat_number" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='2fcf09108be1ab9d9aabc2d139a5f46b0a67c497', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_ca86d', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='customers_customer', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='purchaselimit',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gte', 0)), name='limit_amount_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='purchaselimit',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ends_on__isnull', False), ('recurrence', '')), models.Q(('ends_on__isnull', True), ('recurrence__in', ['monthly', 'quarterly', 'yearly'])), _connector='OR'), name='limit_end_or_recurrence', violation_error_message='A limit has an end date or is renewed, not both.'),
        ),
        migrations.AddConstraint(
            model_name='purchaselimit',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='limit_ends_after_start', violation_error_message='The last day cannot be before the first.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='purchaselimit',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "customers_purchaselimitevent" ("amount", "ends_on", "id", "membership_id", "outside", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recurrence", "starts_on") SELECT new_values."amount", new_values."ends_on", new_values."id", new_values."membership_id", new_values."outside", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."recurrence", new_values."starts_on" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='e23c838f84e54373c93db1904edef2f34f955542', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_9f541', referencing='REFERENCING NEW TABLE AS new_values ', table='customers_purchaselimit', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='purchaselimit',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "customers_purchaselimitevent" ("amount", "ends_on", "id", "membership_id", "outside", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recurrence", "starts_on") SELECT new_values."amount", new_values."ends_on", new_values."id", new_values."membership_id", new_values."outside", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."recurrence", new_values."starts_on" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='0dcc05032abdbbb0c77460433408d0bb087d8e96', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_bf1f1', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='customers_purchaselimit', when='AFTER')),
        ),
    ]
