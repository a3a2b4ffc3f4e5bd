import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("isp_requests", "0001_protocol_gateways_and_duties"),
        ("isp_requests", "0003_requests_and_what_is_sealed"),
        ("isp_requests", "0005_consent_and_afterwards"),
        ("isp_requests", "0007_person_keys"),
    ]

    initial = True

    dependencies = [
        ("accounts", "0001_people_and_invitations"),
        ("accounts", "__first__"),
        ("meetings", "0001_boards_meetings_packs_minutes"),
    ]

    operations = [
        migrations.CreateModel(
            name="Guidance",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.SlugField(max_length=40, unique=True)),
                ("title", models.CharField(max_length=150)),
                ("text", models.TextField()),
                ("version", models.PositiveIntegerField(default=1)),
            ],
            options={
                "verbose_name_plural": "guidance",
                "ordering": ["key"],
            },
        ),
        migrations.CreateModel(
            name="Asked",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("received", "Received"),
                            ("allocated", "With a disclosing officer"),
                            ("questioned", "Question asked, clock stopped"),
                            ("to_authorise", "Waiting for a second authoriser"),
                            ("decided", "Decided"),
                            ("supplied", "Supplied"),
                            ("in_use", "Receipt confirmed, in use"),
                            ("certified", "Returned or destroyed, certified"),
                            ("closed", "Closed"),
                            ("withdrawn", "Withdrawn by the requester"),
                        ],
                        default="received",
                        max_length=20,
                    ),
                ),
                ("received_at", models.DateTimeField(null=True)),
                ("allocated_at", models.DateTimeField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "officer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers_allocated",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requests_received",
                        to="accounts.organisation",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "organisations asked",
                "ordering": ["organisation__name"],
            },
        ),
        migrations.CreateModel(
            name="Concerned",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("roles", models.JSONField(default=list)),
                ("is_child", models.BooleanField(default=False)),
                (
                    "has_safe_address",
                    models.BooleanField(default=False, verbose_name="something must be kept from somebody"),
                ),
                ("taken_out_at", models.DateTimeField(null=True)),
                (
                    "asked",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="isp_requests.asked",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "people concerned",
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="DataSet",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("supplier", models.CharField(max_length=100, verbose_name="supplied by")),
                ("name", models.CharField(max_length=200)),
                (
                    "frequency",
                    models.CharField(
                        choices=[
                            ("monthly", "Every month"),
                            ("quarterly", "Every quarter"),
                            ("yearly", "Every year"),
                            ("on_request", "When asked for"),
                            ("not_agreed", "Not agreed yet"),
                        ],
                        default="not_agreed",
                        max_length=20,
                        verbose_name="how often",
                    ),
                ),
                ("where", models.CharField(blank=True, max_length=200, verbose_name="where it is kept")),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("version", models.PositiveIntegerField(default=1)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="data_sets",
                        to="accounts.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("supplier", "name"),
                        name="data_set_once_for_each_supplier",
                        violation_error_message="That supplier's set is in the register already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DataSetSupply",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("supplied_on", models.DateField()),
                ("recorded_at", models.DateTimeField()),
                (
                    "data_set",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="supplies",
                        to="isp_requests.dataset",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "data set supplies",
                "ordering": ["-supplied_on", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("disclose", "Disclose"),
                            ("in_part", "Disclose in part"),
                            ("decline", "Decline"),
                            ("not_held", "Not held"),
                            ("refer", "Refer to another organisation"),
                        ],
                        max_length=20,
                    ),
                ),
                ("requester_name", models.CharField(max_length=120)),
                ("requester_position", models.CharField(max_length=150)),
                ("requester_organisation", models.CharField(max_length=200)),
                ("decided_at", models.DateTimeField()),
                ("authorised_at", models.DateTimeField(null=True)),
                ("is_with_consent", models.BooleanField()),
                ("person_told", models.CharField(choices=[("yes", "Yes"), ("no", "No")], max_length=10)),
                ("kinds", models.JSONField(default=list, verbose_name="types of information")),
                ("grounds", models.JSONField(default=list, verbose_name="legal grounds")),
                ("assurances", models.JSONField(default=list, verbose_name="made sure of (ISP 9.3)")),
                (
                    "is_welfare_weighed",
                    models.BooleanField(
                        default=False, verbose_name="weighed the person's safety and welfare (ISP 9.1)"
                    ),
                ),
                (
                    "delivery",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("portal", "In this portal"),
                            ("secure_email", "By secure e-mail"),
                            ("by_hand", "By hand"),
                            ("spoken", "By word of mouth, recorded here"),
                            ("email", "By ordinary e-mail"),
                            ("fax", "By fax"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "marking",
                    models.CharField(
                        choices=[
                            ("official", "OFFICIAL"),
                            ("official_sensitive", "OFFICIAL-SENSITIVE"),
                            ("restricted", "RESTRICTED"),
                        ],
                        max_length=30,
                    ),
                ),
                ("superseded_at", models.DateTimeField(null=True)),
                (
                    "asked",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="isp_requests.asked",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "requested_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "second_authoriser",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="Disclosure",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "delivery",
                    models.CharField(
                        choices=[
                            ("portal", "In this portal"),
                            ("secure_email", "By secure e-mail"),
                            ("by_hand", "By hand"),
                            ("spoken", "By word of mouth, recorded here"),
                            ("email", "By ordinary e-mail"),
                            ("fax", "By fax"),
                        ],
                        max_length=20,
                    ),
                ),
                ("supplied_at", models.DateTimeField()),
                ("receipt_confirmed_at", models.DateTimeField(null=True)),
                ("review_on", models.DateField(null=True)),
                (
                    "ending",
                    models.CharField(
                        blank=True,
                        choices=[("returned", "Returned"), ("destroyed", "Destroyed")],
                        max_length=20,
                        verbose_name="returned or destroyed",
                    ),
                ),
                ("certified_at", models.DateTimeField(null=True)),
                (
                    "asked",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="isp_requests.asked",
                    ),
                ),
                (
                    "certified_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="disclosures",
                        to="isp_requests.decision",
                    ),
                ),
                (
                    "receipt_confirmed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "supplied_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="GuideAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("answers", models.JSONField(default=dict)),
                (
                    "advice",
                    models.CharField(
                        choices=[
                            ("share", "You can share"),
                            ("consider_how", "You can share: consider how"),
                            ("do_not_share", "Do not share"),
                            ("get_advice", "Get advice first"),
                        ],
                        max_length=20,
                    ),
                ),
                ("answered_at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="guide_answers",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-answered_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("advice__in", ["share", "consider_how", "do_not_share", "get_advice"])
                        ),
                        name="guide_advice_is_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalDataSet",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("supplier", models.CharField(max_length=100, verbose_name="supplied by")),
                ("name", models.CharField(max_length=200)),
                (
                    "frequency",
                    models.CharField(
                        choices=[
                            ("monthly", "Every month"),
                            ("quarterly", "Every quarter"),
                            ("yearly", "Every year"),
                            ("on_request", "When asked for"),
                            ("not_agreed", "Not agreed yet"),
                        ],
                        default="not_agreed",
                        max_length=20,
                        verbose_name="how often",
                    ),
                ),
                ("where", models.CharField(blank=True, max_length=200, verbose_name="where it is kept")),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("version", models.PositiveIntegerField(default=1)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical data set",
                "verbose_name_plural": "historical data sets",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalGuidance",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("key", models.SlugField(max_length=40)),
                ("title", models.CharField(max_length=150)),
                ("text", models.TextField()),
                ("version", models.PositiveIntegerField(default=1)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical guidance",
                "verbose_name_plural": "historical guidance",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalLegalGateway",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("code", models.SlugField(max_length=40)),
                ("statute", models.CharField(max_length=150)),
                ("provision", models.CharField(blank=True, max_length=150)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("power", "Power"),
                            ("duty", "Duty"),
                            ("court_order", "Court order"),
                            ("common_law", "Common law"),
                            ("exemption", "Exemption"),
                            ("condition", "Condition for sensitive data"),
                            ("lawful_basis", "Lawful basis"),
                            ("context", "Context or purpose"),
                        ],
                        max_length=20,
                    ),
                ),
                ("in_force_from", models.DateField(blank=True, null=True, verbose_name="in force from")),
                ("in_force_to", models.DateField(blank=True, null=True, verbose_name="in force until")),
                (
                    "dates_in_words",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="how exactly the dates are known"
                    ),
                ),
                ("what_it_does", models.TextField()),
                (
                    "bars_and_needs",
                    models.TextField(blank=True, verbose_name="what it bars and needs, in words"),
                ),
                (
                    "bars",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("depersonalised_only", "Anything but depersonalised information"),
                                ("never_patient", "Patient information"),
                                (
                                    "never_health_or_social_care",
                                    "Personal information held by a health or social care authority",
                                ),
                                ("never_public_authorities", "Use by a public authority"),
                                ("own_arrangements", "What is shared under arrangements of its own"),
                            ],
                            max_length=40,
                        ),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                (
                    "needs",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("consent", "The person's consent"),
                                ("child", "A child at risk of harm"),
                                ("adult_at_risk", "An adult at risk"),
                                ("asb_case_review", "An anti-social behaviour case review"),
                                ("order_attached", "The order attached"),
                                ("balance_in_words", "The reason and the balance struck, in words"),
                                ("policy_document", "An appropriate policy document"),
                                ("victim_branch", "The questions about a victim information request"),
                            ],
                            max_length=40,
                        ),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                ("is_closed", models.BooleanField(default=False, verbose_name="closed to new requests")),
                ("closed_because", models.CharField(blank=True, max_length=300)),
                (
                    "evidence",
                    models.CharField(blank=True, max_length=300, verbose_name="how far it was checked"),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("version", models.PositiveIntegerField(default=1)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical legal gateway",
                "verbose_name_plural": "historical legal gateways",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalProtocolEdition",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("name", models.CharField(db_index=True, max_length=60)),
                ("slug", models.SlugField(max_length=60, verbose_name="name in web addresses")),
                ("title", models.CharField(max_length=200)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("endorsed", "Endorsed, parties are signing"),
                            ("in_force", "In force"),
                            ("superseded", "Superseded"),
                        ],
                        default="draft",
                        max_length=20,
                    ),
                ),
                ("starts_on", models.DateField(blank=True, null=True, verbose_name="in force from")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="last day in force")),
                ("review_on", models.DateField(blank=True, null=True, verbose_name="due for review on")),
                (
                    "marking",
                    models.CharField(
                        choices=[
                            ("official", "OFFICIAL"),
                            ("official_sensitive", "OFFICIAL-SENSITIVE"),
                            ("restricted", "RESTRICTED"),
                        ],
                        max_length=30,
                        verbose_name="usual marking",
                    ),
                ),
                ("markings", models.JSONField(default=list, verbose_name="markings that may be chosen")),
                (
                    "kept_months",
                    models.PositiveSmallIntegerField(
                        default=12,
                        verbose_name="months for which the sealed words of a request are kept once it has ended",
                    ),
                ),
                ("text", models.TextField(blank=True)),
                (
                    "conditions",
                    models.TextField(blank=True, verbose_name="conditions that an officer accepts"),
                ),
                ("wording", models.JSONField(default=dict)),
                ("endorsed_on", models.DateField(blank=True, null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "endorsed_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "endorsed_item",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="meetings.agendaitem",
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical protocol edition",
                "verbose_name_plural": "historical protocol editions",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalSpocAbsence",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("starts_on", models.DateField(verbose_name="from")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="until")),
                ("recorded_at", models.DateTimeField()),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical spoc absence",
                "verbose_name_plural": "historical spoc absences",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalTraining",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("trained_on", models.DateField(verbose_name="day of the training")),
                ("given_by", models.CharField(max_length=150, verbose_name="given by")),
                ("recorded_at", models.DateTimeField()),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical training",
                "verbose_name_plural": "historical trainings",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="LegalGateway",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.SlugField(max_length=40, unique=True)),
                ("statute", models.CharField(max_length=150)),
                ("provision", models.CharField(blank=True, max_length=150)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("power", "Power"),
                            ("duty", "Duty"),
                            ("court_order", "Court order"),
                            ("common_law", "Common law"),
                            ("exemption", "Exemption"),
                            ("condition", "Condition for sensitive data"),
                            ("lawful_basis", "Lawful basis"),
                            ("context", "Context or purpose"),
                        ],
                        max_length=20,
                    ),
                ),
                ("in_force_from", models.DateField(blank=True, null=True, verbose_name="in force from")),
                ("in_force_to", models.DateField(blank=True, null=True, verbose_name="in force until")),
                (
                    "dates_in_words",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="how exactly the dates are known"
                    ),
                ),
                ("what_it_does", models.TextField()),
                (
                    "bars_and_needs",
                    models.TextField(blank=True, verbose_name="what it bars and needs, in words"),
                ),
                (
                    "bars",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("depersonalised_only", "Anything but depersonalised information"),
                                ("never_patient", "Patient information"),
                                (
                                    "never_health_or_social_care",
                                    "Personal information held by a health or social care authority",
                                ),
                                ("never_public_authorities", "Use by a public authority"),
                                ("own_arrangements", "What is shared under arrangements of its own"),
                            ],
                            max_length=40,
                        ),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                (
                    "needs",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("consent", "The person's consent"),
                                ("child", "A child at risk of harm"),
                                ("adult_at_risk", "An adult at risk"),
                                ("asb_case_review", "An anti-social behaviour case review"),
                                ("order_attached", "The order attached"),
                                ("balance_in_words", "The reason and the balance struck, in words"),
                                ("policy_document", "An appropriate policy document"),
                                ("victim_branch", "The questions about a victim information request"),
                            ],
                            max_length=40,
                        ),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                ("is_closed", models.BooleanField(default=False, verbose_name="closed to new requests")),
                ("closed_because", models.CharField(blank=True, max_length=300)),
                (
                    "evidence",
                    models.CharField(blank=True, max_length=300, verbose_name="how far it was checked"),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("version", models.PositiveIntegerField(default=1)),
            ],
            options={
                "ordering": ["position", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("in_force_from__isnull", True),
                            ("in_force_to__isnull", True),
                            ("in_force_to__gte", models.F("in_force_from")),
                            _connector="OR",
                        ),
                        name="legal_gateway_in_force_from_before_until",
                        violation_error_message="The last day cannot come before the first.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_closed", False),
                            models.Q(("closed_because", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="legal_gateway_closed_with_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="GatewayVerification",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("gateway_version", models.PositiveIntegerField()),
                ("verified_on", models.DateField()),
                ("evidence", models.CharField(max_length=300, verbose_name="what was read")),
                (
                    "verified_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "gateway",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="verifications",
                        to="isp_requests.legalgateway",
                    ),
                ),
            ],
            options={
                "ordering": ["-verified_on", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Matter",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("reference", models.SlugField(max_length=20, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[("breach", "Breach"), ("complaint", "Complaint")], max_length=20
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Open"), ("decided", "Decided"), ("closed", "Closed")],
                        default="open",
                        max_length=20,
                    ),
                ),
                (
                    "sort",
                    models.CharField(
                        blank=True,
                        choices=[
                            (
                                "wrong_person",
                                "It went to the wrong person, or was seen by somebody who should not",
                            ),
                            ("safe_address", "A safe address or whereabouts became known"),
                            ("lost", "It was lost or stolen, on paper or on a device"),
                            ("looked_up", "Somebody looked it up, or used it, without need"),
                            ("insecure", "It was sent in a way that is not secure"),
                            ("not_destroyed", "It was kept, or not destroyed, against what was certified"),
                            ("other", "Something else"),
                        ],
                        max_length=20,
                        verbose_name="what happened",
                    ),
                ),
                (
                    "how_many",
                    models.CharField(
                        choices=[
                            ("unknown", "Not known yet"),
                            ("one", "One"),
                            ("some", "Two to ten"),
                            ("many", "Eleven to a hundred"),
                            ("more", "More than a hundred"),
                        ],
                        default="unknown",
                        max_length=10,
                        verbose_name="how many people",
                    ),
                ),
                ("known_at", models.DateTimeField(verbose_name="known since")),
                ("due_at", models.DateTimeField(verbose_name="to be dealt with by")),
                ("reported_at", models.DateTimeField()),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("notify", "The Information Commissioner is notified"),
                            ("not_notify", "The Information Commissioner is not notified"),
                            ("upheld", "The complaint is upheld"),
                            ("upheld_in_part", "The complaint is upheld in part"),
                            ("not_upheld", "The complaint is not upheld"),
                        ],
                        max_length=20,
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "notified_at",
                    models.DateTimeField(null=True, verbose_name="Information Commissioner notified"),
                ),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "closed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "reported_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-reported_at", "reference"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "breach"), models.Q(("sort", ""), _negated=True)),
                            models.Q(("kind", "complaint"), ("notified_at__isnull", True), ("sort", "")),
                            _connector="OR",
                        ),
                        name="matter_is_a_breach_of_some_sort_or_a_complaint",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at__isnull", True), ("decided_by__isnull", True)),
                            models.Q(("decided_at__isnull", False), ("decided_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="matter_decided_by_and_at",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at__isnull", True), ("closed_by__isnull", True)),
                            models.Q(("closed_at__isnull", False), ("closed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="matter_closed_by_and_at",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at__isnull", True), ("outcome", ""), ("state", "open")),
                            models.Q(
                                models.Q(("state", "open"), _negated=True),
                                models.Q(("outcome", ""), _negated=True),
                                ("decided_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="matter_decided_one_way",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome", "notify"), ("state", "closed"), _negated=True),
                            ("notified_at__isnull", False),
                            _connector="OR",
                        ),
                        name="matter_closed_after_the_commissioner_was_notified",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProtocolEdition",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=60, unique=True)),
                ("slug", models.SlugField(max_length=60, unique=True, verbose_name="name in web addresses")),
                ("title", models.CharField(max_length=200)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("endorsed", "Endorsed, parties are signing"),
                            ("in_force", "In force"),
                            ("superseded", "Superseded"),
                        ],
                        default="draft",
                        max_length=20,
                    ),
                ),
                ("starts_on", models.DateField(blank=True, null=True, verbose_name="in force from")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="last day in force")),
                ("review_on", models.DateField(blank=True, null=True, verbose_name="due for review on")),
                (
                    "marking",
                    models.CharField(
                        choices=[
                            ("official", "OFFICIAL"),
                            ("official_sensitive", "OFFICIAL-SENSITIVE"),
                            ("restricted", "RESTRICTED"),
                        ],
                        max_length=30,
                        verbose_name="usual marking",
                    ),
                ),
                ("markings", models.JSONField(default=list, verbose_name="markings that may be chosen")),
                (
                    "kept_months",
                    models.PositiveSmallIntegerField(
                        default=12,
                        verbose_name="months for which the sealed words of a request are kept once it has ended",
                    ),
                ),
                ("text", models.TextField(blank=True)),
                (
                    "conditions",
                    models.TextField(blank=True, verbose_name="conditions that an officer accepts"),
                ),
                ("wording", models.JSONField(default=dict)),
                ("endorsed_on", models.DateField(blank=True, null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "endorsed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "endorsed_item",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="endorsed_editions",
                        to="meetings.agendaitem",
                    ),
                ),
                (
                    "gateways",
                    models.ManyToManyField(
                        blank=True,
                        related_name="editions",
                        to="isp_requests.legalgateway",
                        verbose_name="the edition's own list of legal bases",
                    ),
                ),
            ],
            options={
                "ordering": ["-starts_on", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["draft", "endorsed", "in_force", "superseded"])),
                        name="edition_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("endorsed_by__isnull", True), ("endorsed_on__isnull", True)),
                            models.Q(("endorsed_by__isnull", False), ("endorsed_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="edition_endorsed_by_and_on",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["draft", "endorsed"]),
                            models.Q(("endorsed_on__isnull", False), ("starts_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="edition_in_force_was_endorsed_and_has_a_first_day",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "in_force")),
                        fields=("state",),
                        name="edition_one_in_force",
                        violation_error_message="Another edition is in force. It is superseded when this one comes into force.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Party",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("signatory_office", models.CharField(max_length=150, verbose_name="office that signs")),
                ("signed_on", models.DateField(blank=True, null=True)),
                ("signed_name", models.CharField(blank=True, max_length=150, verbose_name="who signed")),
                ("recorded_at", models.DateTimeField(blank=True, null=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="protocol_parties",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parties",
                        to="isp_requests.protocoledition",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "parties",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("edition", "organisation"),
                        name="party_once_in_an_edition",
                        violation_error_message="That organisation is a party to this edition already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("recorded_at__isnull", True),
                                ("recorded_by__isnull", True),
                                ("signed_on__isnull", True),
                            ),
                            models.Q(
                                ("recorded_at__isnull", False),
                                ("recorded_by__isnull", False),
                                ("signed_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="party_signed_recorded_by_and_at",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("signed_on__isnull", True),
                            models.Q(("signed_name", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="party_signed_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalReplyTime",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                (
                    "urgency",
                    models.CharField(
                        choices=[
                            ("standard", "Standard"),
                            ("priority", "Priority"),
                            ("urgent", "Urgent: somebody may come to harm"),
                        ],
                        max_length=20,
                    ),
                ),
                ("minutes", models.PositiveIntegerField(verbose_name="working time in minutes")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="isp_requests.protocoledition",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical reply time",
                "verbose_name_plural": "historical reply times",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalProtocolEdition_gateways",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("m2m_history_id", models.AutoField(primary_key=True, serialize=False)),
                (
                    "history",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="isp_requests.historicalprotocoledition",
                    ),
                ),
                (
                    "legalgateway",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="isp_requests.legalgateway",
                    ),
                ),
                (
                    "protocoledition",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="isp_requests.protocoledition",
                    ),
                ),
            ],
            options={
                "verbose_name": "HistoricalProtocolEdition_gateways",
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalParty",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("signatory_office", models.CharField(max_length=150, verbose_name="office that signs")),
                ("signed_on", models.DateField(blank=True, null=True)),
                ("signed_name", models.CharField(blank=True, max_length=150, verbose_name="who signed")),
                ("recorded_at", models.DateTimeField(blank=True, null=True)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="isp_requests.protocoledition",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical party",
                "verbose_name_plural": "historical parties",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="ConditionsAcceptance",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("edition_version", models.PositiveIntegerField()),
                ("accepted_on", models.DateField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="conditions_accepted",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="acceptances",
                        to="isp_requests.protocoledition",
                    ),
                ),
            ],
            options={
                "ordering": ["-accepted_on", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("person", "edition", "accepted_on"), name="conditions_accepted_once_a_day"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ReplyTime",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "urgency",
                    models.CharField(
                        choices=[
                            ("standard", "Standard"),
                            ("priority", "Priority"),
                            ("urgent", "Urgent: somebody may come to harm"),
                        ],
                        max_length=20,
                    ),
                ),
                ("minutes", models.PositiveIntegerField(verbose_name="working time in minutes")),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reply_times",
                        to="isp_requests.protocoledition",
                    ),
                ),
            ],
            options={
                "ordering": ["-minutes"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("edition", "urgency"), name="reply_time_once_for_each_urgency"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("minutes__gt", 0)), name="reply_time_is_some_time"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SharedFile",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("size", models.PositiveIntegerField()),
                ("pages", models.PositiveIntegerField()),
                ("added_at", models.DateTimeField()),
                ("taken_out_at", models.DateTimeField(null=True)),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "asked",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files",
                        to="isp_requests.asked",
                    ),
                ),
                (
                    "disclosure",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files",
                        to="isp_requests.disclosure",
                    ),
                ),
            ],
            options={
                "ordering": ["added_at"],
            },
        ),
        migrations.CreateModel(
            name="Consent",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "giver",
                    models.CharField(
                        choices=[
                            ("person", "The person themselves"),
                            ("parent", "A parent"),
                            ("guardian", "A guardian"),
                            ("carer", "A carer"),
                            ("other", "Somebody else who may decide for them"),
                        ],
                        max_length=20,
                        verbose_name="given by",
                    ),
                ),
                (
                    "how_taken",
                    models.CharField(
                        choices=[
                            ("signed", "On paper, signed; the scan is kept here"),
                            ("spoken", "By word of mouth, recorded here"),
                        ],
                        max_length=20,
                    ),
                ),
                ("kinds", models.JSONField(default=list, verbose_name="types of information")),
                ("organisations", models.JSONField(default=list, verbose_name="who may disclose")),
                ("given_on", models.DateField()),
                ("ends_on", models.DateField(null=True, verbose_name="last day")),
                (
                    "asked",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="isp_requests.asked",
                    ),
                ),
                (
                    "concerned",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="consents",
                        to="isp_requests.concerned",
                    ),
                ),
                (
                    "witnessed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "scan",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="consent",
                        to="isp_requests.sharedfile",
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="SharingRequest",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("reference", models.SlugField(max_length=20, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("sent", "Sent"),
                            ("discarded", "Draft discarded"),
                            ("withdrawn", "Withdrawn"),
                            ("closed", "Closed"),
                        ],
                        default="draft",
                        max_length=20,
                    ),
                ),
                ("version", models.PositiveIntegerField(default=0)),
                ("begun_at", models.DateTimeField()),
                ("requester_name", models.CharField(blank=True, max_length=120)),
                ("requester_position", models.CharField(blank=True, max_length=150)),
                (
                    "requester_department",
                    models.CharField(blank=True, max_length=150, verbose_name="department"),
                ),
                ("requester_address", models.CharField(blank=True, max_length=300, verbose_name="address")),
                (
                    "requester_telephone",
                    models.CharField(blank=True, max_length=30, verbose_name="telephone"),
                ),
                (
                    "requester_email",
                    models.EmailField(blank=True, max_length=254, verbose_name="e-mail address"),
                ),
                (
                    "marking",
                    models.CharField(
                        choices=[
                            ("official", "OFFICIAL"),
                            ("official_sensitive", "OFFICIAL-SENSITIVE"),
                            ("restricted", "RESTRICTED"),
                        ],
                        default="official_sensitive",
                        max_length=30,
                    ),
                ),
                (
                    "urgency",
                    models.CharField(
                        choices=[
                            ("standard", "Standard"),
                            ("priority", "Priority"),
                            ("urgent", "Urgent: somebody may come to harm"),
                        ],
                        default="standard",
                        max_length=20,
                    ),
                ),
                ("needed_by", models.DateField(null=True)),
                ("kinds", models.JSONField(default=list, verbose_name="types of information")),
                ("data_kinds", models.JSONField(default=list, verbose_name="kinds of data in law")),
                ("depersonalised_would_do", models.BooleanField(null=True)),
                ("purposes", models.JSONField(default=list, verbose_name="legitimate purpose")),
                ("public_interests", models.JSONField(default=list, verbose_name="public interest")),
                (
                    "agreement",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("obtained", "Yes, the person agreed"),
                            ("refused", "The person was asked and did not agree"),
                            ("not_sought", "The person was not asked"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "not_sought_because",
                    models.CharField(
                        blank=True,
                        choices=[
                            (
                                "statutory_duty",
                                "The law or a court order requires the information to be shared",
                            ),
                            ("risk_of_harm", "Asking would put somebody at greater risk of harm"),
                            ("prejudice_crime", "Asking would prejudice the handling of a serious crime"),
                            (
                                "unjustified_delay",
                                "Asking would delay enquiries about serious harm without good cause",
                            ),
                        ],
                        max_length=30,
                    ),
                ),
                (
                    "person_told",
                    models.CharField(blank=True, choices=[("yes", "Yes"), ("no", "No")], max_length=10),
                ),
                ("grounds", models.JSONField(default=list, verbose_name="legal grounds")),
                (
                    "needs_declared",
                    models.JSONField(
                        default=list, verbose_name="needs of the law that the requester declares met"
                    ),
                ),
                (
                    "is_urgent_record",
                    models.BooleanField(default=False, verbose_name="urgent disclosure recorded afterwards"),
                ),
                ("sent_at", models.DateTimeField(null=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                ("destroy_on", models.DateField(null=True)),
                ("destroyed_at", models.DateTimeField(null=True)),
                (
                    "begun_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requests",
                        to="isp_requests.protocoledition",
                    ),
                ),
                (
                    "guide_answer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requests",
                        to="isp_requests.guideanswer",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requests_made",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "renews",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="renewals",
                        to="isp_requests.sharingrequest",
                    ),
                ),
                (
                    "requested_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requests_made",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-begun_at", "reference"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("sent_at__isnull", True), ("state__in", ["draft", "discarded"])),
                            models.Q(
                                ("sent_at__isnull", False),
                                models.Q(("state__in", ["draft", "discarded"]), _negated=True),
                                models.Q(("requester_name", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="sharing_request_sent_with_its_requester",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="sharedfile",
            name="sharing_request",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="files",
                to="isp_requests.sharingrequest",
            ),
        ),
        migrations.CreateModel(
            name="SectionKey",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("wrapped", models.BinaryField(max_length=100)),
                (
                    "asked",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="isp_requests.asked",
                    ),
                ),
                (
                    "matter",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="isp_requests.matter",
                    ),
                ),
                (
                    "sharing_request",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="isp_requests.sharingrequest",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("matter__isnull", True), ("sharing_request__isnull", False)),
                            models.Q(
                                ("asked__isnull", True),
                                ("matter__isnull", False),
                                ("sharing_request__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="section_key_of_a_request_or_a_matter",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SealedSection",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("model", models.CharField(max_length=60)),
                ("record", models.UUIDField()),
                ("name", models.SlugField(max_length=30)),
                ("blob", models.BinaryField()),
                ("written_at", models.DateTimeField()),
                ("destroyed_at", models.DateTimeField(null=True)),
                (
                    "asked",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sections",
                        to="isp_requests.asked",
                    ),
                ),
                (
                    "matter",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sections",
                        to="isp_requests.matter",
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "key",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="section",
                        to="isp_requests.sectionkey",
                    ),
                ),
                (
                    "sharing_request",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sections",
                        to="isp_requests.sharingrequest",
                    ),
                ),
            ],
            options={
                "ordering": ["written_at", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("matter__isnull", True), ("sharing_request__isnull", False)),
                            models.Q(
                                ("asked__isnull", True),
                                ("matter__isnull", False),
                                ("sharing_request__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="sealed_section_of_a_request_or_a_matter",
                    ),
                    models.UniqueConstraint(
                        fields=("model", "record", "name"), name="sealed_section_once_in_its_place"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("destroyed_at__isnull", True), ("key__isnull", False)),
                            models.Q(("blob", b""), ("destroyed_at__isnull", False), ("key__isnull", True)),
                            _connector="OR",
                        ),
                        name="sealed_section_has_a_key_or_is_destroyed",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Question",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("asked_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "asked",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="isp_requests.asked",
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "sharing_request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="isp_requests.sharingrequest",
                    ),
                ),
            ],
            options={
                "ordering": ["asked_at"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_at__isnull", True), ("answered_by__isnull", True)),
                            models.Q(("answered_at__isnull", False), ("answered_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="question_answered_by_and_at",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("answered_at__isnull", True)),
                        fields=("asked",),
                        name="question_one_open_at_a_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PersonKey",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("digest", models.BinaryField(max_length=32)),
                (
                    "asked",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="isp_requests.asked",
                    ),
                ),
                (
                    "concerned",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="isp_requests.concerned",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "sharing_request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="isp_requests.sharingrequest",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["organisation", "digest"], name="person_key_found_by_digest")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("concerned", "organisation"), name="person_key_once_for_each_desk"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PassingOn",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "is_emergency",
                    models.BooleanField(
                        default=False, verbose_name="passed on in an emergency, recorded afterwards"
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("is_allowed", models.BooleanField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "asked",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="isp_requests.asked",
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "sharing_request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="isp_requests.sharingrequest",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "passings on",
                "ordering": ["asked_at"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("answered_at__isnull", True),
                                ("answered_by__isnull", True),
                                ("is_allowed__isnull", True),
                            ),
                            models.Q(
                                ("answered_at__isnull", False),
                                ("answered_by__isnull", False),
                                ("is_allowed__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="passing_on_answered_by_and_at",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_emergency", False), ("answered_at__isnull", True), _connector="OR"
                        ),
                        name="passing_on_in_an_emergency_asks_nobody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Participation",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "seat",
                    models.CharField(
                        choices=[
                            ("requester", "Requesting officer"),
                            ("officer", "Disclosing officer"),
                            ("authoriser", "Second authoriser"),
                            ("desk", "Single point of contact"),
                        ],
                        max_length=20,
                        verbose_name="as what",
                    ),
                ),
                (
                    "why",
                    models.CharField(
                        choices=[
                            ("asks", "Made the request"),
                            ("contact", "Contact of an organisation that takes part (ISP 7.4)"),
                            ("allocated", "Allocated by the single point of contact"),
                            ("taken_on", "Took it on"),
                            ("authorises", "Named as second authoriser"),
                        ],
                        max_length=20,
                    ),
                ),
                ("from_at", models.DateTimeField(verbose_name="from")),
                ("until_at", models.DateTimeField(null=True, verbose_name="until")),
                (
                    "asked",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="participations",
                        to="isp_requests.asked",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="participations",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "sharing_request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="participations",
                        to="isp_requests.sharingrequest",
                    ),
                ),
            ],
            options={
                "ordering": ["from_at", "id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("until_at__isnull", True)),
                        fields=["person"],
                        name="participation_by_person",
                    ),
                    models.Index(
                        condition=models.Q(("person__isnull", True), ("until_at__isnull", True)),
                        fields=["organisation"],
                        name="participation_by_desk",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("person__isnull", True), ("seat", "desk")),
                            models.Q(("person__isnull", False), models.Q(("seat", "desk"), _negated=True)),
                            _connector="OR",
                        ),
                        name="participation_of_a_person_or_of_a_desk",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until_at__isnull", True),
                            ("until_at__gte", models.F("from_at")),
                            _connector="OR",
                        ),
                        name="participation_starts_before_it_ends",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("until_at__isnull", True)),
                        fields=("sharing_request", "asked", "organisation", "person", "seat"),
                        name="participation_once_at_a_time",
                        nulls_distinct=False,
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LegalHold",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("is_requesters", models.BooleanField(verbose_name="placed by the requester's side")),
                ("placed_at", models.DateTimeField()),
                ("review_on", models.DateField()),
                ("lifted_at", models.DateTimeField(null=True)),
                (
                    "asked",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="isp_requests.asked",
                    ),
                ),
                (
                    "lifted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "placed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "sharing_request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="isp_requests.sharingrequest",
                    ),
                ),
            ],
            options={
                "ordering": ["placed_at"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("lifted_at__isnull", True), ("lifted_by__isnull", True)),
                            models.Q(("lifted_at__isnull", False), ("lifted_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="legal_hold_lifted_by_and_at",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("lifted_at__isnull", True)),
                        fields=("asked",),
                        name="legal_hold_one_at_a_time",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="disclosure",
            name="sharing_request",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="isp_requests.sharingrequest",
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="sharing_request",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="isp_requests.sharingrequest",
            ),
        ),
        migrations.CreateModel(
            name="Correction",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("is_of_request", models.BooleanField()),
                ("made_at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(null=True)),
                (
                    "asked",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="isp_requests.asked",
                    ),
                ),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "sharing_request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="isp_requests.sharingrequest",
                    ),
                ),
            ],
            options={
                "ordering": ["made_at"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("confirmed_at__isnull", True), ("confirmed_by__isnull", True)),
                            models.Q(("confirmed_at__isnull", False), ("confirmed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="correction_confirmed_by_and_at",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("confirmed_by__isnull", True),
                            models.Q(("confirmed_by", models.F("made_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="correction_confirmed_by_the_other_side",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ConsentEvent",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("given", "Given"),
                            ("withdrawn", "Taken back"),
                            ("other_ground", "Another ground recorded in its place"),
                        ],
                        max_length=20,
                    ),
                ),
                ("grounds", models.JSONField(default=list, verbose_name="legal grounds in its place")),
                ("at", models.DateTimeField()),
                (
                    "asked",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="isp_requests.asked",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "consent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="isp_requests.consent",
                    ),
                ),
                (
                    "sharing_request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="isp_requests.sharingrequest",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("consent", "kind"), name="consent_event_once_of_each_kind"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("asked__isnull", True)),
                        name="consent_event_belongs_to_the_request",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "other_ground"), models.Q(("grounds", []), _negated=True)),
                            models.Q(models.Q(("kind", "other_ground"), _negated=True), ("grounds", [])),
                            _connector="OR",
                        ),
                        name="consent_event_other_ground_with_its_law",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="consent",
            name="sharing_request",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="consents",
                to="isp_requests.sharingrequest",
            ),
        ),
        migrations.AddField(
            model_name="concerned",
            name="sharing_request",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="people",
                to="isp_requests.sharingrequest",
            ),
        ),
        migrations.AddField(
            model_name="asked",
            name="sharing_request",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="asked",
                to="isp_requests.sharingrequest",
            ),
        ),
        migrations.CreateModel(
            name="AccessConsultation",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("received_on", models.DateField(verbose_name="inquiry received on")),
                ("due_on", models.DateField(verbose_name="inquiry to be answered by")),
                ("asked_at", models.DateTimeField()),
                (
                    "exemption",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("none", "All of it may be given to the person"),
                            ("part", "Part of it is exempt"),
                            ("all", "All of it is exempt"),
                        ],
                        max_length=10,
                    ),
                ),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "asked",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="isp_requests.asked",
                    ),
                ),
                (
                    "sharing_request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="isp_requests.sharingrequest",
                    ),
                ),
            ],
            options={
                "ordering": ["asked_at"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_at__isnull", True), ("answered_by__isnull", True)),
                            models.Q(("answered_at__isnull", False), ("answered_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="access_consultation_answered_by_and_at",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_at__isnull", True), ("exemption", "")),
                            models.Q(
                                ("answered_at__isnull", False), models.Q(("exemption", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="access_consultation_answered_with_a_view",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("due_on__gt", models.F("received_on"))),
                        name="access_consultation_due_after_it_came",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SpocAbsence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="from")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="until")),
                ("recorded_at", models.DateTimeField()),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="spoc_absences",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="spoc_absences",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-starts_on"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True),
                            ("ends_on__gte", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="spoc_absence_starts_before_it_ends",
                        violation_error_message="The last day cannot come before the first.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__isnull", False)), name="spoc_absence_has_a_last_day"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Training",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("trained_on", models.DateField(verbose_name="day of the training")),
                ("given_by", models.CharField(max_length=150, verbose_name="given by")),
                ("recorded_at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="isp_trainings",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-trained_on", "-pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="sharedfile",
            constraint=models.CheckConstraint(
                condition=models.Q(("disclosure__isnull", True), ("asked__isnull", False), _connector="OR"),
                name="shared_file_of_an_answer",
            ),
        ),
        migrations.AddConstraint(
            model_name="disclosure",
            constraint=models.UniqueConstraint(fields=("asked", "number"), name="disclosure_numbered_once"),
        ),
        migrations.AddConstraint(
            model_name="disclosure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("receipt_confirmed_at__isnull", True), ("receipt_confirmed_by__isnull", True)),
                    models.Q(
                        ("receipt_confirmed_at__isnull", False), ("receipt_confirmed_by__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="disclosure_receipt_by_and_at",
            ),
        ),
        migrations.AddConstraint(
            model_name="disclosure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("certified_at__isnull", True), ("certified_by__isnull", True)),
                    models.Q(("certified_at__isnull", False), ("certified_by__isnull", False)),
                    _connector="OR",
                ),
                name="disclosure_certified_by_and_at",
            ),
        ),
        migrations.AddConstraint(
            model_name="disclosure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("certified_at__isnull", True), ("ending", "")),
                    models.Q(("certified_at__isnull", False), models.Q(("ending", ""), _negated=True)),
                    _connector="OR",
                ),
                name="disclosure_certified_as_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="disclosure",
            constraint=models.CheckConstraint(
                condition=models.Q(("delivery__in", ("email", "fax")), _negated=True),
                name="disclosure_delivered_securely",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.UniqueConstraint(fields=("asked", "number"), name="decision_numbered_once"),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.UniqueConstraint(
                condition=models.Q(("superseded_at__isnull", True)),
                fields=("asked",),
                name="decision_one_stands",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(("decided_by", models.F("requested_by")), _negated=True),
                name="decision_not_by_the_requester",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("second_authoriser__isnull", True),
                    models.Q(
                        models.Q(("second_authoriser", models.F("decided_by")), _negated=True),
                        models.Q(("second_authoriser", models.F("requested_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="decision_by_two_people_where_by_two",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("authorised_at__isnull", True), ("second_authoriser__isnull", False), _connector="OR"
                ),
                name="decision_authorised_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(("delivery__in", ("email", "fax")), _negated=True),
                name="decision_delivered_securely",
            ),
        ),
        migrations.AddConstraint(
            model_name="consent",
            constraint=models.UniqueConstraint(
                fields=("sharing_request", "number"), name="consent_numbered_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="consent",
            constraint=models.CheckConstraint(
                condition=models.Q(("asked__isnull", True)), name="consent_belongs_to_the_request"
            ),
        ),
        migrations.AddConstraint(
            model_name="consent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("how_taken", "signed"), ("scan__isnull", False)),
                    models.Q(("how_taken", "spoken"), ("scan__isnull", True)),
                    _connector="OR",
                ),
                name="consent_signed_with_its_scan",
            ),
        ),
        migrations.AddConstraint(
            model_name="consent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_on__isnull", True), ("ends_on__gte", models.F("given_on")), _connector="OR"
                ),
                name="consent_given_before_it_ends",
            ),
        ),
        migrations.AddConstraint(
            model_name="concerned",
            constraint=models.UniqueConstraint(
                fields=("sharing_request", "number"), name="concerned_numbered_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="concerned",
            constraint=models.CheckConstraint(
                condition=models.Q(("asked__isnull", True)), name="concerned_belongs_to_the_request"
            ),
        ),
        migrations.AddConstraint(
            model_name="asked",
            constraint=models.UniqueConstraint(
                fields=("sharing_request", "organisation"), name="asked_each_organisation_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="asked",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "allocated"), _negated=True),
                    ("officer__isnull", False),
                    _connector="OR",
                ),
                name="asked_allocated_to_somebody",
            ),
        ),
    ]
