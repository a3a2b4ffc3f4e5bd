import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.search
import django.core.validators
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import meetings.models.agendas


class Migration(migrations.Migration):
    replaces = [
        ("meetings", "0001_boards_meetings_papers_packs"),
        ("meetings", "0002_meetings_moved_and_prepared"),
        ("meetings", "0003_private_notes"),
        ("meetings", "0004_business_offered"),
        ("meetings", "0006_agenda_planned_agreed_and_supplemented"),
        ("meetings", "0007_attendance_interests_votes_representation"),
        ("meetings", "0008_structured_minutes_and_decisions"),
        ("meetings", "0010_minutes_carried_over"),
        ("meetings", "0011_minutes_text_gone"),
        ("meetings", "0012_public_requests_subscriptions_and_releases"),
        ("meetings", "0013_pack_look"),
    ]

    initial = True

    dependencies = [
        ("accounts", "0001_people_and_invitations"),
        ("accounts", "__first__"),
        ("documents", "0001_stored_files"),
    ]

    operations = [
        migrations.CreateModel(
            name="PaperWords",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("text", models.TextField()),
                ("words", django.contrib.postgres.search.SearchVectorField()),
            ],
            options={
                "db_table": "meetings_paperversion",
                "managed": False,
            },
        ),
        migrations.CreateModel(
            name="AgendaSection",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                ("name", models.CharField(max_length=80)),
                ("heading", models.CharField(blank=True, max_length=80)),
            ],
            options={
                "ordering": ["position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="ClosureDay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("closed_on", models.DateField(unique=True, verbose_name="day")),
                ("reason", models.CharField(max_length=200)),
            ],
            options={
                "ordering": ["closed_on"],
            },
        ),
        migrations.CreateModel(
            name="AgendaItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.SlugField(default=meetings.models.agendas.new_key, max_length=40)),
                ("position", models.PositiveIntegerField()),
                ("title", models.CharField(max_length=200)),
                ("closed_title", models.CharField(blank=True, max_length=200)),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("procedure", "Procedure"),
                            ("decide", "To decide"),
                            ("discuss", "To discuss"),
                            ("note", "To note"),
                        ],
                        default="discuss",
                        max_length=20,
                    ),
                ),
                ("wording", models.TextField(blank=True)),
                ("presenter", models.CharField(blank=True, max_length=150)),
                (
                    "minutes_allotted",
                    models.PositiveSmallIntegerField(
                        default=0, validators=[django.core.validators.MaxValueValidator(1440)]
                    ),
                ),
                ("questions", models.TextField(blank=True, verbose_name="questions to be answered")),
                (
                    "needs_time_because",
                    models.TextField(blank=True, verbose_name="why it needs the board's time"),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                ("withdrawn_reason", models.CharField(blank=True, max_length=300)),
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
                    "section",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="meetings.agendasection",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Attendance",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "presence",
                    models.CharField(
                        choices=[
                            ("expected", "Not recorded yet"),
                            ("present", "Present"),
                            ("substituted", "Represented by a substitute"),
                            ("apologies", "Apologies"),
                            ("absent", "Absent"),
                        ],
                        default="expected",
                        max_length=20,
                        verbose_name="what became of the seat",
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=150, verbose_name="name in words")),
                ("arrived_at", models.TimeField(blank=True, null=True, verbose_name="arrived late, at")),
                ("left_at", models.TimeField(blank=True, null=True, verbose_name="left early, at")),
                (
                    "apologies_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="apologies sent at"),
                ),
                (
                    "message",
                    models.CharField(blank=True, max_length=300, verbose_name="message to the secretariat"),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "apologies_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "arrived_for",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="meetings.agendaitem",
                        verbose_name="there from this item on",
                    ),
                ),
                (
                    "gone_for",
                    models.ManyToManyField(
                        blank=True,
                        related_name="+",
                        to="meetings.agendaitem",
                        verbose_name="out of the room for",
                    ),
                ),
                (
                    "left_after",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="meetings.agendaitem",
                        verbose_name="there until the end of this item",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attendance",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="who came",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "attendance",
                "ordering": ["seat__position", "seat_id"],
            },
        ),
        migrations.CreateModel(
            name="Board",
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
                ("short_name", models.CharField(max_length=40, unique=True)),
                ("slug", models.SlugField(max_length=40, unique=True, verbose_name="name in web addresses")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("board", "Board"),
                            ("executive", "Executive (agenda planning)"),
                            ("performance_group", "Performance Management Group"),
                            ("sub_group", "Sub-group"),
                            ("parallel_board", "Parallel board (receives information)"),
                        ],
                        default="board",
                        max_length=20,
                    ),
                ),
                ("purpose", models.TextField(blank=True)),
                (
                    "meetings_per_year",
                    models.PositiveSmallIntegerField(
                        default=4, validators=[django.core.validators.MaxValueValidator(53)]
                    ),
                ),
                ("usual_place", models.CharField(blank=True, max_length=200)),
                (
                    "usual_minutes",
                    models.PositiveSmallIntegerField(
                        default=120,
                        validators=[
                            django.core.validators.MinValueValidator(5),
                            django.core.validators.MaxValueValidator(1440),
                        ],
                        verbose_name="usual length in minutes",
                    ),
                ),
                (
                    "notice_working_days",
                    models.PositiveSmallIntegerField(
                        default=5,
                        validators=[django.core.validators.MaxValueValidator(60)],
                        verbose_name="notice of papers in working days",
                    ),
                ),
                (
                    "notice_is_clear",
                    models.BooleanField(
                        default=False,
                        verbose_name="clear days (neither the day of sending nor the day of meeting counts)",
                    ),
                ),
                (
                    "papers_lead_working_days",
                    models.PositiveSmallIntegerField(
                        default=3,
                        validators=[django.core.validators.MaxValueValidator(60)],
                        verbose_name="papers are due this many working days before circulation",
                    ),
                ),
                (
                    "agreement_lead_working_days",
                    models.PositiveSmallIntegerField(
                        default=1,
                        validators=[django.core.validators.MaxValueValidator(60)],
                        verbose_name="the chairs agree the agenda this many working days before circulation",
                    ),
                ),
                (
                    "agreement_rule",
                    models.CharField(
                        choices=[("one", "One chair agrees for all"), ("all", "Every chair agrees")],
                        default="one",
                        max_length=10,
                        verbose_name="which chairs agree the agenda",
                    ),
                ),
                (
                    "executive_lead_days",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        verbose_name="Executive meets at the latest this many days before",
                    ),
                ),
                (
                    "performance_group_lead_days",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        verbose_name="Performance Management Group meets at the latest this many days before",
                    ),
                ),
                (
                    "quorum_chairs",
                    models.PositiveSmallIntegerField(default=1, verbose_name="chairs needed for a quorum"),
                ),
                (
                    "quorum_sectors",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("local_authority", "Local authority"),
                                ("police", "Police"),
                                ("fire", "Fire and rescue"),
                                ("probation", "Probation"),
                                ("health", "Health"),
                                ("housing", "Housing"),
                                ("voluntary", "Voluntary and community"),
                                ("elected", "Elected oversight"),
                                ("community", "Community"),
                            ],
                            max_length=30,
                        ),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="sectors that must each be represented for a quorum",
                    ),
                ),
                (
                    "missed_representation_limit",
                    models.PositiveSmallIntegerField(
                        default=3,
                        verbose_name="meetings in a row without representation before the chair is told",
                    ),
                ),
                (
                    "may_substitute_beside_own_seat",
                    models.BooleanField(
                        default=False,
                        verbose_name="somebody with a voting seat may also stand in for another",
                    ),
                ),
                (
                    "takes_votes",
                    models.BooleanField(default=False, verbose_name="decisions may be put to the vote"),
                ),
                ("substitutes_vote", models.BooleanField(default=True, verbose_name="substitutes vote")),
                (
                    "chair_has_casting_vote",
                    models.BooleanField(default=True, verbose_name="the chair has a casting vote on a tie"),
                ),
                ("next_minute_number", models.PositiveIntegerField(default=1)),
                (
                    "number_restart",
                    models.CharField(
                        choices=[
                            ("never", "Never: they go on from meeting to meeting"),
                            ("calendar_year", "Each year on 1 January"),
                            ("financial_year", "Each financial year on 1 April"),
                        ],
                        default="never",
                        max_length=20,
                        verbose_name="when numbers begin again",
                    ),
                ),
                (
                    "number_prefix",
                    models.CharField(blank=True, max_length=20, verbose_name="prefix of numbers"),
                ),
                (
                    "minute_pattern",
                    models.CharField(
                        default="{number}", max_length=40, verbose_name="pattern of minutes' numbers"
                    ),
                ),
                (
                    "decision_pattern",
                    models.CharField(
                        default="{board} D{number}",
                        max_length=40,
                        verbose_name="pattern of decisions' references",
                    ),
                ),
                ("next_decision_number", models.PositiveIntegerField(default=1)),
                (
                    "public_access",
                    models.CharField(
                        choices=[
                            ("open", "Open: agendas and papers are published"),
                            ("on_request", "On request: the public copy is handed out when asked for"),
                            ("closed", "Closed: nothing is given to the public"),
                        ],
                        default="on_request",
                        max_length=20,
                    ),
                ),
                (
                    "report_template",
                    models.CharField(
                        choices=[
                            (
                                "short",
                                "Partnership report (purpose, links, background, decision, next steps)",
                            ),
                            (
                                "council",
                                "Council report (with comments of finance, legal, equalities, procurement)",
                            ),
                        ],
                        default="short",
                        max_length=20,
                    ),
                ),
                (
                    "usual_marking",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "No marking"),
                            ("official", "OFFICIAL"),
                            ("official_sensitive", "OFFICIAL-SENSITIVE"),
                        ],
                        default="",
                        max_length=30,
                    ),
                ),
                (
                    "contact_name",
                    models.CharField(blank=True, max_length=120, verbose_name="secretariat contact"),
                ),
                ("contact_position", models.CharField(blank=True, max_length=150)),
                ("contact_telephone", models.CharField(blank=True, max_length=40)),
                ("contact_email", models.EmailField(blank=True, max_length=254)),
                ("contact_address", models.TextField(blank=True)),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sub_groups",
                        to="meetings.board",
                        verbose_name="reports to",
                    ),
                ),
            ],
            options={
                "ordering": ["name"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True),
                            ("ends_on__gte", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="board_starts_before_it_ends",
                        violation_error_message="The last day cannot come before the first.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AgendaTemplate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "meeting_kind",
                    models.CharField(
                        choices=[
                            ("ordinary", "Ordinary meeting"),
                            ("conference", "Half-day conference"),
                            ("extraordinary", "Extraordinary meeting"),
                        ],
                        default="ordinary",
                        max_length=20,
                    ),
                ),
                (
                    "board",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agenda_templates",
                        to="meetings.board",
                    ),
                ),
            ],
            options={
                "ordering": ["board", "meeting_kind"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("board", "meeting_kind"),
                        name="agenda_template_one_for_each_kind",
                        violation_error_message="This board already has a template for that kind of meeting.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="BusinessItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "key",
                    models.SlugField(default=meetings.models.agendas.new_key, max_length=40, unique=True),
                ),
                ("title", models.CharField(max_length=200)),
                ("is_restricted", models.BooleanField(default=False)),
                ("open_title", models.CharField(blank=True, max_length=200)),
                ("about", models.TextField(verbose_name="what it is about, and why now")),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("procedure", "Procedure"),
                            ("decide", "To decide"),
                            ("discuss", "To discuss"),
                            ("note", "To note"),
                        ],
                        default="discuss",
                        max_length=20,
                    ),
                ),
                ("decision_sought", models.TextField(blank=True)),
                (
                    "minutes_wanted",
                    models.PositiveSmallIntegerField(
                        default=15,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(480),
                        ],
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("offered", "Offered"),
                            ("more_asked", "More asked for"),
                            ("deferred", "Deferred"),
                            ("accepted", "Accepted"),
                            ("sent_out", "Sent out another way"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="offered",
                        max_length=20,
                    ),
                ),
                ("offered_at", models.DateTimeField()),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "agenda_item",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="business",
                        to="meetings.agendaitem",
                    ),
                ),
                (
                    "board",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="business",
                        to="meetings.board",
                    ),
                ),
                (
                    "offered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="business_offered",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "source_board",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="business_offered",
                        to="meetings.board",
                    ),
                ),
                (
                    "source_organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="business_offered",
                        to="accounts.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ["offered_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="CalendarFeed",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("token_digest", models.CharField(max_length=64, unique=True)),
                ("made_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                ("last_read_at", models.DateTimeField(blank=True, null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="calendar_feeds",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-made_at"],
            },
        ),
        migrations.CreateModel(
            name="CommunityInput",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("from_whom", models.CharField(max_length=200, verbose_name="who is asked")),
                ("how", models.CharField(max_length=200, verbose_name="how they are asked")),
                ("gathered_by", models.CharField(max_length=150, verbose_name="who gathers it")),
                ("due_on", models.DateField(verbose_name="by when")),
                ("said", models.TextField(blank=True, verbose_name="what they said")),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="community_input",
                        to="meetings.agendaitem",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "community input",
                "ordering": ["due_on", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("reference", models.CharField(max_length=60)),
                ("slug", models.SlugField(max_length=120, unique=True)),
                ("wording", models.TextField()),
                ("taken_on", models.DateField(verbose_name="day of the decision")),
                ("version", models.PositiveIntegerField(default=1)),
                ("struck_at", models.DateTimeField(blank=True, null=True)),
                (
                    "board",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="meetings.board",
                    ),
                ),
                (
                    "struck_by",
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
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="HistoricalAgendaTemplate",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                (
                    "meeting_kind",
                    models.CharField(
                        choices=[
                            ("ordinary", "Ordinary meeting"),
                            ("conference", "Half-day conference"),
                            ("extraordinary", "Extraordinary meeting"),
                        ],
                        default="ordinary",
                        max_length=20,
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
                    "board",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="meetings.board",
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
                "verbose_name": "historical agenda template",
                "verbose_name_plural": "historical agenda templates",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalAttendance",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                (
                    "presence",
                    models.CharField(
                        choices=[
                            ("expected", "Not recorded yet"),
                            ("present", "Present"),
                            ("substituted", "Represented by a substitute"),
                            ("apologies", "Apologies"),
                            ("absent", "Absent"),
                        ],
                        default="expected",
                        max_length=20,
                        verbose_name="what became of the seat",
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=150, verbose_name="name in words")),
                ("arrived_at", models.TimeField(blank=True, null=True, verbose_name="arrived late, at")),
                ("left_at", models.TimeField(blank=True, null=True, verbose_name="left early, at")),
                (
                    "apologies_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="apologies sent at"),
                ),
                (
                    "message",
                    models.CharField(blank=True, max_length=300, verbose_name="message to the secretariat"),
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
                    "apologies_by",
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
                    "arrived_for",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="meetings.agendaitem",
                        verbose_name="there from this item on",
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
                    "left_after",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="meetings.agendaitem",
                        verbose_name="there until the end of this item",
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
                        verbose_name="who came",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical attendance",
                "verbose_name_plural": "historical attendance",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalAttendance_gone_for",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("m2m_history_id", models.AutoField(primary_key=True, serialize=False)),
                (
                    "agendaitem",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="meetings.agendaitem",
                    ),
                ),
                (
                    "attendance",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="meetings.attendance",
                    ),
                ),
                (
                    "history",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="meetings.historicalattendance",
                    ),
                ),
            ],
            options={
                "verbose_name": "HistoricalAttendance_gone_for",
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalBoard",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("starts_on", models.DateField(verbose_name="from")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="until")),
                ("name", models.CharField(db_index=True, max_length=150)),
                ("short_name", models.CharField(db_index=True, max_length=40)),
                ("slug", models.SlugField(max_length=40, verbose_name="name in web addresses")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("board", "Board"),
                            ("executive", "Executive (agenda planning)"),
                            ("performance_group", "Performance Management Group"),
                            ("sub_group", "Sub-group"),
                            ("parallel_board", "Parallel board (receives information)"),
                        ],
                        default="board",
                        max_length=20,
                    ),
                ),
                ("purpose", models.TextField(blank=True)),
                (
                    "meetings_per_year",
                    models.PositiveSmallIntegerField(
                        default=4, validators=[django.core.validators.MaxValueValidator(53)]
                    ),
                ),
                ("usual_place", models.CharField(blank=True, max_length=200)),
                (
                    "usual_minutes",
                    models.PositiveSmallIntegerField(
                        default=120,
                        validators=[
                            django.core.validators.MinValueValidator(5),
                            django.core.validators.MaxValueValidator(1440),
                        ],
                        verbose_name="usual length in minutes",
                    ),
                ),
                (
                    "notice_working_days",
                    models.PositiveSmallIntegerField(
                        default=5,
                        validators=[django.core.validators.MaxValueValidator(60)],
                        verbose_name="notice of papers in working days",
                    ),
                ),
                (
                    "notice_is_clear",
                    models.BooleanField(
                        default=False,
                        verbose_name="clear days (neither the day of sending nor the day of meeting counts)",
                    ),
                ),
                (
                    "papers_lead_working_days",
                    models.PositiveSmallIntegerField(
                        default=3,
                        validators=[django.core.validators.MaxValueValidator(60)],
                        verbose_name="papers are due this many working days before circulation",
                    ),
                ),
                (
                    "agreement_lead_working_days",
                    models.PositiveSmallIntegerField(
                        default=1,
                        validators=[django.core.validators.MaxValueValidator(60)],
                        verbose_name="the chairs agree the agenda this many working days before circulation",
                    ),
                ),
                (
                    "agreement_rule",
                    models.CharField(
                        choices=[("one", "One chair agrees for all"), ("all", "Every chair agrees")],
                        default="one",
                        max_length=10,
                        verbose_name="which chairs agree the agenda",
                    ),
                ),
                (
                    "executive_lead_days",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        verbose_name="Executive meets at the latest this many days before",
                    ),
                ),
                (
                    "performance_group_lead_days",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        verbose_name="Performance Management Group meets at the latest this many days before",
                    ),
                ),
                (
                    "quorum_chairs",
                    models.PositiveSmallIntegerField(default=1, verbose_name="chairs needed for a quorum"),
                ),
                (
                    "quorum_sectors",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("local_authority", "Local authority"),
                                ("police", "Police"),
                                ("fire", "Fire and rescue"),
                                ("probation", "Probation"),
                                ("health", "Health"),
                                ("housing", "Housing"),
                                ("voluntary", "Voluntary and community"),
                                ("elected", "Elected oversight"),
                                ("community", "Community"),
                            ],
                            max_length=30,
                        ),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="sectors that must each be represented for a quorum",
                    ),
                ),
                (
                    "missed_representation_limit",
                    models.PositiveSmallIntegerField(
                        default=3,
                        verbose_name="meetings in a row without representation before the chair is told",
                    ),
                ),
                (
                    "may_substitute_beside_own_seat",
                    models.BooleanField(
                        default=False,
                        verbose_name="somebody with a voting seat may also stand in for another",
                    ),
                ),
                (
                    "takes_votes",
                    models.BooleanField(default=False, verbose_name="decisions may be put to the vote"),
                ),
                ("substitutes_vote", models.BooleanField(default=True, verbose_name="substitutes vote")),
                (
                    "chair_has_casting_vote",
                    models.BooleanField(default=True, verbose_name="the chair has a casting vote on a tie"),
                ),
                ("next_minute_number", models.PositiveIntegerField(default=1)),
                (
                    "number_restart",
                    models.CharField(
                        choices=[
                            ("never", "Never: they go on from meeting to meeting"),
                            ("calendar_year", "Each year on 1 January"),
                            ("financial_year", "Each financial year on 1 April"),
                        ],
                        default="never",
                        max_length=20,
                        verbose_name="when numbers begin again",
                    ),
                ),
                (
                    "number_prefix",
                    models.CharField(blank=True, max_length=20, verbose_name="prefix of numbers"),
                ),
                (
                    "minute_pattern",
                    models.CharField(
                        default="{number}", max_length=40, verbose_name="pattern of minutes' numbers"
                    ),
                ),
                (
                    "decision_pattern",
                    models.CharField(
                        default="{board} D{number}",
                        max_length=40,
                        verbose_name="pattern of decisions' references",
                    ),
                ),
                ("next_decision_number", models.PositiveIntegerField(default=1)),
                (
                    "public_access",
                    models.CharField(
                        choices=[
                            ("open", "Open: agendas and papers are published"),
                            ("on_request", "On request: the public copy is handed out when asked for"),
                            ("closed", "Closed: nothing is given to the public"),
                        ],
                        default="on_request",
                        max_length=20,
                    ),
                ),
                (
                    "report_template",
                    models.CharField(
                        choices=[
                            (
                                "short",
                                "Partnership report (purpose, links, background, decision, next steps)",
                            ),
                            (
                                "council",
                                "Council report (with comments of finance, legal, equalities, procurement)",
                            ),
                        ],
                        default="short",
                        max_length=20,
                    ),
                ),
                (
                    "usual_marking",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "No marking"),
                            ("official", "OFFICIAL"),
                            ("official_sensitive", "OFFICIAL-SENSITIVE"),
                        ],
                        default="",
                        max_length=30,
                    ),
                ),
                (
                    "contact_name",
                    models.CharField(blank=True, max_length=120, verbose_name="secretariat contact"),
                ),
                ("contact_position", models.CharField(blank=True, max_length=150)),
                ("contact_telephone", models.CharField(blank=True, max_length=40)),
                ("contact_email", models.EmailField(blank=True, max_length=254)),
                ("contact_address", models.TextField(blank=True)),
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
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="meetings.board",
                        verbose_name="reports to",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical board",
                "verbose_name_plural": "historical boards",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalClosureDay",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("closed_on", models.DateField(db_index=True, verbose_name="day")),
                ("reason", models.CharField(max_length=200)),
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
                "verbose_name": "historical closure day",
                "verbose_name_plural": "historical closure days",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalCommunityInput",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("from_whom", models.CharField(max_length=200, verbose_name="who is asked")),
                ("how", models.CharField(max_length=200, verbose_name="how they are asked")),
                ("gathered_by", models.CharField(max_length=150, verbose_name="who gathers it")),
                ("due_on", models.DateField(verbose_name="by when")),
                ("said", models.TextField(blank=True, verbose_name="what they said")),
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
                    "item",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="meetings.agendaitem",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical community input",
                "verbose_name_plural": "historical community input",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalHomeworkQuestion",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("question", models.TextField()),
                ("answer_by", models.DateField(verbose_name="answer by")),
                ("asked_at", models.DateTimeField()),
                ("answer", models.TextField(blank=True)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
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
                    "item",
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
                "verbose_name": "historical homework question",
                "verbose_name_plural": "historical homework questions",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalItemTaken",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("place", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("started_at", models.DateTimeField(blank=True, null=True)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
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
                    "item",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="meetings.agendaitem",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical item taken",
                "verbose_name_plural": "historical items taken",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalPlannedCommunication",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("message", models.TextField()),
                ("audience", models.CharField(max_length=200, verbose_name="who is told")),
                ("channel", models.CharField(max_length=200, verbose_name="how they are told")),
                ("told_by", models.CharField(max_length=150, verbose_name="who tells them")),
                ("tell_on", models.DateField(blank=True, null=True, verbose_name="when")),
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
                    "item",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="meetings.agendaitem",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical planned communication",
                "verbose_name_plural": "historical planned communications",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalPriority",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("number", models.PositiveSmallIntegerField(db_index=True)),
                ("name", models.CharField(db_index=True, max_length=100)),
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
                    "lead_organisation",
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
                "verbose_name": "historical priority",
                "verbose_name_plural": "historical priorities",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalRestriction",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                (
                    "ground",
                    models.CharField(
                        choices=[
                            ("personal", "Information about a person"),
                            ("operational", "Would harm the prevention or detection of crime"),
                            ("commercial", "Commercial or financial affairs"),
                            ("legal", "Legal advice or proceedings"),
                            ("confidential", "Given in confidence"),
                        ],
                        max_length=20,
                    ),
                ),
                ("explanation", models.CharField(blank=True, max_length=300)),
                ("review_on", models.DateField(verbose_name="review the restriction on")),
                ("lifted_at", models.DateTimeField(blank=True, null=True)),
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
                    "lifted_by",
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
                "verbose_name": "historical restriction",
                "verbose_name_plural": "historical restrictions",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalSeat",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("starts_on", models.DateField(verbose_name="from")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="until")),
                ("office", models.CharField(max_length=150)),
                (
                    "board_role",
                    models.CharField(
                        choices=[
                            ("co_chair", "Co-chair"),
                            ("member", "Member"),
                            ("co_opted", "Co-opted member"),
                            ("supporting_adviser", "Supporting adviser"),
                            ("ex_officio", "Ex-officio"),
                            ("secretariat", "Secretariat"),
                        ],
                        default="member",
                        max_length=20,
                        verbose_name="place on the board",
                    ),
                ),
                ("is_voting", models.BooleanField(default=True, verbose_name="votes")),
                ("is_on_request", models.BooleanField(default=False, verbose_name="attends on request")),
                (
                    "group",
                    models.CharField(
                        blank=True, max_length=100, verbose_name="heading in the membership list"
                    ),
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
                    "board",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="meetings.board",
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
                "verbose_name": "historical seat",
                "verbose_name_plural": "historical seats",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalSoughtDecision",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("wording", models.TextField()),
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
                    "item",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="meetings.agendaitem",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical sought decision",
                "verbose_name_plural": "historical sought decisions",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalVote",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("question", models.CharField(max_length=500, verbose_name="question put")),
                ("is_by_name", models.BooleanField(default=True, verbose_name="recorded by name")),
                ("votes_for", models.PositiveSmallIntegerField(default=0, verbose_name="for")),
                ("votes_against", models.PositiveSmallIntegerField(default=0, verbose_name="against")),
                ("abstentions", models.PositiveSmallIntegerField(default=0, verbose_name="abstained")),
                (
                    "casting",
                    models.CharField(
                        blank=True,
                        choices=[("for", "For"), ("against", "Against"), ("abstained", "Abstained")],
                        max_length=20,
                        verbose_name="the chair's casting vote",
                    ),
                ),
                ("taken_at", models.DateTimeField()),
                (
                    "correction_reason",
                    models.CharField(blank=True, max_length=300, verbose_name="why it was corrected"),
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
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "item",
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
                "verbose_name": "historical vote",
                "verbose_name_plural": "historical votes",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HomeworkQuestion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("question", models.TextField()),
                ("answer_by", models.DateField(verbose_name="answer by")),
                ("asked_at", models.DateTimeField()),
                ("answer", models.TextField(blank=True)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                ("version", models.PositiveIntegerField(default=1)),
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
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="homework",
                        to="meetings.agendaitem",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="homework",
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
            ],
            options={
                "ordering": ["answer_by", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_at__isnull", True), ("answered_by__isnull", True)),
                            models.Q(("answered_at__isnull", False), ("answered_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="homework_question_answered_by_and_at",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("withdrawn_at__isnull", True), ("withdrawn_by__isnull", True)),
                            models.Q(("withdrawn_at__isnull", False), ("withdrawn_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="homework_question_withdrawn_by_and_at",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", ""), ("answered_at__isnull", True)),
                            models.Q(("answered_at__isnull", False), models.Q(("answer", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="homework_question_answered_with_words",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ItemTaken",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("place", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("started_at", models.DateTimeField(blank=True, null=True)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                (
                    "item",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="taken",
                        to="meetings.agendaitem",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "items taken",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("finished_at__isnull", True),
                            ("finished_at__gte", models.F("started_at")),
                            _connector="OR",
                        ),
                        name="item_taken_started_before_it_is_finished",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("finished_at__isnull", True), ("started_at__isnull", False), _connector="OR"
                        ),
                        name="item_taken_finished_was_started",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Meeting",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reference", models.SlugField(max_length=60, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("ordinary", "Ordinary meeting"),
                            ("conference", "Half-day conference"),
                            ("extraordinary", "Extraordinary meeting"),
                        ],
                        default="ordinary",
                        max_length=20,
                    ),
                ),
                ("starts_at", models.DateTimeField()),
                (
                    "length",
                    models.PositiveSmallIntegerField(
                        default=120,
                        validators=[
                            django.core.validators.MinValueValidator(5),
                            django.core.validators.MaxValueValidator(1440),
                        ],
                        verbose_name="length in minutes",
                    ),
                ),
                ("place", models.CharField(max_length=200)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "Planned"),
                            ("agenda_draft", "Agenda in draft"),
                            ("agreed", "Agenda agreed"),
                            ("circulated", "Agenda circulated"),
                            ("postponed", "Postponed"),
                            ("held", "Held"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="planned",
                        max_length=20,
                    ),
                ),
                ("agenda_version", models.PositiveIntegerField(default=0)),
                ("version", models.PositiveIntegerField(default=1)),
                ("circulated_at", models.DateTimeField(blank=True, null=True)),
                ("lateness_reason", models.TextField(blank=True)),
                ("cancelled_reason", models.TextField(blank=True)),
                ("postponed_reason", models.TextField(blank=True)),
                (
                    "put_version",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="agenda version put to the chairs"
                    ),
                ),
                ("put_at", models.DateTimeField(blank=True, null=True, verbose_name="put to the chairs at")),
                (
                    "board",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="meetings",
                        to="meetings.board",
                    ),
                ),
                (
                    "circulated_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "prepares",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sessions_before",
                        to="meetings.meeting",
                    ),
                ),
                (
                    "put_by",
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
                "ordering": ["starts_at"],
            },
        ),
        migrations.CreateModel(
            name="HistoricalRepresentationConcern",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                (
                    "addressee",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="to whom the letter is addressed"
                    ),
                ),
                ("letter", models.TextField(blank=True, verbose_name="text of the letter")),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "closed_reason",
                    models.CharField(blank=True, max_length=300, verbose_name="why the matter is closed"),
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
                    "board",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="meetings.board",
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
                    "sent_by",
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
                    "closed_after",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="meetings.meeting",
                    ),
                ),
                (
                    "first_missed",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="meetings.meeting",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical representation concern",
                "verbose_name_plural": "historical representation concerns",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalOtherPresent",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("name", models.CharField(max_length=150)),
                ("office", models.CharField(blank=True, max_length=150, verbose_name="office or position")),
                ("organisation", models.CharField(blank=True, max_length=150)),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="why they are there")),
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
                    "meeting",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="meetings.meeting",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical other present",
                "verbose_name_plural": "historical others present",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.AddField(
            model_name="historicalattendance",
            name="meeting",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="meetings.meeting",
            ),
        ),
        migrations.CreateModel(
            name="HistoricalAgendaSection",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("position", models.PositiveSmallIntegerField()),
                ("name", models.CharField(max_length=80)),
                ("heading", models.CharField(blank=True, max_length=80)),
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
                    "meeting",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="meetings.meeting",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical agenda section",
                "verbose_name_plural": "historical agenda sections",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="BusinessStep",
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
                            ("offered", "Offered"),
                            ("more_asked", "More asked for"),
                            ("answered", "Answered"),
                            ("deferred", "Deferred"),
                            ("accepted", "Accepted"),
                            ("sent_out", "Sent out another way"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        max_length=20,
                    ),
                ),
                ("text", models.TextField(blank=True)),
                (
                    "needs_time_because",
                    models.TextField(blank=True, verbose_name="why it needs the board's time"),
                ),
                ("way", models.CharField(blank=True, max_length=200, verbose_name="the other way")),
                ("at", models.DateTimeField()),
                (
                    "business",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="meetings.businessitem",
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
                    "meeting",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="meetings.meeting",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind", "offered"), models.Q(("text", ""), _negated=True), _connector="OR"
                        ),
                        name="business_step_has_a_reason",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="businessitem",
            name="meeting",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="business",
                to="meetings.meeting",
            ),
        ),
        migrations.AddField(
            model_name="businessitem",
            name="preferred_meeting",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="business_preferring_it",
                to="meetings.meeting",
            ),
        ),
        migrations.AddField(
            model_name="attendance",
            name="meeting",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="attendance", to="meetings.meeting"
            ),
        ),
        migrations.AddField(
            model_name="agendasection",
            name="meeting",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="sections", to="meetings.meeting"
            ),
        ),
        migrations.CreateModel(
            name="AgendaReading",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("seen", models.JSONField(default=dict)),
                ("opened_at", models.DateTimeField(verbose_name="first opened at")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agenda_readings",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="readings",
                        to="meetings.meeting",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("meeting", "person"), name="agenda_reading_one_for_each_person"
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="agendaitem",
            name="meeting",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="items", to="meetings.meeting"
            ),
        ),
        migrations.CreateModel(
            name="MeetingMove",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("was_at", models.DateTimeField(verbose_name="was to begin at")),
                ("was_place", models.CharField(max_length=200)),
                ("moved_to", models.DateTimeField(verbose_name="begins at")),
                ("new_place", models.CharField(max_length=200)),
                ("reason", models.CharField(max_length=500)),
                ("moved_at", models.DateTimeField()),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="moves",
                        to="meetings.meeting",
                    ),
                ),
                (
                    "moved_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-moved_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="meeting_move_has_a_reason"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("was_at", models.F("moved_to")),
                            ("was_place", models.F("new_place")),
                            _negated=True,
                        ),
                        name="meeting_move_changes_time_or_place",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MinuteEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "key",
                    models.SlugField(default=meetings.models.agendas.new_key, max_length=40, unique=True),
                ),
                ("position", models.PositiveIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[("item", "Item of the agenda"), ("added", "Added while minuting")],
                        default="item",
                        max_length=20,
                    ),
                ),
                ("item_number", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("heading", models.CharField(blank=True, max_length=80, verbose_name="section heading")),
                ("title", models.CharField(max_length=200)),
                ("closed_title", models.CharField(blank=True, max_length=200)),
                ("number", models.PositiveIntegerField(blank=True, null=True)),
                ("reference", models.CharField(blank=True, max_length=60, verbose_name="minute number")),
                ("text", models.TextField(blank=True)),
                ("is_public", models.BooleanField(default=True, verbose_name="for the public")),
                (
                    "ground",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("personal", "Information about a person"),
                            ("operational", "Would harm the prevention or detection of crime"),
                            ("commercial", "Commercial or financial affairs"),
                            ("legal", "Legal advice or proceedings"),
                            ("confidential", "Given in confidence"),
                        ],
                        max_length=20,
                        verbose_name="why it is not public",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "board",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="meetings.board"
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="minute_entries",
                        to="meetings.agendaitem",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "minute entries",
                "ordering": ["position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="HistoricalPassingOn",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("what", models.TextField(verbose_name="what it is told")),
                ("sent_on", models.DateField(blank=True, null=True)),
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
                    "sent_by",
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
                    "entry",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="meetings.minuteentry",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical passing on",
                "verbose_name_plural": "historical passings on",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalMinutes",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("cleared", "Draft, cleared by the chair"),
                            ("confirmed", "Confirmed"),
                        ],
                        default="draft",
                        max_length=20,
                    ),
                ),
                ("begun_at", models.DateTimeField()),
                ("version", models.PositiveIntegerField(default=1)),
                ("sent_to_chair_at", models.DateTimeField(blank=True, null=True)),
                ("cleared_at", models.DateTimeField(blank=True, null=True)),
                ("cleared_how", models.CharField(blank=True, max_length=300)),
                ("sent_round_at", models.DateTimeField(blank=True, null=True)),
                ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "confirmed_as",
                    models.CharField(
                        blank=True,
                        choices=[("drafted", "As drafted"), ("amended", "As amended")],
                        max_length=20,
                    ),
                ),
                ("signed_at", models.DateTimeField(blank=True, null=True)),
                ("signed_name", models.CharField(blank=True, max_length=150)),
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
                    "cleared_by",
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
                    "confirmed_by",
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
                    "scan",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="documents.storedfile",
                    ),
                ),
                (
                    "signed_by",
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
                    "confirmed_in",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="meetings.meeting",
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
                    ),
                ),
                (
                    "confirming_entry",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="meetings.minuteentry",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical minutes",
                "verbose_name_plural": "historical minutes",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalEntrySuggestion",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("text", models.TextField(verbose_name="what should be changed")),
                ("suggested_at", models.DateTimeField()),
                (
                    "answer",
                    models.CharField(
                        blank=True,
                        choices=[("taken_up", "Taken up"), ("not_taken_up", "Not taken up")],
                        max_length=20,
                    ),
                ),
                ("answer_text", models.TextField(blank=True, verbose_name="answer")),
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
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "suggested_by",
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
                    "entry",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="meetings.minuteentry",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical entry suggestion",
                "verbose_name_plural": "historical entry suggestions",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalDecision",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("number", models.PositiveIntegerField()),
                ("reference", models.CharField(max_length=60)),
                ("slug", models.SlugField(max_length=120)),
                ("wording", models.TextField()),
                ("taken_on", models.DateField(verbose_name="day of the decision")),
                ("version", models.PositiveIntegerField(default=1)),
                ("struck_at", models.DateTimeField(blank=True, null=True)),
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
                    "struck_by",
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
                    "entry",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="meetings.minuteentry",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical decision",
                "verbose_name_plural": "historical decisions",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalCommunication",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("message", models.TextField(verbose_name="what is told")),
                ("told_by", models.CharField(max_length=150, verbose_name="who tells it")),
                ("channel", models.CharField(max_length=150)),
                ("audience", models.CharField(max_length=150, verbose_name="to whom")),
                ("to_tell_on", models.DateField(verbose_name="when")),
                ("told_on", models.DateField(blank=True, null=True, verbose_name="told on")),
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
                    "entry",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="meetings.minuteentry",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical communication",
                "verbose_name_plural": "historical communications",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="EntrySuggestion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField(verbose_name="what should be changed")),
                ("suggested_at", models.DateTimeField()),
                (
                    "answer",
                    models.CharField(
                        blank=True,
                        choices=[("taken_up", "Taken up"), ("not_taken_up", "Not taken up")],
                        max_length=20,
                    ),
                ),
                ("answer_text", models.TextField(blank=True, verbose_name="answer")),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
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
                    "suggested_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="suggestions",
                        to="meetings.minuteentry",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_at__isnull", True), ("answered_by__isnull", True)),
                            models.Q(("answered_at__isnull", False), ("answered_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="entry_suggestion_answered_by_and_at",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", ""), ("answered_at__isnull", True)),
                            models.Q(models.Q(("answer", ""), _negated=True), ("answered_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="entry_suggestion_answered_says_what",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EntryDraft",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("based_on", models.PositiveIntegerField(verbose_name="version of the entry it began from")),
                ("text", models.TextField(blank=True)),
                ("saved_at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="entry_drafts",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="drafts",
                        to="meetings.minuteentry",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("entry", "person"), name="entry_draft_one_for_each_person"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="EntryAmendment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("before", models.TextField(blank=True)),
                ("after", models.TextField(blank=True)),
                ("amended_at", models.DateTimeField()),
                (
                    "amended_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="amendments",
                        to="meetings.minuteentry",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.AddField(
            model_name="decision",
            name="entry",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="decisions",
                to="meetings.minuteentry",
            ),
        ),
        migrations.CreateModel(
            name="Correction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField(verbose_name="how it should read")),
                ("reason", models.TextField(verbose_name="why, and who agreed to it")),
                ("recorded_at", models.DateTimeField()),
                (
                    "recorded_by",
                    models.ForeignKey(
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
                        related_name="corrections",
                        to="meetings.decision",
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrections",
                        to="meetings.minuteentry",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Communication",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("message", models.TextField(verbose_name="what is told")),
                ("told_by", models.CharField(max_length=150, verbose_name="who tells it")),
                ("channel", models.CharField(max_length=150)),
                ("audience", models.CharField(max_length=150, verbose_name="to whom")),
                ("to_tell_on", models.DateField(verbose_name="when")),
                ("told_on", models.DateField(blank=True, null=True, verbose_name="told on")),
                (
                    "decision",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="communications",
                        to="meetings.decision",
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="communications",
                        to="meetings.minuteentry",
                    ),
                ),
            ],
            options={
                "ordering": ["to_tell_on", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Minutes",
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
                            ("draft", "Draft"),
                            ("cleared", "Draft, cleared by the chair"),
                            ("confirmed", "Confirmed"),
                        ],
                        default="draft",
                        max_length=20,
                    ),
                ),
                ("begun_at", models.DateTimeField()),
                ("version", models.PositiveIntegerField(default=1)),
                ("sent_to_chair_at", models.DateTimeField(blank=True, null=True)),
                ("cleared_at", models.DateTimeField(blank=True, null=True)),
                ("cleared_how", models.CharField(blank=True, max_length=300)),
                ("sent_round_at", models.DateTimeField(blank=True, null=True)),
                ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "confirmed_as",
                    models.CharField(
                        blank=True,
                        choices=[("drafted", "As drafted"), ("amended", "As amended")],
                        max_length=20,
                    ),
                ),
                ("signed_at", models.DateTimeField(blank=True, null=True)),
                ("signed_name", models.CharField(blank=True, max_length=150)),
                (
                    "cleared_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "confirmed_in",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="minutes_confirmed",
                        to="meetings.meeting",
                    ),
                ),
                (
                    "confirming_entry",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="confirms",
                        to="meetings.minuteentry",
                    ),
                ),
                (
                    "meeting",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="minutes",
                        to="meetings.meeting",
                    ),
                ),
                (
                    "scan",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.storedfile",
                    ),
                ),
                (
                    "signed_by",
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
                "verbose_name_plural": "minutes",
                "ordering": ["-meeting__starts_at"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["draft", "cleared", "confirmed"])),
                        name="minutes_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("cleared_at__isnull", True), ("state", "draft")),
                            models.Q(
                                models.Q(("state", "draft"), _negated=True), ("cleared_at__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="minutes_cleared_has_its_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("confirmed_at__isnull", False),
                                ("state", "confirmed"),
                                models.Q(("confirmed_as", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("state", "confirmed"), _negated=True),
                                ("confirmed_as", ""),
                                ("confirmed_at__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="minutes_confirmed_says_when_and_as_what",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("confirmed_at__isnull", True),
                                ("confirmed_by__isnull", True),
                                ("confirmed_in__isnull", True),
                            ),
                            models.Q(
                                ("confirmed_at__isnull", False),
                                ("confirmed_by__isnull", False),
                                ("confirmed_in__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="minutes_confirmed_by_in_and_at",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("signed_at__isnull", True), ("signed_by__isnull", True)),
                            models.Q(("signed_at__isnull", False), ("signed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="minutes_signed_by_and_at",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("scan__isnull", True), ("signed_at__isnull", True), ("signed_name", "")
                            ),
                            models.Q(
                                ("signed_at__isnull", False),
                                ("state", "confirmed"),
                                models.Q(("signed_name", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="minutes_signed_once_confirmed_with_a_name",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("sent_round_at__isnull", True),
                            models.Q(("state", "draft"), _negated=True),
                            _connector="OR",
                        ),
                        name="minutes_go_round_once_cleared",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="minuteentry",
            name="minutes",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="entries", to="meetings.minutes"
            ),
        ),
        migrations.CreateModel(
            name="HistoricalMinuteEntry",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("key", models.SlugField(default=meetings.models.agendas.new_key, max_length=40)),
                ("position", models.PositiveIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[("item", "Item of the agenda"), ("added", "Added while minuting")],
                        default="item",
                        max_length=20,
                    ),
                ),
                ("item_number", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("heading", models.CharField(blank=True, max_length=80, verbose_name="section heading")),
                ("title", models.CharField(max_length=200)),
                ("closed_title", models.CharField(blank=True, max_length=200)),
                ("number", models.PositiveIntegerField(blank=True, null=True)),
                ("reference", models.CharField(blank=True, max_length=60, verbose_name="minute number")),
                ("text", models.TextField(blank=True)),
                ("is_public", models.BooleanField(default=True, verbose_name="for the public")),
                (
                    "ground",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("personal", "Information about a person"),
                            ("operational", "Would harm the prevention or detection of crime"),
                            ("commercial", "Commercial or financial affairs"),
                            ("legal", "Legal advice or proceedings"),
                            ("confidential", "Given in confidence"),
                        ],
                        max_length=20,
                        verbose_name="why it is not public",
                    ),
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
                    "board",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="meetings.board",
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
                    "item",
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
                    "minutes",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="meetings.minutes",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical minute entry",
                "verbose_name_plural": "historical minute entries",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="MinutesStep",
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
                            ("begun", "Begun"),
                            ("sent_to_chair", "Sent to the chair"),
                            ("sent_back", "Sent back with comments"),
                            ("cleared", "Cleared"),
                            ("sent_round", "Sent round"),
                            ("confirmed", "Confirmed"),
                            ("signed", "Signed"),
                        ],
                        max_length=20,
                    ),
                ),
                ("text", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "minutes",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="meetings.minutes",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="NumberSeries",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "what",
                    models.CharField(
                        choices=[("minute", "Minutes"), ("decision", "Decisions")], max_length=20
                    ),
                ),
                ("year", models.PositiveSmallIntegerField()),
                ("last_number", models.PositiveIntegerField(default=0)),
                (
                    "board",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="number_series",
                        to="meetings.board",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "number series",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("board", "what", "year"), name="number_series_one_for_each_year"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="OtherPresent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=150)),
                ("office", models.CharField(blank=True, max_length=150, verbose_name="office or position")),
                ("organisation", models.CharField(blank=True, max_length=150)),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="why they are there")),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="others_present",
                        to="meetings.meeting",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "others present",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Pack",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("built_at", models.DateTimeField()),
                ("issue_on", models.DateField(verbose_name="date of issue")),
                ("fingerprint", models.CharField(max_length=64)),
                ("look", models.CharField(blank=True, max_length=64)),
                ("supplement_number", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("days_late", models.PositiveSmallIntegerField(default=0, verbose_name="working days late")),
                ("lateness_reason", models.TextField(blank=True, verbose_name="why it goes round late")),
                ("published_at", models.DateTimeField(blank=True, null=True)),
                ("missing_reason", models.TextField(blank=True, verbose_name="why papers are missing")),
                (
                    "built_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "main",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="supplements",
                        to="meetings.pack",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="packs",
                        to="meetings.meeting",
                    ),
                ),
                (
                    "published_by",
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
                "ordering": ["-number"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("meeting", "number"), name="pack_number_once_in_a_meeting"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("published_at__isnull", True), ("published_by__isnull", True)),
                            models.Q(("published_at__isnull", False), ("published_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="pack_published_by_and_at",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("main__isnull", True), ("supplement_number__isnull", True)),
                            models.Q(("main__isnull", False), ("supplement_number__isnull", False)),
                            _connector="OR",
                        ),
                        name="pack_supplement_of_a_main_pack",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("published_at__isnull", False)),
                        fields=("main", "supplement_number"),
                        name="pack_supplement_published_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PackBuild",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("issue_on", models.DateField(verbose_name="date of issue")),
                ("lateness_reason", models.TextField(blank=True, verbose_name="why it goes round late")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "Waiting for a worker"),
                            ("running", "Being built"),
                            ("done", "Built"),
                            ("failed", "Failed"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="queued",
                        max_length=20,
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("runner", models.CharField(blank=True, max_length=40)),
                ("alive_at", models.DateTimeField(blank=True, null=True)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                ("total", models.PositiveIntegerField(default=0)),
                ("done", models.PositiveIntegerField(default=0)),
                ("label", models.CharField(blank=True, max_length=250)),
                ("problem", models.TextField(blank=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "main",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="supplement_builds",
                        to="meetings.pack",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pack_builds",
                        to="meetings.meeting",
                    ),
                ),
                (
                    "pack",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="builds",
                        to="meetings.pack",
                    ),
                ),
            ],
            options={
                "ordering": ["-asked_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("queued", "running"))),
                        fields=("meeting",),
                        name="pack_build_one_at_a_time_for_a_meeting",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["queued", "running", "done", "failed", "cancelled"])
                        ),
                        name="pack_build_state_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PackCopy",
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
                            ("full", "Full copy"),
                            ("readers", "Copy for named seats"),
                            ("public", "Public copy"),
                        ],
                        max_length=10,
                    ),
                ),
                ("shows", models.JSONField(default=list)),
                ("pages", models.PositiveIntegerField(verbose_name="sheets in the file")),
                ("is_pdf_ua", models.BooleanField(default=False)),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.storedfile",
                    ),
                ),
                (
                    "pack",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="copies", to="meetings.pack"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "pack copies",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="PackOpening",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("first_at", models.DateTimeField()),
                ("last_at", models.DateTimeField()),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "pack",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="openings",
                        to="meetings.pack",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("pack", "person"), name="pack_opening_one_for_each_person"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Paper",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "key",
                    models.SlugField(default=meetings.models.agendas.new_key, max_length=40, unique=True),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("title", models.CharField(max_length=200)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("report", "Report written here"),
                            ("upload", "Uploaded file"),
                            ("generated", "Written by the portal"),
                        ],
                        max_length=20,
                    ),
                ),
                ("generator", models.CharField(blank=True, max_length=40)),
                ("report_of", models.CharField(blank=True, max_length=150, verbose_name="report of")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="due on")),
                ("instructions", models.TextField(blank=True, verbose_name="what is asked for")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("submitted", "Submitted to the secretariat"),
                            ("ready", "Ready for the pack"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="draft",
                        max_length=20,
                    ),
                ),
                (
                    "marking",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "No marking"),
                            ("official", "OFFICIAL"),
                            ("official_sensitive", "OFFICIAL-SENSITIVE"),
                        ],
                        default="",
                        max_length=30,
                    ),
                ),
                (
                    "agenda_item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="papers",
                        to="meetings.agendaitem",
                    ),
                ),
                (
                    "writer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="papers_to_write",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="PaperDraft",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "based_on",
                    models.PositiveIntegerField(
                        default=0, verbose_name="number of the version it began from"
                    ),
                ),
                ("body", models.JSONField(default=list)),
                ("saved_at", models.DateTimeField()),
                (
                    "paper",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="drafts",
                        to="meetings.paper",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="paper_drafts",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("paper", "person"), name="paper_draft_one_for_each_person"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PaperStep",
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
                            ("asked", "Asked for"),
                            ("chased", "Chased"),
                            ("submitted", "Submitted"),
                            ("sent_back", "Sent back"),
                            ("cleared", "Cleared for the pack"),
                        ],
                        max_length=20,
                    ),
                ),
                ("text", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "paper",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="meetings.paper"
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind", "sent_back"), ("text", ""), _negated=True),
                        name="paper_step_sent_back_with_a_reason",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PaperVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("written_at", models.DateTimeField()),
                ("body", models.JSONField(blank=True, default=list)),
                ("is_landscape", models.BooleanField(default=False, verbose_name="print on landscape pages")),
                ("filename", models.CharField(blank=True, max_length=255)),
                ("findings", models.JSONField(blank=True, default=list)),
                ("is_tagged", models.BooleanField(default=True)),
                ("text", models.TextField(blank=True)),
                (
                    "original",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.storedfile",
                    ),
                ),
                (
                    "paper",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="meetings.paper",
                    ),
                ),
                (
                    "pdf",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.storedfile",
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
                "ordering": ["-number"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("paper", "number"), name="paper_version_number_once_in_a_paper"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("original__isnull", True), ("pdf__isnull", False), _connector="OR"
                        ),
                        name="paper_version_upload_has_its_pdf",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PackEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("item", "Item without papers"),
                            ("paper", "Paper"),
                            ("missing", "Slip for a missing paper"),
                        ],
                        max_length=10,
                    ),
                ),
                ("item_number", models.PositiveIntegerField()),
                ("item_title", models.CharField(max_length=200)),
                ("item_closed_title", models.CharField(blank=True, max_length=200)),
                ("section_heading", models.CharField(blank=True, max_length=80)),
                ("paper_title", models.CharField(blank=True, max_length=200)),
                (
                    "marking",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "No marking"),
                            ("official", "OFFICIAL"),
                            ("official_sensitive", "OFFICIAL-SENSITIVE"),
                        ],
                        max_length=30,
                    ),
                ),
                ("restrictions", models.JSONField(default=list)),
                ("withheld_because", models.CharField(blank=True, max_length=300)),
                ("first_page", models.PositiveIntegerField(blank=True, null=True)),
                ("last_page", models.PositiveIntegerField(blank=True, null=True)),
                ("last_text_page", models.PositiveIntegerField(blank=True, null=True)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("is_accessible", models.BooleanField(default=True)),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pack_entries",
                        to="meetings.agendaitem",
                    ),
                ),
                (
                    "pack",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="meetings.pack",
                    ),
                ),
                (
                    "paper",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pack_entries",
                        to="meetings.paper",
                    ),
                ),
                (
                    "paper_version",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pack_entries",
                        to="meetings.paperversion",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "pack entries",
                "ordering": ["position"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("pack", "position"), name="pack_entry_position_once_in_a_pack"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("first_page__isnull", True), ("last_page__isnull", True)),
                            models.Q(("first_page__gte", 1), ("last_page__gte", models.F("first_page"))),
                            _connector="OR",
                        ),
                        name="pack_entry_pages_in_order",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PassingOn",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("what", models.TextField(verbose_name="what it is told")),
                ("sent_on", models.DateField(blank=True, null=True)),
                (
                    "board",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="passed_to_it",
                        to="meetings.board",
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="passed_on",
                        to="meetings.decision",
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="passed_on",
                        to="meetings.minuteentry",
                    ),
                ),
                (
                    "sent_by",
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
                "verbose_name_plural": "passings on",
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("sent_by__isnull", True), ("sent_on__isnull", True)),
                            models.Q(("sent_by__isnull", False), ("sent_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="passing_on_sent_by_and_on",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PlannedCommunication",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("message", models.TextField()),
                ("audience", models.CharField(max_length=200, verbose_name="who is told")),
                ("channel", models.CharField(max_length=200, verbose_name="how they are told")),
                ("told_by", models.CharField(max_length=150, verbose_name="who tells them")),
                ("tell_on", models.DateField(blank=True, null=True, verbose_name="when")),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="communications_planned",
                        to="meetings.agendaitem",
                    ),
                ),
            ],
            options={
                "ordering": ["tell_on", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Priority",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(unique=True)),
                ("name", models.CharField(max_length=100, unique=True)),
                (
                    "lead_organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="priorities_led",
                        to="accounts.organisation",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "priorities",
                "ordering": ["number"],
            },
        ),
        migrations.AddField(
            model_name="meeting",
            name="focus_priority",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="meetings_in_focus",
                to="meetings.priority",
            ),
        ),
        migrations.CreateModel(
            name="HistoricalMeeting",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("reference", models.SlugField(max_length=60)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("ordinary", "Ordinary meeting"),
                            ("conference", "Half-day conference"),
                            ("extraordinary", "Extraordinary meeting"),
                        ],
                        default="ordinary",
                        max_length=20,
                    ),
                ),
                ("starts_at", models.DateTimeField()),
                (
                    "length",
                    models.PositiveSmallIntegerField(
                        default=120,
                        validators=[
                            django.core.validators.MinValueValidator(5),
                            django.core.validators.MaxValueValidator(1440),
                        ],
                        verbose_name="length in minutes",
                    ),
                ),
                ("place", models.CharField(max_length=200)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "Planned"),
                            ("agenda_draft", "Agenda in draft"),
                            ("agreed", "Agenda agreed"),
                            ("circulated", "Agenda circulated"),
                            ("postponed", "Postponed"),
                            ("held", "Held"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="planned",
                        max_length=20,
                    ),
                ),
                ("agenda_version", models.PositiveIntegerField(default=0)),
                ("version", models.PositiveIntegerField(default=1)),
                ("circulated_at", models.DateTimeField(blank=True, null=True)),
                ("lateness_reason", models.TextField(blank=True)),
                ("cancelled_reason", models.TextField(blank=True)),
                ("postponed_reason", models.TextField(blank=True)),
                (
                    "put_version",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="agenda version put to the chairs"
                    ),
                ),
                ("put_at", models.DateTimeField(blank=True, null=True, verbose_name="put to the chairs at")),
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
                    ),
                ),
                (
                    "circulated_by",
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
                    "put_by",
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
                    "prepares",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="meetings.meeting",
                    ),
                ),
                (
                    "focus_priority",
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
                "verbose_name": "historical meeting",
                "verbose_name_plural": "historical meetings",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalBusinessItem",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("key", models.SlugField(default=meetings.models.agendas.new_key, max_length=40)),
                ("title", models.CharField(max_length=200)),
                ("is_restricted", models.BooleanField(default=False)),
                ("open_title", models.CharField(blank=True, max_length=200)),
                ("about", models.TextField(verbose_name="what it is about, and why now")),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("procedure", "Procedure"),
                            ("decide", "To decide"),
                            ("discuss", "To discuss"),
                            ("note", "To note"),
                        ],
                        default="discuss",
                        max_length=20,
                    ),
                ),
                ("decision_sought", models.TextField(blank=True)),
                (
                    "minutes_wanted",
                    models.PositiveSmallIntegerField(
                        default=15,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(480),
                        ],
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("offered", "Offered"),
                            ("more_asked", "More asked for"),
                            ("deferred", "Deferred"),
                            ("accepted", "Accepted"),
                            ("sent_out", "Sent out another way"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="offered",
                        max_length=20,
                    ),
                ),
                ("offered_at", models.DateTimeField()),
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
                    "board",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="meetings.board",
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
                    "offered_by",
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
                    "source_board",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="meetings.board",
                    ),
                ),
                (
                    "source_organisation",
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
                    "meeting",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="meetings.meeting",
                    ),
                ),
                (
                    "preferred_meeting",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="meetings.meeting",
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
                "verbose_name": "historical business item",
                "verbose_name_plural": "historical business items",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.AddField(
            model_name="businessitem",
            name="priority",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="business",
                to="meetings.priority",
            ),
        ),
        migrations.AddField(
            model_name="agendaitem",
            name="priority",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="agenda_items",
                to="meetings.priority",
            ),
        ),
        migrations.CreateModel(
            name="PrivateNote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "key",
                    models.SlugField(default=meetings.models.agendas.new_key, max_length=40, unique=True),
                ),
                (
                    "page",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="page when it was placed"
                    ),
                ),
                (
                    "place",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="page inside the paper, from 0"
                    ),
                ),
                ("quote", models.TextField(blank=True, verbose_name="words on the page")),
                ("text", models.TextField(verbose_name="your note")),
                ("version", models.PositiveIntegerField(default=1)),
                ("written_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                ("lost_at", models.DateTimeField(blank=True, null=True)),
                (
                    "agenda_item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="meetings.agendaitem",
                    ),
                ),
                (
                    "paper",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="meetings.paper",
                    ),
                ),
                (
                    "paper_version",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="meetings.paperversion",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="private_notes",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "indexes": [
                    models.Index(fields=["person", "agenda_item"], name="meetings_pr_person__60d8f2_idx")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("lost_at__isnull", True),
                                ("page__isnull", True),
                                ("paper__isnull", True),
                                ("paper_version__isnull", True),
                                ("place__isnull", True),
                                ("quote", ""),
                            ),
                            models.Q(
                                ("page__isnull", False),
                                ("paper__isnull", False),
                                ("paper_version__isnull", False),
                                ("place__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="private_note_on_an_item_or_on_a_page",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PublicRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "key",
                    models.SlugField(default=meetings.models.agendas.new_key, max_length=40, unique=True),
                ),
                ("name", models.CharField(blank=True, max_length=150, verbose_name="who asks")),
                ("address", models.EmailField(blank=True, max_length=254, verbose_name="e-mail address")),
                ("text", models.TextField(blank=True, verbose_name="what is asked for")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "To be answered"),
                            ("answered", "Copy handed out"),
                            ("refused", "Refused"),
                        ],
                        default="asked",
                        max_length=20,
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("expires_at", models.DateTimeField(blank=True, null=True)),
                ("reason", models.TextField(blank=True, verbose_name="why it is refused")),
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
                    "board",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="public_requests",
                        to="meetings.board",
                    ),
                ),
                (
                    "pack",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="public_requests",
                        to="meetings.pack",
                    ),
                ),
            ],
            options={
                "ordering": ["-asked_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["asked", "answered", "refused"])),
                        name="public_request_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_at__isnull", True), ("answered_by__isnull", True)),
                            models.Q(("answered_at__isnull", False), ("answered_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="public_request_answered_by_and_at",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_at__isnull", True), ("state", "asked")),
                            models.Q(
                                ("answered_at__isnull", False), ("pack__isnull", False), ("state", "answered")
                            ),
                            models.Q(
                                ("answered_at__isnull", False),
                                ("state", "refused"),
                                models.Q(("reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="public_request_answered_or_refused_with_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PublicSubscription",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "key",
                    models.SlugField(default=meetings.models.agendas.new_key, max_length=40, unique=True),
                ),
                ("address", models.EmailField(max_length=254, verbose_name="e-mail address")),
                ("asked_at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "board",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="public_subscriptions",
                        to="meetings.board",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("board", "address"), name="public_subscription_once_for_a_board"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RepresentationConcern",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "addressee",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="to whom the letter is addressed"
                    ),
                ),
                ("letter", models.TextField(blank=True, verbose_name="text of the letter")),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "closed_reason",
                    models.CharField(blank=True, max_length=300, verbose_name="why the matter is closed"),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "board",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="representation_concerns",
                        to="meetings.board",
                    ),
                ),
                (
                    "closed_after",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="meetings.meeting",
                    ),
                ),
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
                    "first_missed",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="meetings.meeting"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="representation_concerns",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "sent_by",
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
                "ordering": ["-first_missed__starts_at", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("board", "organisation", "first_missed"),
                        name="representation_concern_one_for_a_run",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("sent_at__isnull", True), ("sent_by__isnull", True)),
                            models.Q(("sent_at__isnull", False), ("sent_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="representation_concern_sent_by_and_at",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("closed_after__isnull", True),
                                ("closed_at__isnull", True),
                                ("closed_by__isnull", True),
                            ),
                            models.Q(
                                ("closed_after__isnull", False),
                                ("closed_at__isnull", False),
                                ("closed_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="representation_concern_closed_by_at_and_after",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("closed_at__isnull", True),
                            models.Q(("closed_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="representation_concern_closed_with_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Restriction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "ground",
                    models.CharField(
                        choices=[
                            ("personal", "Information about a person"),
                            ("operational", "Would harm the prevention or detection of crime"),
                            ("commercial", "Commercial or financial affairs"),
                            ("legal", "Legal advice or proceedings"),
                            ("confidential", "Given in confidence"),
                        ],
                        max_length=20,
                    ),
                ),
                ("explanation", models.CharField(blank=True, max_length=300)),
                ("review_on", models.DateField(verbose_name="review the restriction on")),
                ("lifted_at", models.DateTimeField(blank=True, null=True)),
                (
                    "lifted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="paper",
            name="restriction",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="paper",
                to="meetings.restriction",
            ),
        ),
        migrations.CreateModel(
            name="PackRelease",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("shows", models.JSONField(default=list)),
                ("pages", models.PositiveIntegerField(verbose_name="sheets in the file")),
                ("is_pdf_ua", models.BooleanField(default=False)),
                ("released_at", models.DateTimeField()),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.storedfile",
                    ),
                ),
                (
                    "pack",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="releases",
                        to="meetings.pack",
                    ),
                ),
                (
                    "released_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "restrictions",
                    models.ManyToManyField(related_name="released_in", to="meetings.restriction"),
                ),
            ],
            options={
                "ordering": ["-released_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="HistoricalPaper",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("key", models.SlugField(default=meetings.models.agendas.new_key, max_length=40)),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("title", models.CharField(max_length=200)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("report", "Report written here"),
                            ("upload", "Uploaded file"),
                            ("generated", "Written by the portal"),
                        ],
                        max_length=20,
                    ),
                ),
                ("generator", models.CharField(blank=True, max_length=40)),
                ("report_of", models.CharField(blank=True, max_length=150, verbose_name="report of")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="due on")),
                ("instructions", models.TextField(blank=True, verbose_name="what is asked for")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("submitted", "Submitted to the secretariat"),
                            ("ready", "Ready for the pack"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="draft",
                        max_length=20,
                    ),
                ),
                (
                    "marking",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "No marking"),
                            ("official", "OFFICIAL"),
                            ("official_sensitive", "OFFICIAL-SENSITIVE"),
                        ],
                        default="",
                        max_length=30,
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
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "writer",
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
                    "restriction",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="meetings.restriction",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical paper",
                "verbose_name_plural": "historical papers",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalAgendaItem",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("key", models.SlugField(default=meetings.models.agendas.new_key, max_length=40)),
                ("position", models.PositiveIntegerField()),
                ("title", models.CharField(max_length=200)),
                ("closed_title", models.CharField(blank=True, max_length=200)),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("procedure", "Procedure"),
                            ("decide", "To decide"),
                            ("discuss", "To discuss"),
                            ("note", "To note"),
                        ],
                        default="discuss",
                        max_length=20,
                    ),
                ),
                ("wording", models.TextField(blank=True)),
                ("presenter", models.CharField(blank=True, max_length=150)),
                (
                    "minutes_allotted",
                    models.PositiveSmallIntegerField(
                        default=0, validators=[django.core.validators.MaxValueValidator(1440)]
                    ),
                ),
                ("questions", models.TextField(blank=True, verbose_name="questions to be answered")),
                (
                    "needs_time_because",
                    models.TextField(blank=True, verbose_name="why it needs the board's time"),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                ("withdrawn_reason", models.CharField(blank=True, max_length=300)),
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
                    "section",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="meetings.agendasection",
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
                    "meeting",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="meetings.meeting",
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
                    "restriction",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="meetings.restriction",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical agenda item",
                "verbose_name_plural": "historical agenda items",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.AddField(
            model_name="agendaitem",
            name="restriction",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="agenda_item",
                to="meetings.restriction",
            ),
        ),
        migrations.CreateModel(
            name="RestrictionReview",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "outcome",
                    models.CharField(choices=[("kept", "Kept"), ("released", "Released")], max_length=20),
                ),
                ("reason", models.TextField()),
                ("was_due_on", models.DateField(verbose_name="was to be reviewed on")),
                (
                    "review_on",
                    models.DateField(blank=True, null=True, verbose_name="is to be reviewed again on"),
                ),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "restriction",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviews",
                        to="meetings.restriction",
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome", "kept"), ("review_on__isnull", False)),
                            models.Q(("outcome", "released"), ("review_on__isnull", True)),
                            _connector="OR",
                        ),
                        name="restriction_review_kept_until_another_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="restriction_review_has_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Seat",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="from")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="until")),
                ("office", models.CharField(max_length=150)),
                (
                    "board_role",
                    models.CharField(
                        choices=[
                            ("co_chair", "Co-chair"),
                            ("member", "Member"),
                            ("co_opted", "Co-opted member"),
                            ("supporting_adviser", "Supporting adviser"),
                            ("ex_officio", "Ex-officio"),
                            ("secretariat", "Secretariat"),
                        ],
                        default="member",
                        max_length=20,
                        verbose_name="place on the board",
                    ),
                ),
                ("is_voting", models.BooleanField(default=True, verbose_name="votes")),
                ("is_on_request", models.BooleanField(default=False, verbose_name="attends on request")),
                (
                    "group",
                    models.CharField(
                        blank=True, max_length=100, verbose_name="heading in the membership list"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "board",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="seats", to="meetings.board"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="seats",
                        to="accounts.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True),
                            ("ends_on__gte", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="seat_starts_before_it_ends",
                        violation_error_message="The last day cannot come before the first.",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="restriction",
            name="seats",
            field=models.ManyToManyField(related_name="restrictions_open_to_them", to="meetings.seat"),
        ),
        migrations.CreateModel(
            name="HistoricalSitting",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("opened_at", models.DateTimeField()),
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
                    "meeting",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="meetings.meeting",
                    ),
                ),
                (
                    "chair",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="meetings.seat",
                        verbose_name="in the chair",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical sitting",
                "verbose_name_plural": "historical sittings",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalSeatHolder",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("starts_on", models.DateField(verbose_name="from")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="until")),
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
                    "seat",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="meetings.seat",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical seat holder",
                "verbose_name_plural": "historical seat holders",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalSeatDeputy",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("starts_on", models.DateField(verbose_name="from")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="until")),
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
                    "seat",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="meetings.seat",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical seat deputy",
                "verbose_name_plural": "historical seat deputies",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalRestriction_seats",
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
                        to="meetings.historicalrestriction",
                    ),
                ),
                (
                    "restriction",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="meetings.restriction",
                    ),
                ),
                (
                    "seat",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="meetings.seat",
                    ),
                ),
            ],
            options={
                "verbose_name": "HistoricalRestriction_seats",
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalDeclaration",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("name", models.CharField(blank=True, max_length=150, verbose_name="name in words")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("personal", "Personal"),
                            ("pecuniary", "Pecuniary"),
                            ("prejudicial", "Prejudicial"),
                        ],
                        max_length=20,
                        verbose_name="kind of interest",
                    ),
                ),
                ("interest", models.CharField(max_length=500, verbose_name="what the interest is")),
                (
                    "leaves_room",
                    models.BooleanField(default=False, verbose_name="leaves the room for the item"),
                ),
                ("declared_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "withdrawn_reason",
                    models.CharField(blank=True, max_length=300, verbose_name="why it is withdrawn"),
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
                    "item",
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
                    "seat",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="meetings.seat",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical declaration",
                "verbose_name_plural": "historical declarations",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalDecision_took_part",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("m2m_history_id", models.AutoField(primary_key=True, serialize=False)),
                (
                    "decision",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="meetings.decision",
                    ),
                ),
                (
                    "history",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="meetings.historicaldecision",
                    ),
                ),
                (
                    "seat",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="meetings.seat",
                    ),
                ),
            ],
            options={
                "verbose_name": "HistoricalDecision_took_part",
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.AddField(
            model_name="historicalattendance",
            name="seat",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="meetings.seat",
            ),
        ),
        migrations.CreateModel(
            name="Declaration",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=150, verbose_name="name in words")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("personal", "Personal"),
                            ("pecuniary", "Pecuniary"),
                            ("prejudicial", "Prejudicial"),
                        ],
                        max_length=20,
                        verbose_name="kind of interest",
                    ),
                ),
                ("interest", models.CharField(max_length=500, verbose_name="what the interest is")),
                (
                    "leaves_room",
                    models.BooleanField(default=False, verbose_name="leaves the room for the item"),
                ),
                ("declared_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "withdrawn_reason",
                    models.CharField(blank=True, max_length=300, verbose_name="why it is withdrawn"),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="declarations",
                        to="meetings.agendaitem",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="interests_declared",
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
                    "seat",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="declarations",
                        to="meetings.seat",
                    ),
                ),
            ],
            options={
                "ordering": ["declared_at", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("name", ""), ("person__isnull", False)),
                            models.Q(("person__isnull", True), models.Q(("name", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="declaration_names_one_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("withdrawn_at__isnull", True), ("withdrawn_by__isnull", True)),
                            models.Q(
                                ("withdrawn_at__isnull", False),
                                ("withdrawn_by__isnull", False),
                                models.Q(("withdrawn_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="declaration_withdrawn_by_at_and_why",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("person__isnull", False), ("withdrawn_at__isnull", True)),
                        fields=("item", "person"),
                        name="declaration_one_of_a_person_stands",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("person__isnull", True), ("withdrawn_at__isnull", True)),
                        fields=("item", "seat", "name"),
                        name="declaration_one_of_a_name_stands",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="decision",
            name="took_part",
            field=models.ManyToManyField(blank=True, related_name="decisions_taken", to="meetings.seat"),
        ),
        migrations.AddField(
            model_name="attendance",
            name="seat",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="attendance", to="meetings.seat"
            ),
        ),
        migrations.CreateModel(
            name="AgendaAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("agenda_version", models.PositiveIntegerField()),
                (
                    "answer",
                    models.CharField(
                        choices=[("agreed", "Agreed"), ("sent_back", "Sent back")], max_length=20
                    ),
                ),
                ("comment", models.TextField(blank=True)),
                (
                    "given_how",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("telephone", "By telephone"),
                            ("email", "By e-mail"),
                            ("in_person", "In person"),
                        ],
                        max_length=20,
                    ),
                ),
                ("given_at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField()),
                (
                    "chair",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agenda_answers",
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
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agenda_answers",
                        to="meetings.meeting",
                    ),
                ),
                (
                    "seat",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agenda_answers",
                        to="meetings.seat",
                    ),
                ),
            ],
            options={
                "ordering": ["recorded_at", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("answer", "sent_back"), ("comment", ""), _negated=True),
                        name="agenda_answer_sent_back_with_a_comment",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SeatDeputy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="from")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="until")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="seats_deputised",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "seat",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deputies",
                        to="meetings.seat",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "seat deputies",
                "ordering": ["starts_on"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True),
                            ("ends_on__gte", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="seat_deputy_starts_before_it_ends",
                        violation_error_message="The last day cannot come before the first.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SeatHolder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="from")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="until")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="seats_held",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "seat",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="holders",
                        to="meetings.seat",
                    ),
                ),
            ],
            options={
                "ordering": ["starts_on"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True),
                            ("ends_on__gte", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="seat_holder_starts_before_it_ends",
                        violation_error_message="The last day cannot come before the first.",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            (
                                models.Func(
                                    models.F("seat"),
                                    models.F("seat"),
                                    models.Value("[]"),
                                    function="int8range",
                                ),
                                "&&",
                            ),
                            (
                                models.Func(
                                    models.F("starts_on"),
                                    models.F("ends_on"),
                                    models.Value("[]"),
                                    function="daterange",
                                ),
                                "&&",
                            ),
                        ],
                        name="seat_holder_one_at_a_time",
                        violation_error_message="Somebody else sits in this seat during those dates. End their time in it first.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Sitting",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("opened_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "chair",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sittings_chaired",
                        to="meetings.seat",
                        verbose_name="in the chair",
                    ),
                ),
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
                    "meeting",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sitting",
                        to="meetings.meeting",
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
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at__isnull", True), ("closed_by__isnull", True)),
                            models.Q(("closed_at__isnull", False), ("closed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="sitting_closed_by_and_at",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("closed_at__isnull", True),
                            ("closed_at__gte", models.F("opened_at")),
                            _connector="OR",
                        ),
                        name="sitting_opened_before_it_is_closed",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SoughtDecision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("wording", models.TextField()),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions_sought",
                        to="meetings.agendaitem",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("wording", ""), _negated=True),
                        name="sought_decision_has_a_wording",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TemplateItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                ("key", models.SlugField(max_length=40)),
                ("section", models.CharField(max_length=80)),
                ("heading", models.CharField(blank=True, max_length=80)),
                ("title", models.CharField(max_length=200)),
                ("wording", models.TextField(blank=True)),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("procedure", "Procedure"),
                            ("decide", "To decide"),
                            ("discuss", "To discuss"),
                            ("note", "To note"),
                        ],
                        default="procedure",
                        max_length=20,
                    ),
                ),
                ("minutes_allotted", models.PositiveSmallIntegerField(default=0)),
                ("generated_paper", models.CharField(blank=True, max_length=40)),
                (
                    "template",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="items",
                        to="meetings.agendatemplate",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("template", "key"),
                        name="template_item_key_once_in_a_template",
                        violation_error_message="Another item of this template already has that key.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Vote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("question", models.CharField(max_length=500, verbose_name="question put")),
                ("is_by_name", models.BooleanField(default=True, verbose_name="recorded by name")),
                ("votes_for", models.PositiveSmallIntegerField(default=0, verbose_name="for")),
                ("votes_against", models.PositiveSmallIntegerField(default=0, verbose_name="against")),
                ("abstentions", models.PositiveSmallIntegerField(default=0, verbose_name="abstained")),
                (
                    "casting",
                    models.CharField(
                        blank=True,
                        choices=[("for", "For"), ("against", "Against"), ("abstained", "Abstained")],
                        max_length=20,
                        verbose_name="the chair's casting vote",
                    ),
                ),
                ("taken_at", models.DateTimeField()),
                (
                    "correction_reason",
                    models.CharField(blank=True, max_length=300, verbose_name="why it was corrected"),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="votes",
                        to="meetings.agendaitem",
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
                "ordering": ["taken_at", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("casting", ""),
                            models.Q(
                                ("casting__in", ("for", "against")), ("votes_for", models.F("votes_against"))
                            ),
                            _connector="OR",
                        ),
                        name="vote_casting_only_on_a_tie",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalBallot",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                (
                    "choice",
                    models.CharField(
                        choices=[("for", "For"), ("against", "Against"), ("abstained", "Abstained")],
                        max_length=20,
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
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "seat",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="meetings.seat",
                    ),
                ),
                (
                    "vote",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="meetings.vote",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical ballot",
                "verbose_name_plural": "historical ballots",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Ballot",
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
                        choices=[("for", "For"), ("against", "Against"), ("abstained", "Abstained")],
                        max_length=20,
                    ),
                ),
                (
                    "seat",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ballots",
                        to="meetings.seat",
                    ),
                ),
                (
                    "vote",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ballots",
                        to="meetings.vote",
                    ),
                ),
            ],
            options={
                "ordering": ["seat__position", "seat_id"],
                "constraints": [
                    models.UniqueConstraint(fields=("vote", "seat"), name="ballot_one_for_each_seat")
                ],
            },
        ),
        migrations.CreateModel(
            name="Admission",
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
                        choices=[("late", "Late item"), ("urgent", "Urgent item")],
                        default="late",
                        max_length=10,
                    ),
                ),
                ("reason", models.TextField(verbose_name="why it cannot wait")),
                (
                    "given_how",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("telephone", "By telephone"),
                            ("email", "By e-mail"),
                            ("in_person", "In person"),
                        ],
                        max_length=20,
                    ),
                ),
                ("given_at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField()),
                (
                    "chair",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
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
                (
                    "item",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="admission",
                        to="meetings.agendaitem",
                    ),
                ),
                (
                    "taken_under",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="admissions_taken_under",
                        to="meetings.agendaitem",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="admission_has_a_reason"
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="minuteentry",
            constraint=models.UniqueConstraint(
                condition=models.Q(("reference", ""), _negated=True),
                fields=("board", "reference"),
                name="minute_entry_reference_once_on_a_board",
            ),
        ),
        migrations.AddConstraint(
            model_name="minuteentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("number__isnull", True), ("reference", "")),
                    models.Q(("number__isnull", False), models.Q(("reference", ""), _negated=True)),
                    _connector="OR",
                ),
                name="minute_entry_number_with_its_reference",
            ),
        ),
        migrations.AddConstraint(
            model_name="minuteentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ground", ""), ("is_public", True)),
                    models.Q(("is_public", False), models.Q(("ground", ""), _negated=True)),
                    _connector="OR",
                ),
                name="minute_entry_not_public_says_why",
            ),
        ),
        migrations.AddIndex(
            model_name="meeting",
            index=models.Index(fields=["board", "starts_at"], name="meetings_me_board_i_1b8360_idx"),
        ),
        migrations.AddIndex(
            model_name="meeting",
            index=models.Index(fields=["state", "starts_at"], name="meetings_me_state_d9b979_idx"),
        ),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        ["planned", "agenda_draft", "agreed", "circulated", "postponed", "held", "cancelled"],
                    )
                ),
                name="meeting_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("circulated_at__isnull", True), ("circulated_by__isnull", True)),
                    models.Q(("circulated_at__isnull", False), ("circulated_by__isnull", False)),
                    _connector="OR",
                ),
                name="meeting_circulated_by_and_at",
            ),
        ),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.CheckConstraint(
                condition=models.Q(("cancelled_reason", ""), ("state", "cancelled"), _negated=True),
                name="meeting_cancelled_with_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.CheckConstraint(
                condition=models.Q(("postponed_reason", ""), ("state", "postponed"), _negated=True),
                name="meeting_postponed_with_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("put_at__isnull", True), ("put_by__isnull", True), ("put_version__isnull", True)
                    ),
                    models.Q(
                        ("put_at__isnull", False), ("put_by__isnull", False), ("put_version__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="meeting_put_to_the_chairs_by_and_at",
            ),
        ),
        migrations.AddIndex(
            model_name="businessitem",
            index=models.Index(fields=["board", "state"], name="meetings_bu_board_i_66708e_idx"),
        ),
        migrations.AddConstraint(
            model_name="businessitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("source_organisation__isnull", True), ("source_board__isnull", True), _connector="XOR"
                ),
                name="business_item_comes_from_an_organisation_or_a_board",
            ),
        ),
        migrations.AddConstraint(
            model_name="businessitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_restricted", False), models.Q(("open_title", ""), _negated=True), _connector="OR"
                ),
                name="business_item_restricted_has_an_open_title",
            ),
        ),
        migrations.AddConstraint(
            model_name="businessitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("agenda_item__isnull", False), ("meeting__isnull", False), ("state", "accepted")
                    ),
                    models.Q(("agenda_item__isnull", True), models.Q(("state", "accepted"), _negated=True)),
                    _connector="OR",
                ),
                name="business_item_accepted_is_on_an_agenda",
            ),
        ),
        migrations.AddConstraint(
            model_name="businessitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "deferred"), _negated=True),
                    ("meeting__isnull", False),
                    _connector="OR",
                ),
                name="business_item_deferred_to_a_meeting",
            ),
        ),
        migrations.AddConstraint(
            model_name="paper",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["draft", "submitted", "ready", "withdrawn"])),
                name="paper_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="paper",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "generated"), models.Q(("generator", ""), _negated=True)),
                    models.Q(models.Q(("kind", "generated"), _negated=True), ("generator", "")),
                    _connector="OR",
                ),
                name="paper_generated_names_its_generator",
            ),
        ),
        migrations.AddConstraint(
            model_name="agendaitem",
            constraint=models.UniqueConstraint(
                fields=("meeting", "key"), name="agenda_item_key_once_in_a_meeting"
            ),
        ),
        migrations.AddConstraint(
            model_name="agendaitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("withdrawn_at__isnull", True), ("withdrawn_by__isnull", True)),
                    models.Q(("withdrawn_at__isnull", False), ("withdrawn_by__isnull", False)),
                    _connector="OR",
                ),
                name="agenda_item_withdrawn_by_and_at",
            ),
        ),
        migrations.AddConstraint(
            model_name="agendaitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("restriction__isnull", True),
                    models.Q(("closed_title", ""), _negated=True),
                    _connector="OR",
                ),
                name="agenda_item_restricted_has_a_closed_title",
            ),
        ),
        migrations.AddConstraint(
            model_name="restriction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("lifted_at__isnull", True), ("lifted_by__isnull", True)),
                    models.Q(("lifted_at__isnull", False), ("lifted_by__isnull", False)),
                    _connector="OR",
                ),
                name="restriction_lifted_by_and_at",
            ),
        ),
        migrations.AddIndex(
            model_name="decision",
            index=models.Index(fields=["board", "taken_on"], name="meetings_de_board_i_e45d73_idx"),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.UniqueConstraint(
                fields=("board", "reference"), name="decision_reference_once_on_a_board"
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(("wording", ""), _negated=True), name="decision_says_what_was_resolved"
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("struck_at__isnull", True), ("struck_by__isnull", True)),
                    models.Q(("struck_at__isnull", False), ("struck_by__isnull", False)),
                    _connector="OR",
                ),
                name="decision_struck_by_and_at",
            ),
        ),
        migrations.AddConstraint(
            model_name="attendance",
            constraint=models.UniqueConstraint(
                fields=("meeting", "seat"), name="attendance_one_for_each_seat"
            ),
        ),
        migrations.AddConstraint(
            model_name="attendance",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("presence__in", ["expected", "present", "substituted", "apologies", "absent"])
                ),
                name="attendance_presence_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="attendance",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("presence__in", ("present", "substituted")), _negated=True),
                    ("person__isnull", False),
                    models.Q(("name", ""), _negated=True),
                    _connector="OR",
                ),
                name="attendance_says_who_came",
            ),
        ),
        migrations.AddConstraint(
            model_name="attendance",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("presence__in", ("expected", "absent")), _negated=True),
                    models.Q(("name", ""), ("person__isnull", True)),
                    _connector="OR",
                ),
                name="attendance_of_nobody_names_nobody",
            ),
        ),
        migrations.AddConstraint(
            model_name="attendance",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("presence__in", ("present", "substituted")),
                    models.Q(
                        ("arrived_at__isnull", True),
                        ("arrived_for__isnull", True),
                        ("left_after__isnull", True),
                        ("left_at__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="attendance_of_nobody_has_no_times",
            ),
        ),
        migrations.AddConstraint(
            model_name="attendance",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("arrived_at__isnull", True),
                    ("left_at__isnull", True),
                    ("left_at__gt", models.F("arrived_at")),
                    _connector="OR",
                ),
                name="attendance_arrived_before_leaving",
            ),
        ),
        migrations.AddConstraint(
            model_name="attendance",
            constraint=models.CheckConstraint(
                condition=models.Q(("person__isnull", True), ("name", ""), _connector="OR"),
                name="attendance_names_one_person",
            ),
        ),
    ]
