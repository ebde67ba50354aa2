-- name: set!
INSERT INTO timers (thread_id, kind, due_at) VALUES (:thread_id, :kind, :due_at)
ON CONFLICT (thread_id, kind) DO UPDATE SET due_at = excluded.due_at;

-- name: drop!
DELETE FROM timers WHERE thread_id = :thread_id AND kind = :kind;

-- name: drop_all!
DELETE FROM timers WHERE thread_id = :thread_id;

-- name: due
-- record_class: Timer
SELECT thread_id, kind, due_at FROM timers WHERE due_at <= :now ORDER BY due_at, thread_id, kind LIMIT 100;

-- name: next^
-- record_class: Timer
SELECT thread_id, kind, due_at FROM timers ORDER BY due_at LIMIT 1;

-- name: set_if_none!
INSERT INTO timers (thread_id, kind, due_at) VALUES (:thread_id, :kind, :due_at)
ON CONFLICT (thread_id, kind) DO NOTHING;
