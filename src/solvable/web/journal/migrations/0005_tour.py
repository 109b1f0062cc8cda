# Who has closed the tour of the desk does not see it again.

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('journal', '0004_login_attempts'),
    ]

    operations = [
        migrations.AddField(
            model_name='person',
            name='tour_closed_at',
            field=models.DateTimeField(blank=True, help_text='when the person closed the tour of the desk', null=True),
        ),
    ]
