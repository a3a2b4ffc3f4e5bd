"""Keep consents, and what comes after a disclosure: passing on, corrections, holds, subject access, breaches."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_people_in_order"),
        ("isp_requests", "0004_row_level_security"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
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
            ],
            options={
                "verbose_name_plural": "passings on",
                "ordering": ["asked_at"],
            },
        ),
        migrations.AddField(
            model_name="historicalprotocoledition",
            name="kept_months",
            field=models.PositiveSmallIntegerField(
                default=12,
                verbose_name="months for which the sealed words of a request are kept once it has ended",
            ),
        ),
        migrations.AddField(
            model_name="protocoledition",
            name="kept_months",
            field=models.PositiveSmallIntegerField(
                default=12,
                verbose_name="months for which the sealed words of a request are kept once it has ended",
            ),
        ),
        migrations.AddField(
            model_name="sharingrequest",
            name="destroy_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="sharingrequest",
            name="destroyed_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AlterField(
            model_name="sealedsection",
            name="sharing_request",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="sections",
                to="isp_requests.sharingrequest",
            ),
        ),
        migrations.AlterField(
            model_name="sectionkey",
            name="sharing_request",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
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
                    "scan",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="consent",
                        to="isp_requests.sharedfile",
                    ),
                ),
                (
                    "sharing_request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="consents",
                        to="isp_requests.sharingrequest",
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
            ],
            options={
                "ordering": ["number"],
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
            },
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
            },
        ),
        migrations.AddField(
            model_name="sealedsection",
            name="matter",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="sections",
                to="isp_requests.matter",
            ),
        ),
        migrations.AddField(
            model_name="sectionkey",
            name="matter",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="isp_requests.matter",
            ),
        ),
        migrations.AddConstraint(
            model_name="sealedsection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("matter__isnull", True), ("sharing_request__isnull", False)),
                    models.Q(
                        ("asked__isnull", True), ("matter__isnull", False), ("sharing_request__isnull", True)
                    ),
                    _connector="OR",
                ),
                name="sealed_section_of_a_request_or_a_matter",
            ),
        ),
        migrations.AddConstraint(
            model_name="sectionkey",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("matter__isnull", True), ("sharing_request__isnull", False)),
                    models.Q(
                        ("asked__isnull", True), ("matter__isnull", False), ("sharing_request__isnull", True)
                    ),
                    _connector="OR",
                ),
                name="section_key_of_a_request_or_a_matter",
            ),
        ),
        migrations.AddField(
            model_name="passingon",
            name="answered_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="passingon",
            name="asked",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="%(class)ss",
                to="isp_requests.asked",
            ),
        ),
        migrations.AddField(
            model_name="passingon",
            name="asked_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="passingon",
            name="sharing_request",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="isp_requests.sharingrequest",
            ),
        ),
        migrations.AddConstraint(
            model_name="accessconsultation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answered_at__isnull", True), ("answered_by__isnull", True)),
                    models.Q(("answered_at__isnull", False), ("answered_by__isnull", False)),
                    _connector="OR",
                ),
                name="access_consultation_answered_by_and_at",
            ),
        ),
        migrations.AddConstraint(
            model_name="accessconsultation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answered_at__isnull", True), ("exemption", "")),
                    models.Q(("answered_at__isnull", False), models.Q(("exemption", ""), _negated=True)),
                    _connector="OR",
                ),
                name="access_consultation_answered_with_a_view",
            ),
        ),
        migrations.AddConstraint(
            model_name="accessconsultation",
            constraint=models.CheckConstraint(
                condition=models.Q(("due_on__gt", models.F("received_on"))),
                name="access_consultation_due_after_it_came",
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
            model_name="consentevent",
            constraint=models.UniqueConstraint(
                fields=("consent", "kind"), name="consent_event_once_of_each_kind"
            ),
        ),
        migrations.AddConstraint(
            model_name="consentevent",
            constraint=models.CheckConstraint(
                condition=models.Q(("asked__isnull", True)), name="consent_event_belongs_to_the_request"
            ),
        ),
        migrations.AddConstraint(
            model_name="consentevent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "other_ground"), models.Q(("grounds", []), _negated=True)),
                    models.Q(models.Q(("kind", "other_ground"), _negated=True), ("grounds", [])),
                    _connector="OR",
                ),
                name="consent_event_other_ground_with_its_law",
            ),
        ),
        migrations.AddConstraint(
            model_name="correction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("confirmed_at__isnull", True), ("confirmed_by__isnull", True)),
                    models.Q(("confirmed_at__isnull", False), ("confirmed_by__isnull", False)),
                    _connector="OR",
                ),
                name="correction_confirmed_by_and_at",
            ),
        ),
        migrations.AddConstraint(
            model_name="correction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("confirmed_by__isnull", True),
                    models.Q(("confirmed_by", models.F("made_by")), _negated=True),
                    _connector="OR",
                ),
                name="correction_confirmed_by_the_other_side",
            ),
        ),
        migrations.AddConstraint(
            model_name="legalhold",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("lifted_at__isnull", True), ("lifted_by__isnull", True)),
                    models.Q(("lifted_at__isnull", False), ("lifted_by__isnull", False)),
                    _connector="OR",
                ),
                name="legal_hold_lifted_by_and_at",
            ),
        ),
        migrations.AddConstraint(
            model_name="legalhold",
            constraint=models.UniqueConstraint(
                condition=models.Q(("lifted_at__isnull", True)),
                fields=("asked",),
                name="legal_hold_one_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="matter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "breach"), models.Q(("sort", ""), _negated=True)),
                    models.Q(("kind", "complaint"), ("notified_at__isnull", True), ("sort", "")),
                    _connector="OR",
                ),
                name="matter_is_a_breach_of_some_sort_or_a_complaint",
            ),
        ),
        migrations.AddConstraint(
            model_name="matter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at__isnull", True), ("decided_by__isnull", True)),
                    models.Q(("decided_at__isnull", False), ("decided_by__isnull", False)),
                    _connector="OR",
                ),
                name="matter_decided_by_and_at",
            ),
        ),
        migrations.AddConstraint(
            model_name="matter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at__isnull", True), ("closed_by__isnull", True)),
                    models.Q(("closed_at__isnull", False), ("closed_by__isnull", False)),
                    _connector="OR",
                ),
                name="matter_closed_by_and_at",
            ),
        ),
        migrations.AddConstraint(
            model_name="matter",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddConstraint(
            model_name="matter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("outcome", "notify"), ("state", "closed"), _negated=True),
                    ("notified_at__isnull", False),
                    _connector="OR",
                ),
                name="matter_closed_after_the_commissioner_was_notified",
            ),
        ),
        migrations.AddConstraint(
            model_name="passingon",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddConstraint(
            model_name="passingon",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_emergency", False), ("answered_at__isnull", True), _connector="OR"),
                name="passing_on_in_an_emergency_asks_nobody",
            ),
        ),
    ]
