-- name: put$
INSERT INTO outbox (
    id, platform, lane, kind, audience, chat_id, topic_id, reply_to, body, thread_id, message_id, after_id,
    once, state, due_at, attempts, reason, created_at, done_at
)
VALUES (
    (SELECT COALESCE(MAX(id), 0) + 1 FROM outbox),
    :platform, :lane, :kind, :audience, :chat_id, :topic_id, :reply_to, :body, :thread_id, :message_id,
    :after_id, :once, 'due', :due_at, 0, '', :now, NULL
)
ON CONFLICT DO NOTHING
RETURNING id;

-- name: get^
-- record_class: Item
SELECT * FROM outbox WHERE id = :id;

-- name: heads
-- record_class: Head
SELECT o.id, o.lane, o.platform, o.due_at, COALESCE(before.state = 'due', FALSE) AS blocked
FROM outbox AS o LEFT JOIN outbox AS before ON before.id = o.after_id
WHERE o.id IN (SELECT MIN(id) FROM outbox WHERE state = 'due' GROUP BY lane)
ORDER BY o.id;

-- name: room_opening$
SELECT MAX(id) FROM outbox
WHERE thread_id = :thread_id AND platform = :platform AND kind = 'open_room' AND state = 'due';

-- name: openings_since$
SELECT COUNT(*) FROM outbox
WHERE thread_id = :thread_id AND platform = :platform AND kind = 'open_room' AND id > :after;

-- name: side_opening$
SELECT MAX(id) FROM outbox WHERE thread_id = :thread_id AND kind = 'side_room' AND state = 'due';

-- name: due_sends_of
-- record_class: Item
SELECT * FROM outbox WHERE thread_id = :thread_id AND audience = :audience AND kind = 'send' AND state = 'due'
ORDER BY id;

-- name: delivered!
UPDATE outbox SET state = 'delivered', done_at = :now WHERE id = :id AND state = 'due';

-- name: dead!
UPDATE outbox SET state = 'dead', done_at = :now, reason = :reason WHERE id = :id AND state = 'due';

-- name: later!
UPDATE outbox SET due_at = :due_at, attempts = attempts + 1, reason = :reason
WHERE id = :id AND state = 'due';

-- name: wait_for!
UPDATE outbox SET after_id = :after_id, due_at = :due_at WHERE id = :id AND state = 'due';

-- name: release_replies!
UPDATE outbox SET due_at = :now WHERE kind = 'reply' AND state = 'due' AND due_at > :now;

-- name: revive!
UPDATE outbox SET state = 'due', due_at = :now, attempts = 0, done_at = NULL
WHERE state = 'dead' AND kind = 'send' AND reason IN ('blocked', 'closed') AND lane = :lane
    AND (audience = 'asker' OR (audience = 'place' AND done_at > :fresh));

-- name: count_states
SELECT state, COUNT(*) AS number FROM outbox GROUP BY state;

-- name: add_copy!
INSERT INTO copies (platform, chat_id, message_id, delivery, thread_id, source_id)
VALUES (:platform, :chat_id, :message_id, :delivery, :thread_id, :source_id)
ON CONFLICT (platform, chat_id, message_id)
DO UPDATE SET delivery = excluded.delivery, thread_id = excluded.thread_id, source_id = excluded.source_id;

-- name: copy_at^
-- record_class: Copy
SELECT platform, chat_id, message_id, delivery, thread_id, source_id FROM copies
WHERE platform = :platform AND chat_id = :chat_id AND message_id = :message_id;

-- name: copies_of
-- record_class: Copy
SELECT platform, chat_id, message_id, delivery, thread_id, source_id FROM copies WHERE source_id = :source_id;

-- name: in_lane$
SELECT (SELECT COUNT(*) FROM outbox WHERE state = 'due' AND lane = :lane AND message_id = :source_id)
    + (
        SELECT COUNT(*) FROM copies AS c JOIN outbox AS o ON o.id = c.delivery
        WHERE c.source_id = :source_id AND o.lane = :lane
    );

-- name: last_shown^
-- record_class: Item
SELECT o.* FROM outbox AS o LEFT JOIN threads AS t ON t.id = o.thread_id
LEFT JOIN people AS p ON p.id = t.last_mentor_id AND t.state <> 'waiting'
WHERE o.platform = :platform AND o.state = 'delivered' AND (
    (
        o.kind <> 'card' AND o.body LIKE '%"buttons": [[%'
        AND (
            o.chat_id = :chat_id
            OR (o.audience = 'room' AND p.platform = :platform AND p.user_id = :user_id)
            OR EXISTS (
                SELECT 1 FROM events AS e JOIN people AS w ON w.id = e.person_id
                WHERE e.delivery = o.id AND w.platform = :platform AND w.user_id = :user_id
            )
        )
    )
    OR (
        :mentor AND o.kind = 'card'
        AND o.id = (
            SELECT MIN(c.id) FROM outbox AS c
            WHERE c.kind = 'card' AND c.thread_id = o.thread_id AND c.platform = o.platform
        )
    )
)
ORDER BY o.done_at DESC, o.id DESC LIMIT 1;
