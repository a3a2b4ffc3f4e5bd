"""The database itself keeps confirmed minutes as they are."""

from django.db import migrations

# A workflow refuses first, with a sentence; this is for whatever goes past it.
LOCK = """
CREATE FUNCTION meetings_minutes_confirmed(entry bigint) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT 1 FROM meetings_minuteentry e JOIN meetings_minutes m ON m.id = e.minutes_id
        WHERE e.id = entry AND m.state = 'confirmed'
    )
$$;

CREATE FUNCTION meetings_keep_confirmed_minutes() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = 'confirmed' THEN
        IF TG_OP = 'DELETE' THEN
            RAISE EXCEPTION 'minutes_confirmed_are_locked' USING ERRCODE = 'check_violation';
        ELSIF NEW.state <> 'confirmed'
            OR (NEW.meeting_id, NEW.confirmed_at, NEW.confirmed_by_id, NEW.confirmed_in_id, NEW.confirmed_as)
                IS DISTINCT FROM
                (OLD.meeting_id, OLD.confirmed_at, OLD.confirmed_by_id, OLD.confirmed_in_id, OLD.confirmed_as)
            OR (OLD.signed_at IS NOT NULL AND (NEW.signed_at, NEW.signed_by_id, NEW.signed_name)
                IS DISTINCT FROM (OLD.signed_at, OLD.signed_by_id, OLD.signed_name))
            OR (OLD.scan_id IS NOT NULL AND NEW.scan_id IS DISTINCT FROM OLD.scan_id)
        THEN
            RAISE EXCEPTION 'minutes_confirmed_are_locked' USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION meetings_keep_confirmed_entries() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    locked boolean;
BEGIN
    SELECT EXISTS (
        SELECT 1 FROM meetings_minutes m
        WHERE m.state = 'confirmed'
            AND m.id = ANY (CASE TG_OP
                WHEN 'INSERT' THEN ARRAY[NEW.minutes_id]
                WHEN 'DELETE' THEN ARRAY[OLD.minutes_id]
                ELSE ARRAY[OLD.minutes_id, NEW.minutes_id] END)
    ) INTO locked;
    -- Whether the public may read it, and on which ground not, may change later.
    IF locked AND (TG_OP <> 'UPDATE'
        OR (NEW.minutes_id, NEW.board_id, NEW.key, NEW.position, NEW.kind, NEW.item_id, NEW.item_number, NEW.heading,
            NEW.title, NEW.closed_title, NEW.number, NEW.reference, NEW.text)
        IS DISTINCT FROM
           (OLD.minutes_id, OLD.board_id, OLD.key, OLD.position, OLD.kind, OLD.item_id, OLD.item_number, OLD.heading,
            OLD.title, OLD.closed_title, OLD.number, OLD.reference, OLD.text))
    THEN
        RAISE EXCEPTION 'minutes_confirmed_are_locked' USING ERRCODE = 'check_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION meetings_keep_confirmed_decisions() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF (TG_OP <> 'INSERT' AND meetings_minutes_confirmed(OLD.entry_id))
        OR (TG_OP <> 'DELETE' AND meetings_minutes_confirmed(NEW.entry_id))
    THEN
        RAISE EXCEPTION 'minutes_confirmed_are_locked' USING ERRCODE = 'check_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION meetings_keep_confirmed_part() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    decision bigint := CASE TG_OP WHEN 'INSERT' THEN NEW.decision_id ELSE OLD.decision_id END;
BEGIN
    IF meetings_minutes_confirmed((SELECT d.entry_id FROM meetings_decision d WHERE d.id = decision)) THEN
        RAISE EXCEPTION 'minutes_confirmed_are_locked' USING ERRCODE = 'check_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER minutes_confirmed_are_locked BEFORE UPDATE OR DELETE ON meetings_minutes
    FOR EACH ROW EXECUTE FUNCTION meetings_keep_confirmed_minutes();
CREATE TRIGGER minutes_confirmed_are_locked BEFORE INSERT OR UPDATE OR DELETE ON meetings_minuteentry
    FOR EACH ROW EXECUTE FUNCTION meetings_keep_confirmed_entries();
CREATE TRIGGER minutes_confirmed_are_locked BEFORE INSERT OR UPDATE OR DELETE ON meetings_decision
    FOR EACH ROW EXECUTE FUNCTION meetings_keep_confirmed_decisions();
CREATE TRIGGER minutes_confirmed_are_locked BEFORE INSERT OR UPDATE OR DELETE ON meetings_decision_took_part
    FOR EACH ROW EXECUTE FUNCTION meetings_keep_confirmed_part();
"""

UNLOCK = """
DROP TRIGGER minutes_confirmed_are_locked ON meetings_decision_took_part;
DROP TRIGGER minutes_confirmed_are_locked ON meetings_decision;
DROP TRIGGER minutes_confirmed_are_locked ON meetings_minuteentry;
DROP TRIGGER minutes_confirmed_are_locked ON meetings_minutes;
DROP FUNCTION meetings_keep_confirmed_part();
DROP FUNCTION meetings_keep_confirmed_decisions();
DROP FUNCTION meetings_keep_confirmed_entries();
DROP FUNCTION meetings_keep_confirmed_minutes();
DROP FUNCTION meetings_minutes_confirmed(bigint);
"""


class Migration(migrations.Migration):
    replaces = [("meetings", "0009_minutes_locked_and_searched")]
    dependencies = [("meetings", "0002_search_words")]

    operations = [migrations.RunSQL([LOCK], [UNLOCK])]
