-- name: find^
-- record_class: EventRow
SELECT e.platform, e.event_id, e.person_id, e.delivery FROM events AS e
WHERE e.platform = :platform AND e.event_id = :event_id;

-- name: add!
INSERT INTO events (platform, event_id, person_id, delivery, received_at)
VALUES (:platform, :event_id, :person_id, NULL, :now);

-- name: set_delivery!
UPDATE events SET delivery = :delivery WHERE platform = :platform AND event_id = :event_id;

-- name: count_since$
SELECT COUNT(*) FROM events WHERE person_id = :person_id AND received_at > :since;

-- name: forget_before!
DELETE FROM events WHERE received_at < :before;
