from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("marketing", "0004_applications"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="commissionentry",
            name="commission_entry_once_each",
        ),
        migrations.AddConstraint(
            model_name="commissionentry",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "earned")),
                fields=("attribution",),
                name="commission_earned_once",
            ),
        ),
    ]
