from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('approvals', '0005_chain_checks'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='approvalrequest',
            index=models.Index(condition=models.Q(('state', 'waiting'), ('step__isnull', True)), fields=['id'], name='request_of_nobody'),
        ),
    ]
