"""Mail that held a link which opens an account, and has gone: its text goes too."""

from django.db import migrations

WIPE = """
    UPDATE core_outgoingemail SET body_text = '', body_html = ''
    WHERE is_secret AND state = 'sent'
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0004_export_scope")]

    operations = [migrations.RunSQL(WIPE, migrations.RunSQL.noop)]
