"""Made by makemigrations."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('approvals', '0001_initial'),
        ('customers', '0001_initial'),
        ('pghistory', '0007_auto_20250421_0444'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='approvaldecision',
            name='membership',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='customers.membership'),
        ),
        migrations.AddField(
            model_name='approvaldecision',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='approvalrequest',
            name='membership',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='approval_requests', to='customers.membership'),
        ),
        migrations.AddField(
            model_name='approvalrequest',
            name='placed_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='approvalrequest',
            name='step',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='requests_to_decide', to='customers.membership', verbose_name='Waits for'),
        ),
        migrations.AddField(
            model_name='approvaldecision',
            name='request',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='decisions', to='approvals.approvalrequest'),
        ),
        migrations.AddField(
            model_name='approvalrequestevent',
            name='membership',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='customers.membership'),
        ),
        migrations.AddField(
            model_name='approvalrequestevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='approvalrequestevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='approvals.approvalrequest'),
        ),
        migrations.AddField(
            model_name='approvalrequestevent',
            name='placed_by',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='approvalrequestevent',
            name='step',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='customers.membership', verbose_name='Waits for'),
        ),
        migrations.AddIndex(
            model_name='approvalrequest',
            index=models.Index(condition=models.Q(('state', 'waiting')), fields=['step', 'created_at'], name='request_waiting_for'),
        ),
        migrations.AddConstraint(
            model_name='approvalrequest',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'approved', 'rejected', 'withdrawn'])), name='request_state_known'),
        ),
        migrations.AddConstraint(
            model_name='approvalrequest',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'waiting'), ('step__isnull', True), _connector='OR'), name='request_settled_waits_for_nobody'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='approvalrequest',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "approvals_approvalrequestevent" ("created_at", "id", "membership_id", "needs_filling", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "placed_by_id", "reference", "state", "step_id", "step_since", "value_net") SELECT new_values."created_at", new_values."id", new_values."membership_id", new_values."needs_filling", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."placed_by_id", new_values."reference", new_values."state", new_values."step_id", new_values."step_since", new_values."value_net" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='b87c9b802ba033fb9e92f4ff3f657ae3ca5ac419', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_68670', referencing='REFERENCING NEW TABLE AS new_values ', table='approvals_approvalrequest', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='approvalrequest',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "approvals_approvalrequestevent" ("created_at", "id", "membership_id", "needs_filling", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "placed_by_id", "reference", "state", "step_id", "step_since", "value_net") SELECT new_values."created_at", new_values."id", new_values."membership_id", new_values."needs_filling", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."placed_by_id", new_values."reference", new_values."state", new_values."step_id", new_values."step_since", new_values."value_net" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='91ac378791bea4692c4e7fcbeeb4b25298559f86', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_142c8', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='approvals_approvalrequest', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='approvaldecision',
            constraint=models.UniqueConstraint(condition=models.Q(('answer__in', ['approve', 'reject'])), fields=('request', 'membership'), name='decision_one_final_answer_each'),
        ),
        migrations.AddConstraint(
            model_name='approvaldecision',
            constraint=models.UniqueConstraint(condition=models.Q(('answer', 'reject')), fields=('request',), name='decision_rejected_once'),
        ),
    ]
