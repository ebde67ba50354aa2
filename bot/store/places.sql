-- name: heard
-- record_class: HeardRow
SELECT m.chat_id, m.topic_id, m.message_id FROM messages AS m
WHERE m.platform = :platform AND m.message_id <> '' AND m.id IN (
    SELECT MAX(o.id) FROM messages AS o JOIN threads AS t ON t.id = o.thread_id
    WHERE o.platform = :platform AND o.message_id <> '' AND t.state IN ('waiting', 'claimed')
    GROUP BY o.chat_id, o.topic_id
)
ORDER BY m.id;

-- name: quiet
-- record_class: HeardRow
SELECT c.chat_id, '' AS topic_id, c.message_id FROM copies AS c
JOIN outbox AS o ON o.id = c.delivery JOIN threads AS t ON t.id = c.thread_id
WHERE c.platform = :platform AND t.state IN ('waiting', 'claimed') AND c.delivery IN (
    SELECT MAX(d.delivery) FROM copies AS d WHERE d.platform = :platform GROUP BY d.chat_id
)
ORDER BY c.delivery;
