"""What people keep to buy later: wish lists and saved carts."""

import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('catalogue', '0007_history_indexes'),
        ('customers', '0009_approval_days'),
        ('orders', '0005_sent_again'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='SavedCart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, verbose_name='Name')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('changed_at', models.DateTimeField(auto_now=True)),
                ('customer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='customers.customer')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='%(class)ss', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'saved cart',
                'verbose_name_plural': 'saved carts',
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='SavedCartLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('quantity', models.PositiveIntegerField(validators=[django.core.validators.MinValueValidator(1)], verbose_name='Quantity')),
                ('added_at', models.DateTimeField(auto_now_add=True)),
                ('comment', models.CharField(blank=True, max_length=250, verbose_name='Comment')),
                ('saved_cart', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='orders.savedcart')),
                ('variant', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='catalogue.variant')),
            ],
            options={
                'ordering': ['added_at', 'id'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='WishList',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, verbose_name='Name')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('changed_at', models.DateTimeField(auto_now=True)),
                ('is_shared', models.BooleanField(default=False, verbose_name='Shared with colleagues')),
                ('customer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='customers.customer')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='%(class)ss', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'wish list',
                'verbose_name_plural': 'wish lists',
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='WishListLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('quantity', models.PositiveIntegerField(validators=[django.core.validators.MinValueValidator(1)], verbose_name='Quantity')),
                ('added_at', models.DateTimeField(auto_now_add=True)),
                ('note', models.CharField(blank=True, max_length=250, verbose_name='Note')),
                ('variant', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='catalogue.variant')),
                ('wish_list', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='orders.wishlist')),
            ],
            options={
                'ordering': ['added_at', 'id'],
                'abstract': False,
            },
        ),
        migrations.AddConstraint(
            model_name='savedcart',
            constraint=models.UniqueConstraint(models.F('user'), models.F('customer'), django.db.models.functions.text.Lower('name'), name='savedcart_name_once', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='savedcart',
            constraint=models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='savedcart_has_a_name'),
        ),
        migrations.AddConstraint(
            model_name='savedcartline',
            constraint=models.UniqueConstraint(fields=('saved_cart', 'variant'), name='saved_cart_line_once'),
        ),
        migrations.AddConstraint(
            model_name='savedcartline',
            constraint=models.CheckConstraint(condition=models.Q(('quantity__gte', 1), ('quantity__lte', 99999)), name='saved_cart_line_quantity_sane'),
        ),
        migrations.AddIndex(
            model_name='wishlist',
            index=models.Index(condition=models.Q(('is_shared', True)), fields=['customer', '-changed_at', '-id'], name='wishlist_shared_newest'),
        ),
        migrations.AddConstraint(
            model_name='wishlist',
            constraint=models.UniqueConstraint(models.F('user'), models.F('customer'), django.db.models.functions.text.Lower('name'), name='wishlist_name_once', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='wishlist',
            constraint=models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='wishlist_has_a_name'),
        ),
        migrations.AddConstraint(
            model_name='wishlist',
            constraint=models.CheckConstraint(condition=models.Q(('is_shared', False), ('customer__isnull', False), _connector='OR'), name='wishlist_shared_at_a_customer'),
        ),
        migrations.AddConstraint(
            model_name='wishlistline',
            constraint=models.UniqueConstraint(fields=('wish_list', 'variant'), name='wish_list_line_once'),
        ),
        migrations.AddConstraint(
            model_name='wishlistline',
            constraint=models.CheckConstraint(condition=models.Q(('quantity__gte', 1), ('quantity__lte', 99999)), name='wish_list_line_quantity_sane'),
        ),
    ]
