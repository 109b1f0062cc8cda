# Who could log in saw every client, and a key opened every score: they keep just that, under its name.

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('journal', '0002_records'),
    ]

    operations = [
        migrations.AddField(
            model_name='apikey',
            name='scopes',
            field=models.CharField(default='score', help_text='what it opens, by space', max_length=200),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='apikey',
            name='last_used_on',
            field=models.DateField(blank=True, help_text='day on which it last opened something, in UTC', null=True),
        ),
        migrations.AddField(
            model_name='person',
            name='role',
            field=models.CharField(blank=True, choices=[('relationship_manager', 'relationship manager'), ('analyst', 'risk analyst'), ('approver', 'approver'), ('auditor', 'auditor'), ('administrator', 'administrator')], default='relationship_manager', help_text='what the person may do; empty: nothing', max_length=32),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name='person',
            constraint=models.CheckConstraint(condition=models.Q(('role__in', ['', 'relationship_manager', 'analyst', 'approver', 'auditor', 'administrator'])), name='person_has_a_known_role'),
        ),
    ]
