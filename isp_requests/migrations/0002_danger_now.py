"""Give the page about danger its first words; the information governance lead keeps them from then on."""

from django.db import migrations

TEXT = """\
If somebody may come to serious harm, share what is needed to keep them safe. No form has to be filled in first,
and the lack of one never stops you (ISP 1.4, 8.1).

## Now

1. If a life is in danger or a crime is being committed, call **999**.
2. If a child is at risk, call the local authority's children's social care; for an adult at risk, call adult
   social care. Out of hours, call the emergency duty team.
3. Say what you know that keeps people safe, to the person who can act on it, and no more than that.
4. Check to whom you are speaking: call back on a number that you know. Never give a safe address to anybody
   who may be the source of the danger, or may pass it on to them.

## Afterwards

Record on the same day what you shared, with whom, when, by which way, and why it could not wait. The portal takes
it as an urgent disclosure made outside the form. Tell your single point of contact.

## If you are unsure

Talk to a safeguarding lead, your manager or a Caldicott Guardian, without naming the person if you can. Do not let
that delay a call to 999.
"""


def write(apps, schema_editor):
    apps.get_model("isp_requests", "Guidance").objects.get_or_create(
        key="danger-now", defaults={"title": "Someone is in danger now", "text": TEXT}
    )


class Migration(migrations.Migration):
    dependencies = [("isp_requests", "0001_protocol_requests_and_what_is_sealed")]
    operations = [migrations.RunPython(write, migrations.RunPython.noop)]
