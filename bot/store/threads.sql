-- name: add$
INSERT INTO threads (
    id, asker_id, question_id, topic, fingerprint, state, mentor_id, last_mentor_id, returned, version,
    side_chat_id, opened_at, waiting_since, claimed_at, first_reply_at, ended_at, ended_by, rating
)
VALUES (
    (SELECT COALESCE(MAX(id), 0) + 1 FROM threads),
    :asker_id, :question_id, :topic, :fingerprint, 'waiting', NULL, NULL, FALSE, 1,
    '', :now, :now, NULL, NULL, NULL, NULL, NULL
)
RETURNING id;

-- name: get^
-- record_class: Thread
SELECT * FROM threads WHERE id = :id;

-- name: of_question^
-- record_class: Thread
SELECT * FROM threads WHERE question_id = :question_id;

-- name: same_question^
-- record_class: Thread
SELECT * FROM threads
WHERE asker_id = :asker_id AND fingerprint = :fingerprint
    AND (state IN ('waiting', 'claimed') OR (state = 'resolved' AND opened_at >= :since))
ORDER BY id DESC LIMIT 1;

-- name: of_asker
-- record_class: Thread
SELECT * FROM threads WHERE asker_id = :asker_id ORDER BY id DESC LIMIT :most;

-- name: open_of_asker
-- record_class: Thread
SELECT * FROM threads WHERE asker_id = :asker_id AND state IN ('waiting', 'claimed') ORDER BY id;

-- name: open_in_side_room^
-- record_class: Thread
SELECT * FROM threads
WHERE asker_id = :asker_id AND side_chat_id = :chat_id AND side_chat_id <> ''
ORDER BY CASE WHEN state IN ('waiting', 'claimed') THEN 0 ELSE 1 END, id DESC LIMIT 1;

-- name: of_mentor
-- record_class: Thread
SELECT * FROM threads WHERE mentor_id = :mentor_id AND state = 'claimed' ORDER BY id;

-- name: queue
-- record_class: Thread
SELECT * FROM threads WHERE state = 'waiting' ORDER BY returned DESC, waiting_since, id LIMIT :most;

-- name: place$
SELECT COUNT(*) FROM threads AS other
JOIN threads AS mine ON mine.id = :id
WHERE other.state = 'waiting' AND mine.state = 'waiting' AND (
    (other.returned AND NOT mine.returned)
    OR (other.returned = mine.returned AND other.waiting_since < mine.waiting_since)
    OR (other.returned = mine.returned AND other.waiting_since = mine.waiting_since AND other.id <= mine.id)
);

-- name: count_states
SELECT state, COUNT(*) AS number FROM threads GROUP BY state;

-- name: first_replies
SELECT opened_at, first_reply_at FROM threads
WHERE first_reply_at IS NOT NULL AND opened_at >= :since;

-- name: claim!
UPDATE threads
SET state = 'claimed', mentor_id = :mentor_id, last_mentor_id = :mentor_id, claimed_at = :now,
    returned = FALSE, version = version + 1
WHERE id = :id AND state = 'waiting';

-- name: release!
UPDATE threads
SET state = 'waiting', mentor_id = NULL, claimed_at = NULL, returned = TRUE, version = version + 1
WHERE id = :id AND state = 'claimed' AND mentor_id = :mentor_id;

-- name: finish!
UPDATE threads
SET state = :state, mentor_id = NULL, claimed_at = NULL, ended_at = :now, ended_by = :ended_by,
    version = version + 1
WHERE id = :id AND state IN ('waiting', 'claimed');

-- name: reopen!
UPDATE threads
SET state = 'waiting', returned = TRUE, waiting_since = :now, ended_at = NULL, ended_by = NULL,
    rating = NULL, version = version + 1
WHERE id = :id AND state = 'resolved';

-- name: rate!
UPDATE threads SET rating = :rating, version = version + 1
WHERE id = :id AND state = 'resolved' AND rating IS NULL;

-- name: first_reply!
UPDATE threads SET first_reply_at = :now WHERE id = :id AND first_reply_at IS NULL;

-- name: set_side_chat!
UPDATE threads SET side_chat_id = :chat_id WHERE id = :id;

-- name: touch!
UPDATE threads SET version = version + 1 WHERE id = :id;
