from django.db import migrations

# A text with more different words than PostgreSQL can hold in one value is found by its first part. The function
# catches that error, which a parallel worker may not, so that it stays "parallel unsafe".
WORDS = """
CREATE FUNCTION portal_search_words(words text) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE COST 1000 AS $$
BEGIN
    RETURN to_tsvector('pg_catalog.english', words);
EXCEPTION WHEN program_limit_exceeded THEN
    RETURN to_tsvector('pg_catalog.english', left(words, 200000));
END $$
"""

# Headlines take long for long texts: only what stands around the first word that was looked for is read. Found words
# are put between two characters that no text keeps, for the page to mark after it has escaped the rest.
SNIPPET = r"""
CREATE FUNCTION portal_search_snippet(words text, query tsquery, stems text[]) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT ts_headline(
        'pg_catalog.english',
        translate(
            substr(
                words,
                greatest(
                    coalesce(
                        (
                            SELECT min(place.first)
                            FROM unnest(stems) AS stem,
                                LATERAL (SELECT strpos(lower(words), stem) AS first) AS place
                            WHERE place.first > 0
                        ),
                        1
                    ) - 160,
                    1
                ),
                1200
            ),
            E'\uE000\uE001',
            ''
        ),
        query,
        E'StartSel=\uE000, StopSel=\uE001, MaxWords=32, MinWords=16, MaxFragments=2, FragmentDelimiter=" … "'
    )
$$
"""

INDEXES = [
    ("meetings_agendaitem_words", "meetings_agendaitem", "portal_search_words(title || ' ' || wording)"),
    ("meetings_agendaitem_closed_words", "meetings_agendaitem", "portal_search_words(closed_title)"),
    ("meetings_paper_words", "meetings_paper", "portal_search_words(title)"),
    # Kept beside the text, since a search for words in a row has to look at every text with all of them.
    ("meetings_paperversion_words", "meetings_paperversion", "words"),
    ("meetings_meeting_words", "meetings_meeting", "portal_search_words(place)"),
    ("meetings_minuteentry_words", "meetings_minuteentry", "portal_search_words(title || ' ' || text)"),
    ("meetings_minuteentry_closed_words", "meetings_minuteentry", "portal_search_words(closed_title)"),
    ("meetings_decision_words", "meetings_decision", "portal_search_words(reference || ' ' || wording)"),
]


class Migration(migrations.Migration):
    replaces = [("meetings", "0005_search_words")]
    dependencies = [("meetings", "0001_boards_meetings_packs_minutes")]

    operations = [
        migrations.RunSQL([WORDS], ["DROP FUNCTION portal_search_words(text)"]),
        migrations.RunSQL([SNIPPET], ["DROP FUNCTION portal_search_snippet(text, tsquery, text[])"]),
        migrations.RunSQL(
            [
                "ALTER TABLE meetings_paperversion ADD COLUMN words tsvector "
                'GENERATED ALWAYS AS (portal_search_words("text")) STORED'
            ],
            ["ALTER TABLE meetings_paperversion DROP COLUMN words"],
        ),
        *(
            migrations.RunSQL(
                [f"CREATE INDEX {name} ON {table} USING gin (({words}))"], [f"DROP INDEX {name}"]
            )
            for name, table, words in INDEXES
        ),
    ]
