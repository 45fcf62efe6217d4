"""A removed limit is remembered too, and a membership's limits are found at once."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0010_documents"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="purchaselimitevent",
            index=models.Index(fields=["membership_id"], name="limit_history_of"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="purchaselimit",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "customers_purchaselimitevent" ("amount", "ends_on", "id", "membership_id", "outside", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recurrence", "starts_on") SELECT old_values."amount", old_values."ends_on", old_values."id", old_values."membership_id", old_values."outside", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."recurrence", old_values."starts_on" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="52966c0a83f9a5f82e00dd9eccb0e4598b1718c1",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_1a1e9",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="customers_purchaselimit",
                    when="AFTER",
                ),
            ),
        ),
    ]
