-- name: add!
INSERT INTO reminders (person_id, date_id, asked_at) VALUES (:person_id, :date_id, :now)
ON CONFLICT (person_id, date_id) DO NOTHING;

-- name: drop!
DELETE FROM reminders WHERE person_id = :person_id AND date_id = :date_id;

-- name: drop_all!
DELETE FROM reminders WHERE person_id = :person_id;

-- name: drop_date!
DELETE FROM reminders WHERE date_id = :date_id;

-- name: of_person
-- record_class: Reminder
SELECT person_id, date_id, asked_at FROM reminders WHERE person_id = :person_id ORDER BY asked_at, date_id;

-- name: dates
SELECT DISTINCT date_id FROM reminders ORDER BY date_id;

-- name: waiting
-- record_class: Reminder
SELECT r.person_id, r.date_id, r.asked_at FROM reminders AS r
WHERE r.date_id = :date_id AND r.asked_at < :moment AND NOT EXISTS (
    SELECT 1 FROM reminders_sent AS s
    WHERE s.person_id = r.person_id AND s.date_id = r.date_id AND s.kind = :kind AND s.about = :about
)
ORDER BY r.person_id LIMIT 1000;

-- name: note_sent!
INSERT INTO reminders_sent (person_id, date_id, kind, about, sent_at)
SELECT person_id, date_id, :kind, :about, :now FROM reminders
WHERE person_id = :person_id AND date_id = :date_id
ON CONFLICT (person_id, date_id, kind, about) DO NOTHING;
