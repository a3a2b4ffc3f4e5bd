from decimal import Decimal

import django.core.validators
import django.db.models.constraints
import django.db.models.deletion
import django.db.models.functions.text
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("delivery_plans", "0001_strategy_plans_and_ratings"),
        ("delivery_plans", "0003_plan_imports"),
        ("delivery_plans", "0004_places_indicators_measurements"),
        ("delivery_plans", "0005_performance_reviews_and_highlights"),
        ("delivery_plans", "0006_raised_from_indicators_and_decided_challenges"),
    ]

    initial = True

    dependencies = [
        ("accounts", "0001_people_and_invitations"),
        ("accounts", "__first__"),
        ("meetings", "0001_boards_meetings_packs_minutes"),
    ]

    operations = [
        migrations.CreateModel(
            name="RagScale",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=100, unique=True)),
                ("explanation", models.TextField(blank=True)),
                ("version", models.PositiveIntegerField(default=1)),
            ],
        ),
        migrations.CreateModel(
            name="DeliveryPlan",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "year",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(2000),
                            django.core.validators.MaxValueValidator(2198),
                        ],
                        verbose_name="year that begins in April",
                    ),
                ),
                ("slug", models.SlugField(max_length=20, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("endorsed", "Endorsed by the board"),
                            ("in_force", "In force"),
                            ("closed", "Closed"),
                        ],
                        default="draft",
                        max_length=20,
                    ),
                ),
                ("introduction", models.TextField(blank=True)),
                ("background", models.TextField(blank=True, verbose_name="background note")),
                (
                    "area_heading",
                    models.CharField(
                        default="Area of delivery", max_length=80, verbose_name="heading of the areas"
                    ),
                ),
                (
                    "action_heading",
                    models.CharField(default="Action", max_length=80, verbose_name="heading of the actions"),
                ),
                (
                    "milestone_heading",
                    models.CharField(
                        default="Milestone", max_length=80, verbose_name="heading of the milestones"
                    ),
                ),
                ("endorsed_words", models.TextField(blank=True, verbose_name="what the board decided")),
                ("endorsed_at", models.DateTimeField(blank=True, null=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "closed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
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
                        related_name="plans_endorsed",
                        to="meetings.agendaitem",
                    ),
                ),
                (
                    "follows",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="followed_by",
                        to="delivery_plans.deliveryplan",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="plans_owned",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="plan owner",
                    ),
                ),
            ],
            options={
                "ordering": ["-year", "outcome__number", "pk"],
            },
        ),
        migrations.CreateModel(
            name="DeliveryArea",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                ("withdrawn_reason", models.CharField(blank=True, max_length=500)),
                ("version", models.PositiveIntegerField(default=1)),
                ("position", models.PositiveIntegerField()),
                ("reference", models.CharField(blank=True, max_length=20)),
                ("text", models.TextField(blank=True, verbose_name="area of delivery")),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="areas",
                        to="delivery_plans.deliveryplan",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("withdrawn_at__isnull", True), ("withdrawn_by__isnull", True)),
                            models.Q(("withdrawn_at__isnull", False), ("withdrawn_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="delivery_area_withdrawn_by_and_at",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("text", ""), _negated=True),
                            models.Q(("reference", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="delivery_area_says_something",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalDeliveryArea",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                ("withdrawn_reason", models.CharField(blank=True, max_length=500)),
                ("version", models.PositiveIntegerField(default=1)),
                ("position", models.PositiveIntegerField()),
                ("reference", models.CharField(blank=True, max_length=20)),
                ("text", models.TextField(blank=True, verbose_name="area of delivery")),
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
                    "plan",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="delivery_plans.deliveryplan",
                    ),
                ),
                (
                    "withdrawn_by",
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
                "verbose_name": "historical delivery area",
                "verbose_name_plural": "historical delivery areas",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalIndicator",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("name", models.CharField(max_length=200)),
                ("short_name", models.CharField(blank=True, max_length=80, verbose_name="name in tables")),
                ("slug", models.SlugField(max_length=120)),
                (
                    "collection",
                    models.CharField(
                        choices=[
                            ("key", "Key indicators"),
                            ("combined", "Combined figures"),
                            ("ward_offences", "Offences by ward"),
                            ("crime_types", "Crime types"),
                            ("hate_crime", "Hate crime"),
                        ],
                        default="key",
                        max_length=20,
                        verbose_name="table",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="place in the table")),
                ("theme", models.CharField(blank=True, max_length=100)),
                ("source", models.CharField(blank=True, max_length=150)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("number", "A number"),
                            ("narrative", "In words"),
                            ("milestones", "By milestones of a plan"),
                            ("gap", "No indicator yet"),
                        ],
                        max_length=20,
                        verbose_name="how it is followed",
                    ),
                ),
                ("unit", models.CharField(blank=True, max_length=80)),
                (
                    "decimals",
                    models.PositiveSmallIntegerField(default=0, verbose_name="decimal places shown"),
                ),
                (
                    "better",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("lower", "Lower is better"),
                            ("higher", "Higher is better"),
                            ("neither", "Neither way is better by itself"),
                        ],
                        max_length=10,
                        verbose_name="which way is better",
                    ),
                ),
                (
                    "better_note",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="what to say about the direction"
                    ),
                ),
                ("counts_people", models.BooleanField(default=False, verbose_name="counts people")),
                (
                    "baseline_period",
                    models.CharField(blank=True, max_length=60, verbose_name="period of the baseline"),
                ),
                ("baseline", models.DecimalField(blank=True, decimal_places=4, max_digits=14, null=True)),
                (
                    "baseline_on",
                    models.DateField(blank=True, null=True, verbose_name="last day of the baseline"),
                ),
                (
                    "target_words",
                    models.CharField(blank=True, max_length=200, verbose_name="target as written"),
                ),
                (
                    "target",
                    models.DecimalField(
                        blank=True,
                        decimal_places=4,
                        max_digits=14,
                        null=True,
                        verbose_name="target as a number",
                    ),
                ),
                (
                    "target_by_words",
                    models.CharField(blank=True, max_length=60, verbose_name="target date as written"),
                ),
                ("target_by", models.DateField(blank=True, null=True, verbose_name="target date")),
                (
                    "trajectory",
                    models.CharField(
                        choices=[
                            ("none", "Nothing: it is not rated"),
                            ("straight_line", "A straight line from the baseline to the target"),
                            ("quarterly", "A value for each quarter"),
                            ("target", "The target itself, on every day"),
                        ],
                        default="none",
                        max_length=20,
                        verbose_name="held against",
                    ),
                ),
                (
                    "rule",
                    models.CharField(
                        choices=[("share", "A share of the trajectory"), ("points", "Percentage points")],
                        default="share",
                        max_length=10,
                        verbose_name="how distance is counted",
                    ),
                ),
                (
                    "margin",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("5"),
                        max_digits=6,
                        validators=[django.core.validators.MinValueValidator(Decimal("0.01"))],
                        verbose_name="distance at which it turns Green or Red",
                    ),
                ),
                ("note", models.TextField(blank=True, verbose_name="what to know about it")),
                ("ended_on", models.DateField(blank=True, null=True)),
                ("ended_reason", models.CharField(blank=True, max_length=300, verbose_name="why it ended")),
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
                    "asked_person",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="who is asked",
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
                    "owner",
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
                    "priority",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="meetings.priority",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical indicator",
                "verbose_name_plural": "historical indicators",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalKeyTarget",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                ("withdrawn_reason", models.CharField(blank=True, max_length=500)),
                ("version", models.PositiveIntegerField(default=1)),
                ("position", models.PositiveIntegerField()),
                ("text", models.TextField(verbose_name="key target")),
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
                    "plan",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="delivery_plans.deliveryplan",
                    ),
                ),
                (
                    "withdrawn_by",
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
                "verbose_name": "historical key target",
                "verbose_name_plural": "historical key targets",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalLeadOffice",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("name", models.CharField(max_length=200)),
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
                "verbose_name": "historical lead office",
                "verbose_name_plural": "historical lead offices",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalPlanAction",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                ("withdrawn_reason", models.CharField(blank=True, max_length=500)),
                ("version", models.PositiveIntegerField(default=1)),
                ("position", models.PositiveIntegerField()),
                ("reference", models.CharField(blank=True, max_length=20)),
                ("text", models.TextField(blank=True, verbose_name="action")),
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
                    "area",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="delivery_plans.deliveryarea",
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
                    "plan",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="delivery_plans.deliveryplan",
                    ),
                ),
                (
                    "withdrawn_by",
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
                "verbose_name": "historical plan action",
                "verbose_name_plural": "historical plan actions",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalRagScale",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("name", models.CharField(db_index=True, max_length=100)),
                ("explanation", models.TextField(blank=True)),
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
                "verbose_name": "historical rag scale",
                "verbose_name_plural": "historical rag scales",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalReview",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                (
                    "quarter",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(4),
                        ]
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Open: leads are rating"),
                            ("submitted", "Submitted: for the plan's owner to close"),
                            ("closed", "Closed"),
                        ],
                        default="open",
                        max_length=20,
                    ),
                ),
                ("due_on", models.DateField(verbose_name="ratings are due on")),
                ("opened_at", models.DateTimeField()),
                ("sent_back_reason", models.TextField(blank=True, verbose_name="why it was sent back")),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "closing_note",
                    models.TextField(blank=True, verbose_name="what the owner says of the quarter"),
                ),
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
                    "closed_by",
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
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "opened_by",
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
                    "plan",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="delivery_plans.deliveryplan",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical review",
                "verbose_name_plural": "historical reviews",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalStrategicLink",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("name", models.CharField(max_length=250)),
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
                "verbose_name": "historical strategic link",
                "verbose_name_plural": "historical strategic links",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalStrategy",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("starts_on", models.DateField(verbose_name="from")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="until")),
                ("name", models.CharField(db_index=True, max_length=150)),
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
                    "board",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="meetings.board",
                        verbose_name="board that endorses its plans",
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
                "verbose_name": "historical strategy",
                "verbose_name_plural": "historical strategies",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Indicator",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                ("short_name", models.CharField(blank=True, max_length=80, verbose_name="name in tables")),
                ("slug", models.SlugField(max_length=120, unique=True)),
                (
                    "collection",
                    models.CharField(
                        choices=[
                            ("key", "Key indicators"),
                            ("combined", "Combined figures"),
                            ("ward_offences", "Offences by ward"),
                            ("crime_types", "Crime types"),
                            ("hate_crime", "Hate crime"),
                        ],
                        default="key",
                        max_length=20,
                        verbose_name="table",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="place in the table")),
                ("theme", models.CharField(blank=True, max_length=100)),
                ("source", models.CharField(blank=True, max_length=150)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("number", "A number"),
                            ("narrative", "In words"),
                            ("milestones", "By milestones of a plan"),
                            ("gap", "No indicator yet"),
                        ],
                        max_length=20,
                        verbose_name="how it is followed",
                    ),
                ),
                ("unit", models.CharField(blank=True, max_length=80)),
                (
                    "decimals",
                    models.PositiveSmallIntegerField(default=0, verbose_name="decimal places shown"),
                ),
                (
                    "better",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("lower", "Lower is better"),
                            ("higher", "Higher is better"),
                            ("neither", "Neither way is better by itself"),
                        ],
                        max_length=10,
                        verbose_name="which way is better",
                    ),
                ),
                (
                    "better_note",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="what to say about the direction"
                    ),
                ),
                ("counts_people", models.BooleanField(default=False, verbose_name="counts people")),
                (
                    "baseline_period",
                    models.CharField(blank=True, max_length=60, verbose_name="period of the baseline"),
                ),
                ("baseline", models.DecimalField(blank=True, decimal_places=4, max_digits=14, null=True)),
                (
                    "baseline_on",
                    models.DateField(blank=True, null=True, verbose_name="last day of the baseline"),
                ),
                (
                    "target_words",
                    models.CharField(blank=True, max_length=200, verbose_name="target as written"),
                ),
                (
                    "target",
                    models.DecimalField(
                        blank=True,
                        decimal_places=4,
                        max_digits=14,
                        null=True,
                        verbose_name="target as a number",
                    ),
                ),
                (
                    "target_by_words",
                    models.CharField(blank=True, max_length=60, verbose_name="target date as written"),
                ),
                ("target_by", models.DateField(blank=True, null=True, verbose_name="target date")),
                (
                    "trajectory",
                    models.CharField(
                        choices=[
                            ("none", "Nothing: it is not rated"),
                            ("straight_line", "A straight line from the baseline to the target"),
                            ("quarterly", "A value for each quarter"),
                            ("target", "The target itself, on every day"),
                        ],
                        default="none",
                        max_length=20,
                        verbose_name="held against",
                    ),
                ),
                (
                    "rule",
                    models.CharField(
                        choices=[("share", "A share of the trajectory"), ("points", "Percentage points")],
                        default="share",
                        max_length=10,
                        verbose_name="how distance is counted",
                    ),
                ),
                (
                    "margin",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("5"),
                        max_digits=6,
                        validators=[django.core.validators.MinValueValidator(Decimal("0.01"))],
                        verbose_name="distance at which it turns Green or Red",
                    ),
                ),
                ("note", models.TextField(blank=True, verbose_name="what to know about it")),
                ("ended_on", models.DateField(blank=True, null=True)),
                ("ended_reason", models.CharField(blank=True, max_length=300, verbose_name="why it ended")),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "asked_person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="indicators_asked_for",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="who is asked",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="indicators_owned",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "priority",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="indicators",
                        to="meetings.priority",
                    ),
                ),
            ],
            options={
                "ordering": ["collection", "position", "name"],
                "indexes": [
                    models.Index(fields=["collection", "position"], name="delivery_pl_collect_f944b0_idx")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("collection", "name"),
                        name="indicator_named_once_in_its_table",
                        violation_error_message="There is an indicator of that name in this table already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "number"), _negated=True),
                            models.Q(
                                models.Q(("unit", ""), _negated=True), models.Q(("better", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="indicator_number_has_unit_and_direction",
                        violation_error_message="An indicator with a number needs a unit and which way is better.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("trajectory", "straight_line"), _negated=True),
                            models.Q(
                                ("baseline__isnull", False),
                                ("baseline_on__isnull", False),
                                ("target__isnull", False),
                                ("target_by__gt", models.F("baseline_on")),
                                ("target_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="indicator_straight_line_has_two_ends",
                        violation_error_message="A straight line needs the baseline and the target as numbers, each with its date, the target's later.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("trajectory", "target"), _negated=True),
                            ("target__isnull", False),
                            _connector="OR",
                        ),
                        name="indicator_held_against_its_target_has_one",
                        violation_error_message="To hold it against the target, the target must be a number.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("trajectory", "none"), ("better__in", ["lower", "higher"]), _connector="OR"
                        ),
                        name="indicator_rated_only_with_a_direction",
                        violation_error_message="What is rated needs a direction: lower or higher is better.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("margin__gt", 0)), name="indicator_margin_is_above_zero"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_on__isnull", True), ("ended_reason", "")),
                            models.Q(
                                ("ended_on__isnull", False), models.Q(("ended_reason", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="indicator_ended_with_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalTrajectoryPoint",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("starts_on", models.DateField(verbose_name="first day of the quarter")),
                ("value", models.DecimalField(decimal_places=4, max_digits=14)),
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
                    "indicator",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="delivery_plans.indicator",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical trajectory point",
                "verbose_name_plural": "historical trajectory points",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="KeyTarget",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                ("withdrawn_reason", models.CharField(blank=True, max_length=500)),
                ("version", models.PositiveIntegerField(default=1)),
                ("position", models.PositiveIntegerField()),
                ("text", models.TextField(verbose_name="key target")),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="key_targets",
                        to="delivery_plans.deliveryplan",
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["position", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("withdrawn_at__isnull", True), ("withdrawn_by__isnull", True)),
                            models.Q(("withdrawn_at__isnull", False), ("withdrawn_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="key_target_withdrawn_by_and_at",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="key_target_says_something"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LeadOffice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lead_offices",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "people",
                    models.ManyToManyField(
                        blank=True,
                        related_name="offices_answered_for",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="people who rate for it",
                    ),
                ),
            ],
            options={
                "ordering": ["name"],
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("name"),
                        name="lead_office_name_once_whatever_the_case",
                        violation_error_message="There is an office of that name already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="lead_office_has_a_name"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalLeadOffice_people",
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
                        to="delivery_plans.historicalleadoffice",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "leadoffice",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="delivery_plans.leadoffice",
                    ),
                ),
            ],
            options={
                "verbose_name": "HistoricalLeadOffice_people",
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Milestone",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                ("withdrawn_reason", models.CharField(blank=True, max_length=500)),
                ("version", models.PositiveIntegerField(default=1)),
                ("position", models.PositiveIntegerField()),
                ("reference", models.CharField(blank=True, max_length=20)),
                ("text", models.TextField(blank=True, verbose_name="milestone")),
                ("due", models.CharField(blank=True, max_length=500, verbose_name="due")),
                (
                    "understood_first",
                    models.DateField(blank=True, null=True, verbose_name="understood as from"),
                ),
                (
                    "understood_last",
                    models.DateField(blank=True, null=True, verbose_name="understood as until"),
                ),
                ("is_recurring", models.BooleanField(default=False, verbose_name="comes round again")),
                (
                    "due_problem",
                    models.CharField(blank=True, max_length=500, verbose_name="what was not understood"),
                ),
                (
                    "due_warning",
                    models.CharField(blank=True, max_length=500, verbose_name="what looks wrong about it"),
                ),
                (
                    "corrected_first",
                    models.DateField(blank=True, null=True, verbose_name="corrected to from"),
                ),
                (
                    "corrected_last",
                    models.DateField(blank=True, null=True, verbose_name="corrected to until"),
                ),
                (
                    "correction_reason",
                    models.CharField(blank=True, max_length=300, verbose_name="reason for the correction"),
                ),
                ("rating_written", models.TextField(blank=True, verbose_name="rating as written")),
                ("comment", models.TextField(blank=True)),
                (
                    "area",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="milestones",
                        to="delivery_plans.deliveryarea",
                    ),
                ),
                (
                    "carried_from",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="carried_into",
                        to="delivery_plans.milestone",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="milestones",
                        to="delivery_plans.deliveryplan",
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="HistoricalMilestoneOffice",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("position", models.PositiveSmallIntegerField()),
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
                    "office",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="delivery_plans.leadoffice",
                    ),
                ),
                (
                    "milestone",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="delivery_plans.milestone",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical milestone office",
                "verbose_name_plural": "historical milestone offices",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Challenge",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("words", models.TextField(verbose_name="what the board decided")),
                ("raised_at", models.DateTimeField()),
                ("answer", models.TextField(blank=True, verbose_name="the lead's answer")),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "agenda_item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rating_challenges",
                        to="meetings.agendaitem",
                    ),
                ),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rating_challenges",
                        to="meetings.decision",
                    ),
                ),
                (
                    "raised_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "milestone",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="challenges",
                        to="delivery_plans.milestone",
                    ),
                ),
            ],
            options={
                "ordering": ["raised_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="MilestoneOffice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "milestone",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="offices",
                        to="delivery_plans.milestone",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="delivery_plans.leadoffice",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("milestone", "office"), name="milestone_office_once")
                ],
            },
        ),
        migrations.AddField(
            model_name="milestone",
            name="leads",
            field=models.ManyToManyField(
                related_name="milestones",
                through="delivery_plans.MilestoneOffice",
                to="delivery_plans.leadoffice",
            ),
        ),
        migrations.CreateModel(
            name="Outcome",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "number",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(99),
                        ]
                    ),
                ),
                ("name", models.CharField(max_length=250)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "priority",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="outcomes",
                        to="meetings.priority",
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="HistoricalDeliveryPlan",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                (
                    "year",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(2000),
                            django.core.validators.MaxValueValidator(2198),
                        ],
                        verbose_name="year that begins in April",
                    ),
                ),
                ("slug", models.SlugField(max_length=20)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("endorsed", "Endorsed by the board"),
                            ("in_force", "In force"),
                            ("closed", "Closed"),
                        ],
                        default="draft",
                        max_length=20,
                    ),
                ),
                ("introduction", models.TextField(blank=True)),
                ("background", models.TextField(blank=True, verbose_name="background note")),
                (
                    "area_heading",
                    models.CharField(
                        default="Area of delivery", max_length=80, verbose_name="heading of the areas"
                    ),
                ),
                (
                    "action_heading",
                    models.CharField(default="Action", max_length=80, verbose_name="heading of the actions"),
                ),
                (
                    "milestone_heading",
                    models.CharField(
                        default="Milestone", max_length=80, verbose_name="heading of the milestones"
                    ),
                ),
                ("endorsed_words", models.TextField(blank=True, verbose_name="what the board decided")),
                ("endorsed_at", models.DateTimeField(blank=True, null=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
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
                    "closed_by",
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
                    "follows",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="delivery_plans.deliveryplan",
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
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="plan owner",
                    ),
                ),
                (
                    "outcome",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="delivery_plans.outcome",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical delivery plan",
                "verbose_name_plural": "historical delivery plans",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.AddField(
            model_name="deliveryplan",
            name="outcome",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="plans", to="delivery_plans.outcome"
            ),
        ),
        migrations.CreateModel(
            name="PerformanceReview",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("figures_to", models.DateField(verbose_name="figures up to")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Under review"),
                            ("agreed", "Agreed by the performance group"),
                            ("with_executive", "With the Executive"),
                            ("for_the_pack", "Passed for the pack"),
                        ],
                        default="open",
                        max_length=20,
                    ),
                ),
                ("opened_at", models.DateTimeField()),
                ("agreed_at", models.DateTimeField(blank=True, null=True)),
                ("passed_at", models.DateTimeField(blank=True, null=True)),
                ("returned_reason", models.TextField(blank=True, verbose_name="why it was opened again")),
                (
                    "agreed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "meeting",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="performance_review",
                        to="meetings.meeting",
                        verbose_name="meeting of the board that it reports to",
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "passed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="performance_reviews_held",
                        to="meetings.meeting",
                        verbose_name="session of the performance group",
                    ),
                ),
            ],
            options={
                "ordering": ["-figures_to", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="PerformanceLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("checked_at", models.DateTimeField(blank=True, null=True)),
                ("comment", models.TextField(blank=True)),
                (
                    "added_value",
                    models.TextField(blank=True, verbose_name="how the partnership can add value"),
                ),
                ("commented_at", models.DateTimeField(blank=True, null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "checked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "commented_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="performance_lines",
                        to="delivery_plans.indicator",
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="delivery_plans.performancereview",
                    ),
                ),
            ],
            options={
                "ordering": ["indicator__priority__number", "indicator__position", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("review", "indicator"), name="performance_line_once_in_a_review"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("checked_at__isnull", True), ("checked_by__isnull", True)),
                            models.Q(("checked_at__isnull", False), ("checked_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="performance_line_checked_by_and_at",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("commented_at__isnull", True), ("commented_by__isnull", True)),
                            models.Q(("commented_at__isnull", False), ("commented_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="performance_line_commented_by_and_at",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalPerformanceLine",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("checked_at", models.DateTimeField(blank=True, null=True)),
                ("comment", models.TextField(blank=True)),
                (
                    "added_value",
                    models.TextField(blank=True, verbose_name="how the partnership can add value"),
                ),
                ("commented_at", models.DateTimeField(blank=True, null=True)),
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
                    "checked_by",
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
                    "commented_by",
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
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "indicator",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="delivery_plans.indicator",
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="delivery_plans.performancereview",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical performance line",
                "verbose_name_plural": "historical performance lines",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HighlightReport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("content", models.JSONField()),
                ("frozen_at", models.DateTimeField()),
                (
                    "frozen_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
                        to="delivery_plans.performancereview",
                    ),
                ),
            ],
            options={
                "ordering": ["-number"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("review", "number"), name="highlight_report_number_once_in_a_review"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Period",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("month", "Month"),
                            ("quarter", "Quarter"),
                            ("rolling_year", "Rolling 12 months"),
                            ("year", "Year"),
                        ],
                        max_length=20,
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="first day")),
                ("ends_on", models.DateField(verbose_name="last day")),
                ("slug", models.SlugField(max_length=40, unique=True)),
            ],
            options={
                "ordering": ["ends_on", "-starts_on"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("kind", "ends_on"), name="period_once_for_each_kind_and_last_day"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                        name="period_starts_before_it_ends",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Place",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=100)),
                ("slug", models.SlugField(max_length=100, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("borough", "Borough"),
                            ("ward", "Ward"),
                            ("ward_group", "Group of wards"),
                            ("london", "London"),
                            ("similar_group", "Most similar group"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "also_called",
                    models.JSONField(blank=True, default=list, verbose_name="other names in files"),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "members",
                    models.ManyToManyField(blank=True, related_name="groups", to="delivery_plans.place"),
                ),
                (
                    "within",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="places_within",
                        to="delivery_plans.place",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "name"],
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "name"), name="place_named_once_in_its_kind"),
                    models.CheckConstraint(
                        condition=models.Q(("pk", models.F("within")), _negated=True),
                        name="place_is_not_within_itself",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="performancereview",
            name="place",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="performance_reviews",
                to="delivery_plans.place",
            ),
        ),
        migrations.CreateModel(
            name="Measurement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("value", models.DecimalField(decimal_places=4, max_digits=14)),
                ("numerator", models.DecimalField(blank=True, decimal_places=4, max_digits=14, null=True)),
                ("denominator", models.DecimalField(blank=True, decimal_places=4, max_digits=14, null=True)),
                (
                    "rate",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=10,
                        null=True,
                        verbose_name="rate as published",
                    ),
                ),
                (
                    "rank_by_rate",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="London rank by rate"
                    ),
                ),
                (
                    "rank_by_change",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="London rank by change"
                    ),
                ),
                (
                    "standing",
                    models.CharField(
                        choices=[("provisional", "Provisional"), ("final", "Final")],
                        default="final",
                        max_length=12,
                    ),
                ),
                ("remark", models.CharField(blank=True, max_length=200, verbose_name="what the source said")),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="why it was corrected")),
                ("entered_at", models.DateTimeField()),
                ("superseded_at", models.DateTimeField(blank=True, null=True)),
                (
                    "entered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="measurements",
                        to="delivery_plans.indicator",
                    ),
                ),
                (
                    "replaces",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="delivery_plans.measurement",
                    ),
                ),
                (
                    "period",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="measurements",
                        to="delivery_plans.period",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="measurements",
                        to="delivery_plans.place",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "indexes": [
                    models.Index(fields=["period", "indicator"], name="delivery_pl_period__e1a3f5_idx")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("superseded_at__isnull", True)),
                        fields=("indicator", "place", "period"),
                        name="measurement_one_holds",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), ("replaces__isnull", True)),
                            models.Q(("replaces__isnull", False), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="measurement_corrected_with_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("denominator__isnull", True), ("denominator__gt", 0), _connector="OR"
                        ),
                        name="measurement_is_out_of_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("superseded_at__isnull", True),
                            ("superseded_at__gte", models.F("entered_at")),
                            _connector="OR",
                        ),
                        name="measurement_is_superseded_after_it_was_entered",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Judgement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "level",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("green", "Green"),
                            ("amber_green", "Amber/Green"),
                            ("amber_red", "Amber/Red"),
                            ("red", "Red"),
                            ("not_rated", "Not rated"),
                        ],
                        max_length=20,
                        verbose_name="rating",
                    ),
                ),
                (
                    "automatic",
                    models.CharField(
                        choices=[
                            ("green", "Green"),
                            ("amber_green", "Amber/Green"),
                            ("amber_red", "Amber/Red"),
                            ("red", "Red"),
                            ("not_rated", "Not rated"),
                        ],
                        max_length=20,
                        verbose_name="automatic rating",
                    ),
                ),
                ("reason", models.TextField()),
                ("judged_at", models.DateTimeField()),
                (
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="judgements",
                        to="delivery_plans.indicator",
                    ),
                ),
                (
                    "judged_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "period",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="judgements",
                        to="delivery_plans.period",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="judgements",
                        to="delivery_plans.place",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="judgement_has_a_reason"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalPlace",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("name", models.CharField(max_length=100)),
                ("slug", models.SlugField(max_length=100)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("borough", "Borough"),
                            ("ward", "Ward"),
                            ("ward_group", "Group of wards"),
                            ("london", "London"),
                            ("similar_group", "Most similar group"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "also_called",
                    models.JSONField(blank=True, default=list, verbose_name="other names in files"),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
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
                    "within",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="delivery_plans.place",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical place",
                "verbose_name_plural": "historical places",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalPerformanceReview",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("figures_to", models.DateField(verbose_name="figures up to")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Under review"),
                            ("agreed", "Agreed by the performance group"),
                            ("with_executive", "With the Executive"),
                            ("for_the_pack", "Passed for the pack"),
                        ],
                        default="open",
                        max_length=20,
                    ),
                ),
                ("opened_at", models.DateTimeField()),
                ("agreed_at", models.DateTimeField(blank=True, null=True)),
                ("passed_at", models.DateTimeField(blank=True, null=True)),
                ("returned_reason", models.TextField(blank=True, verbose_name="why it was opened again")),
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
                    "agreed_by",
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
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="meetings.meeting",
                        verbose_name="meeting of the board that it reports to",
                    ),
                ),
                (
                    "opened_by",
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
                    "passed_by",
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
                    "session",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="meetings.meeting",
                        verbose_name="session of the performance group",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="delivery_plans.place",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical performance review",
                "verbose_name_plural": "historical performance reviews",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalExpectedFigure",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("asked_on", models.DateField(verbose_name="asked for on")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="wanted by")),
                (
                    "request_reference",
                    models.CharField(
                        blank=True, max_length=60, verbose_name="reference of the information request"
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300)),
                ("asked_at", models.DateTimeField()),
                ("received_at", models.DateTimeField(blank=True, null=True)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "withdrawn_reason",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="why it is not awaited any more"
                    ),
                ),
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
                    "asked_by",
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
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "owed_by",
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
                    "withdrawn_by",
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
                    "indicator",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="delivery_plans.indicator",
                    ),
                ),
                (
                    "period",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="delivery_plans.period",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="delivery_plans.place",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical expected figure",
                "verbose_name_plural": "historical expected figures",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="ExpectedFigure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("asked_on", models.DateField(verbose_name="asked for on")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="wanted by")),
                (
                    "request_reference",
                    models.CharField(
                        blank=True, max_length=60, verbose_name="reference of the information request"
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300)),
                ("asked_at", models.DateTimeField()),
                ("received_at", models.DateTimeField(blank=True, null=True)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "withdrawn_reason",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="why it is not awaited any more"
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
                    "owed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="figures_owed",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="expected_figures",
                        to="delivery_plans.indicator",
                    ),
                ),
                (
                    "period",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="expected_figures",
                        to="delivery_plans.period",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="expected_figures",
                        to="delivery_plans.place",
                    ),
                ),
            ],
            options={
                "ordering": ["asked_on", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("received_at__isnull", True), ("withdrawn_at__isnull", True)),
                        fields=("indicator", "place", "period"),
                        name="expected_figure_asked_for_once_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("withdrawn_at__isnull", True), ("withdrawn_by__isnull", True)),
                            models.Q(("withdrawn_at__isnull", False), ("withdrawn_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="expected_figure_withdrawn_by_and_at",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("withdrawn_at__isnull", True), ("withdrawn_reason", "")),
                            models.Q(
                                ("received_at__isnull", True),
                                ("withdrawn_at__isnull", False),
                                models.Q(("withdrawn_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="expected_figure_withdrawn_with_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PlanAction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                ("withdrawn_reason", models.CharField(blank=True, max_length=500)),
                ("version", models.PositiveIntegerField(default=1)),
                ("position", models.PositiveIntegerField()),
                ("reference", models.CharField(blank=True, max_length=20)),
                ("text", models.TextField(blank=True, verbose_name="action")),
                (
                    "area",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="actions",
                        to="delivery_plans.deliveryarea",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="actions",
                        to="delivery_plans.deliveryplan",
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["position", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("withdrawn_at__isnull", True), ("withdrawn_by__isnull", True)),
                            models.Q(("withdrawn_at__isnull", False), ("withdrawn_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="plan_action_withdrawn_by_and_at",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("text", ""), _negated=True),
                            models.Q(("reference", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="plan_action_says_something",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="milestone",
            name="action",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="milestones",
                to="delivery_plans.planaction",
            ),
        ),
        migrations.CreateModel(
            name="HistoricalMilestone",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                ("withdrawn_reason", models.CharField(blank=True, max_length=500)),
                ("version", models.PositiveIntegerField(default=1)),
                ("position", models.PositiveIntegerField()),
                ("reference", models.CharField(blank=True, max_length=20)),
                ("text", models.TextField(blank=True, verbose_name="milestone")),
                ("due", models.CharField(blank=True, max_length=500, verbose_name="due")),
                (
                    "understood_first",
                    models.DateField(blank=True, null=True, verbose_name="understood as from"),
                ),
                (
                    "understood_last",
                    models.DateField(blank=True, null=True, verbose_name="understood as until"),
                ),
                ("is_recurring", models.BooleanField(default=False, verbose_name="comes round again")),
                (
                    "due_problem",
                    models.CharField(blank=True, max_length=500, verbose_name="what was not understood"),
                ),
                (
                    "due_warning",
                    models.CharField(blank=True, max_length=500, verbose_name="what looks wrong about it"),
                ),
                (
                    "corrected_first",
                    models.DateField(blank=True, null=True, verbose_name="corrected to from"),
                ),
                (
                    "corrected_last",
                    models.DateField(blank=True, null=True, verbose_name="corrected to until"),
                ),
                (
                    "correction_reason",
                    models.CharField(blank=True, max_length=300, verbose_name="reason for the correction"),
                ),
                ("rating_written", models.TextField(blank=True, verbose_name="rating as written")),
                ("comment", models.TextField(blank=True)),
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
                    "area",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="delivery_plans.deliveryarea",
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
                    "plan",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="delivery_plans.deliveryplan",
                    ),
                ),
                (
                    "withdrawn_by",
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
                    "carried_from",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="delivery_plans.milestone",
                    ),
                ),
                (
                    "action",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="delivery_plans.planaction",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical milestone",
                "verbose_name_plural": "historical milestones",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="PlanComment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField()),
                ("written_at", models.DateTimeField()),
                (
                    "milestone",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="comments",
                        to="delivery_plans.milestone",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="comments",
                        to="delivery_plans.deliveryplan",
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
            ],
            options={
                "ordering": ["written_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="PlanImport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Being looked at"),
                            ("written", "Written into the plan"),
                            ("dropped", "Dropped"),
                            ("lapsed", "Lapsed"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("file_name", models.CharField(blank=True, max_length=255)),
                ("sha256", models.CharField(max_length=64)),
                ("grids", models.JSONField(default=list)),
                (
                    "known",
                    models.JSONField(default=dict, verbose_name="offices and links known at the upload"),
                ),
                ("mapping", models.JSONField(default=dict)),
                ("decisions", models.JSONField(default=dict)),
                ("uploaded_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="imports",
                        to="delivery_plans.deliveryplan",
                    ),
                ),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-uploaded_at", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["open", "written", "dropped", "lapsed"])),
                        name="plan_import_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("state", "open")),
                            models.Q(
                                models.Q(("state", "open"), _negated=True),
                                ("ended_at__isnull", False),
                                ("file_name", ""),
                                ("grids", []),
                            ),
                            _connector="OR",
                        ),
                        name="plan_import_ended_is_emptied",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RagLevel",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.SlugField(max_length=20, unique=True)),
                ("letter", models.CharField(max_length=5)),
                ("word", models.CharField(max_length=40)),
                ("meaning", models.CharField(max_length=200)),
                (
                    "shape",
                    models.CharField(
                        choices=[
                            ("circle", "Circle"),
                            ("up", "Triangle pointing up"),
                            ("down", "Triangle pointing down"),
                            ("diamond", "Diamond"),
                            ("square", "Square"),
                            ("ring", "Ring"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "tone",
                    models.CharField(
                        choices=[
                            ("green", "Green"),
                            ("amber_green", "Amber towards green"),
                            ("amber_red", "Amber towards red"),
                            ("red", "Red"),
                            ("complete", "Blue"),
                            ("not_rated", "Grey"),
                        ],
                        max_length=20,
                        verbose_name="colour",
                    ),
                ),
                ("order", models.PositiveSmallIntegerField(verbose_name="place in the order, best first")),
                (
                    "needs_reason",
                    models.BooleanField(default=False, verbose_name="needs a reason and what is being done"),
                ),
                (
                    "is_exception",
                    models.BooleanField(default=False, verbose_name="is reported as an exception"),
                ),
                (
                    "scale",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="levels",
                        to="delivery_plans.ragscale",
                    ),
                ),
            ],
            options={
                "ordering": ["order", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        deferrable=django.db.models.constraints.Deferrable["DEFERRED"],
                        fields=("scale", "order"),
                        name="rag_level_order_once",
                    ),
                    models.UniqueConstraint(
                        deferrable=django.db.models.constraints.Deferrable["DEFERRED"],
                        fields=("scale", "letter"),
                        name="rag_level_letter_once",
                    ),
                    models.UniqueConstraint(
                        deferrable=django.db.models.constraints.Deferrable["DEFERRED"],
                        fields=("scale", "word"),
                        name="rag_level_word_once",
                    ),
                    models.UniqueConstraint(
                        deferrable=django.db.models.constraints.Deferrable["DEFERRED"],
                        fields=("scale", "shape"),
                        name="rag_level_shape_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("letter", ""), _negated=True), models.Q(("word", ""), _negated=True)
                        ),
                        name="rag_level_has_a_letter_and_a_word",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalRagLevel",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("key", models.SlugField(max_length=20)),
                ("letter", models.CharField(max_length=5)),
                ("word", models.CharField(max_length=40)),
                ("meaning", models.CharField(max_length=200)),
                (
                    "shape",
                    models.CharField(
                        choices=[
                            ("circle", "Circle"),
                            ("up", "Triangle pointing up"),
                            ("down", "Triangle pointing down"),
                            ("diamond", "Diamond"),
                            ("square", "Square"),
                            ("ring", "Ring"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "tone",
                    models.CharField(
                        choices=[
                            ("green", "Green"),
                            ("amber_green", "Amber towards green"),
                            ("amber_red", "Amber towards red"),
                            ("red", "Red"),
                            ("complete", "Blue"),
                            ("not_rated", "Grey"),
                        ],
                        max_length=20,
                        verbose_name="colour",
                    ),
                ),
                ("order", models.PositiveSmallIntegerField(verbose_name="place in the order, best first")),
                (
                    "needs_reason",
                    models.BooleanField(default=False, verbose_name="needs a reason and what is being done"),
                ),
                (
                    "is_exception",
                    models.BooleanField(default=False, verbose_name="is reported as an exception"),
                ),
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
                    "scale",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="delivery_plans.ragscale",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical rag level",
                "verbose_name_plural": "historical rag levels",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="RaisedBusiness",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "business",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="raised_from",
                        to="meetings.businessitem",
                    ),
                ),
                (
                    "indicator",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="business_raised",
                        to="delivery_plans.indicator",
                    ),
                ),
                (
                    "milestone",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="business_raised",
                        to="delivery_plans.milestone",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("indicator__isnull", False), ("milestone", None)),
                            models.Q(("indicator", None), ("milestone__isnull", False)),
                            _connector="OR",
                        ),
                        name="business_raised_from_one_thing",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Rating",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.TextField(blank=True)),
                ("action_taken", models.TextField(blank=True, verbose_name="what is being done")),
                ("comment", models.TextField(blank=True)),
                ("is_late", models.BooleanField(default=False, verbose_name="rated after the day")),
                ("rated_at", models.DateTimeField()),
                (
                    "challenge",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ratings_after",
                        to="delivery_plans.challenge",
                    ),
                ),
                (
                    "level",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ratings",
                        to="delivery_plans.raglevel",
                    ),
                ),
                (
                    "milestone",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ratings",
                        to="delivery_plans.milestone",
                    ),
                ),
                (
                    "rated_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["rated_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="HistoricalChallenge",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("words", models.TextField(verbose_name="what the board decided")),
                ("raised_at", models.DateTimeField()),
                ("answer", models.TextField(blank=True, verbose_name="the lead's answer")),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
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
                    "agenda_item",
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
                    "answered_by",
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
                    "decision",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="meetings.decision",
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
                    "raised_by",
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
                    "milestone",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="delivery_plans.milestone",
                    ),
                ),
                (
                    "rating",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="delivery_plans.rating",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical challenge",
                "verbose_name_plural": "historical challenges",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.AddField(
            model_name="challenge",
            name="rating",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="challenges",
                to="delivery_plans.rating",
            ),
        ),
        migrations.CreateModel(
            name="Review",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "quarter",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(4),
                        ]
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Open: leads are rating"),
                            ("submitted", "Submitted: for the plan's owner to close"),
                            ("closed", "Closed"),
                        ],
                        default="open",
                        max_length=20,
                    ),
                ),
                ("due_on", models.DateField(verbose_name="ratings are due on")),
                ("opened_at", models.DateTimeField()),
                ("sent_back_reason", models.TextField(blank=True, verbose_name="why it was sent back")),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "closing_note",
                    models.TextField(blank=True, verbose_name="what the owner says of the quarter"),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "closed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviews",
                        to="delivery_plans.deliveryplan",
                    ),
                ),
            ],
            options={
                "ordering": ["plan", "quarter"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("plan", "quarter"),
                        name="review_one_for_each_quarter",
                        violation_error_message="There is a review of that quarter already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("quarter__range", (1, 4))), name="review_quarter_is_one_to_four"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["open", "submitted", "closed"])),
                        name="review_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at__isnull", True), ("closed_by__isnull", True)),
                            models.Q(("closed_at__isnull", False), ("closed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="review_closed_by_and_at",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at__isnull", False), ("state", "closed")),
                            models.Q(
                                models.Q(("state", "closed"), _negated=True), ("closed_at__isnull", True)
                            ),
                            _connector="OR",
                        ),
                        name="review_closed_says_when",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="rating",
            name="review",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="ratings",
                to="delivery_plans.review",
            ),
        ),
        migrations.CreateModel(
            name="HistoricalReviewLine",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("submitted_at", models.DateTimeField(blank=True, null=True)),
                ("reminded_at", models.DateTimeField(blank=True, null=True)),
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
                    "submitted_by",
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
                    "milestone",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="delivery_plans.milestone",
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="delivery_plans.review",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical review line",
                "verbose_name_plural": "historical review lines",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="ReviewLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("submitted_at", models.DateTimeField(blank=True, null=True)),
                ("reminded_at", models.DateTimeField(blank=True, null=True)),
                (
                    "milestone",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="review_lines",
                        to="delivery_plans.milestone",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="milestones_to_rate",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="delivery_plans.review",
                    ),
                ),
                (
                    "submitted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["milestone__position", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("review", "milestone"), name="review_line_once_for_a_milestone"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("submitted_at__isnull", True), ("submitted_by__isnull", True)),
                            models.Q(("submitted_at__isnull", False), ("submitted_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="review_line_submitted_by_and_at",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SelectionChoice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "choice",
                    models.CharField(
                        choices=[
                            ("added", "Added"),
                            ("left_out", "Left out"),
                            ("by_rule", "As the rules say"),
                        ],
                        max_length=10,
                    ),
                ),
                ("reason", models.TextField(blank=True)),
                ("chosen_at", models.DateTimeField()),
                (
                    "chosen_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="choices",
                        to="delivery_plans.performanceline",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("choice", "by_rule"), models.Q(("reason", ""), _negated=True), _connector="OR"
                        ),
                        name="selection_choice_has_a_reason",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="StrategicLink",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=250)),
            ],
            options={
                "ordering": ["name"],
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("name"),
                        name="strategic_link_name_once_whatever_the_case",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="strategic_link_has_a_name"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MilestoneLink",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "milestone",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="linked",
                        to="delivery_plans.milestone",
                    ),
                ),
                (
                    "link",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="delivery_plans.strategiclink",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("milestone", "link"), name="milestone_link_once")
                ],
            },
        ),
        migrations.AddField(
            model_name="milestone",
            name="links",
            field=models.ManyToManyField(
                related_name="milestones",
                through="delivery_plans.MilestoneLink",
                to="delivery_plans.strategiclink",
            ),
        ),
        migrations.CreateModel(
            name="HistoricalMilestoneLink",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("position", models.PositiveSmallIntegerField()),
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
                    "milestone",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="delivery_plans.milestone",
                    ),
                ),
                (
                    "link",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="delivery_plans.strategiclink",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical milestone link",
                "verbose_name_plural": "historical milestone links",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Strategy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="from")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="until")),
                ("name", models.CharField(max_length=150, unique=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "board",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="strategies",
                        to="meetings.board",
                        verbose_name="board that endorses its plans",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "strategies",
                "ordering": ["-starts_on", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True),
                            ("ends_on__gte", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="strategy_starts_before_it_ends",
                        violation_error_message="The last day cannot come before the first.",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="outcome",
            name="strategy",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="outcomes",
                to="delivery_plans.strategy",
            ),
        ),
        migrations.CreateModel(
            name="HistoricalOutcome",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                (
                    "number",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(99),
                        ]
                    ),
                ),
                ("name", models.CharField(max_length=250)),
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
                (
                    "priority",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="meetings.priority",
                    ),
                ),
                (
                    "strategy",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="delivery_plans.strategy",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical outcome",
                "verbose_name_plural": "historical outcomes",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="TrajectoryPoint",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="first day of the quarter")),
                ("value", models.DecimalField(decimal_places=4, max_digits=14)),
                (
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="trajectory_points",
                        to="delivery_plans.indicator",
                    ),
                ),
            ],
            options={
                "ordering": ["starts_on"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("indicator", "starts_on"), name="trajectory_point_once_for_each_quarter"
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="deliveryplan",
            constraint=models.UniqueConstraint(
                fields=("outcome", "year"),
                name="delivery_plan_one_for_each_outcome_and_year",
                violation_error_message="There is a plan for this outcome and year already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="deliveryplan",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["draft", "endorsed", "in_force", "closed"])),
                name="delivery_plan_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="deliveryplan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("endorsed_at__isnull", True),
                        ("endorsed_by__isnull", True),
                        ("endorsed_item__isnull", True),
                    ),
                    models.Q(
                        ("endorsed_at__isnull", False),
                        ("endorsed_by__isnull", False),
                        ("endorsed_item__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="delivery_plan_endorsed_by_at_item",
            ),
        ),
        migrations.AddConstraint(
            model_name="deliveryplan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at__isnull", True), ("closed_by__isnull", True)),
                    models.Q(("closed_at__isnull", False), ("closed_by__isnull", False)),
                    _connector="OR",
                ),
                name="delivery_plan_closed_by_and_at",
            ),
        ),
        migrations.AddConstraint(
            model_name="deliveryplan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("endorsed_at__isnull", True), ("state", "draft")),
                    models.Q(models.Q(("state", "draft"), _negated=True), ("endorsed_at__isnull", False)),
                    _connector="OR",
                ),
                name="delivery_plan_is_endorsed_unless_draft",
            ),
        ),
        migrations.AddConstraint(
            model_name="deliveryplan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at__isnull", False), ("state", "closed")),
                    models.Q(models.Q(("state", "closed"), _negated=True), ("closed_at__isnull", True)),
                    _connector="OR",
                ),
                name="delivery_plan_closed_says_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="performancereview",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["open", "agreed", "with_executive", "for_the_pack"])),
                name="performance_review_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="performancereview",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("agreed_at__isnull", True), ("agreed_by__isnull", True)),
                    models.Q(("agreed_at__isnull", False), ("agreed_by__isnull", False)),
                    _connector="OR",
                ),
                name="performance_review_agreed_by_and_at",
            ),
        ),
        migrations.AddConstraint(
            model_name="performancereview",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("passed_at__isnull", True), ("passed_by__isnull", True)),
                    models.Q(("passed_at__isnull", False), ("passed_by__isnull", False)),
                    _connector="OR",
                ),
                name="performance_review_passed_by_and_at",
            ),
        ),
        migrations.AddConstraint(
            model_name="challenge",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answered_at__isnull", True), ("answered_by__isnull", True)),
                    models.Q(("answered_at__isnull", False), ("answered_by__isnull", False)),
                    _connector="OR",
                ),
                name="challenge_answered_by_and_at",
            ),
        ),
        migrations.AddIndex(
            model_name="rating",
            index=models.Index(
                fields=["milestone", "review", "rated_at"], name="delivery_pl_milesto_81ca06_idx"
            ),
        ),
        migrations.AddIndex(
            model_name="milestone",
            index=models.Index(fields=["plan", "position"], name="delivery_pl_plan_id_a8ab91_idx"),
        ),
        migrations.AddConstraint(
            model_name="milestone",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("withdrawn_at__isnull", True), ("withdrawn_by__isnull", True)),
                    models.Q(("withdrawn_at__isnull", False), ("withdrawn_by__isnull", False)),
                    _connector="OR",
                ),
                name="milestone_withdrawn_by_and_at",
            ),
        ),
        migrations.AddConstraint(
            model_name="milestone",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("understood_first__isnull", True), ("understood_last__isnull", True)),
                    models.Q(("understood_first__isnull", False), ("understood_last__isnull", False)),
                    _connector="OR",
                ),
                name="milestone_understood_first_and_last",
            ),
        ),
        migrations.AddConstraint(
            model_name="milestone",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("corrected_first__isnull", True), ("corrected_last__isnull", True)),
                    models.Q(("corrected_first__isnull", False), ("corrected_last__isnull", False)),
                    _connector="OR",
                ),
                name="milestone_corrected_first_and_last",
            ),
        ),
        migrations.AddConstraint(
            model_name="milestone",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("understood_first__isnull", True),
                    ("understood_last__gte", models.F("understood_first")),
                    _connector="OR",
                ),
                name="milestone_understood_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="milestone",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("corrected_first__isnull", True),
                    ("corrected_last__gte", models.F("corrected_first")),
                    _connector="OR",
                ),
                name="milestone_corrected_in_order",
                violation_error_message="The last day cannot come before the first.",
            ),
        ),
        migrations.AddConstraint(
            model_name="milestone",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("text", ""), _negated=True),
                    models.Q(("reference", ""), _negated=True),
                    ("action__isnull", False),
                    ("area__isnull", False),
                    _connector="OR",
                ),
                name="milestone_says_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="outcome",
            constraint=models.UniqueConstraint(
                fields=("strategy", "number"),
                name="outcome_number_once_in_a_strategy",
                violation_error_message="Another outcome of this strategy has that number.",
            ),
        ),
    ]
