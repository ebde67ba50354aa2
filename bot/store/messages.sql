-- name: add$
INSERT INTO messages (id, thread_id, author_id, kind, platform, chat_id, topic_id, message_id, sent_at)
VALUES (
    (SELECT COALESCE(MAX(id), 0) + 1 FROM messages),
    :thread_id, :author_id, :kind, :platform, :chat_id, :topic_id, :message_id, :now
)
RETURNING id;

-- name: add_version!
INSERT INTO versions (message_id, version, text, files, deleted, written_at)
VALUES (
    :message_id, (SELECT COALESCE(MAX(version), 0) + 1 FROM versions WHERE message_id = :message_id),
    :text, :files, :deleted, :now
);

-- name: at_place^
-- record_class: Message
SELECT m.id, m.thread_id, m.author_id, m.kind, m.platform, m.chat_id, m.topic_id, m.message_id, m.sent_at,
    v.text, v.files, v.deleted
FROM messages AS m JOIN versions AS v ON v.message_id = m.id
WHERE m.platform = :platform AND m.chat_id = :chat_id AND m.message_id = :message_id
ORDER BY v.version DESC LIMIT 1;

-- name: get^
-- record_class: Message
SELECT m.id, m.thread_id, m.author_id, m.kind, m.platform, m.chat_id, m.topic_id, m.message_id, m.sent_at,
    v.text, v.files, v.deleted
FROM messages AS m JOIN versions AS v ON v.message_id = m.id
WHERE m.id = :id
ORDER BY v.version DESC LIMIT 1;

-- name: of_thread
-- record_class: Message
SELECT m.id, m.thread_id, m.author_id, m.kind, m.platform, m.chat_id, m.topic_id, m.message_id, m.sent_at,
    v.text, v.files, v.deleted
FROM messages AS m JOIN versions AS v ON v.message_id = m.id
WHERE m.thread_id = :thread_id
    AND v.version = (SELECT MAX(w.version) FROM versions AS w WHERE w.message_id = m.id)
ORDER BY m.id;

-- name: last_at$
SELECT sent_at FROM messages WHERE thread_id = :thread_id AND kind <> 'note' ORDER BY id DESC LIMIT 1;

-- name: mentor_spoke_since$
SELECT COUNT(*) FROM messages
WHERE thread_id = :thread_id AND author_id = :mentor_id AND kind = 'mentor' AND sent_at >= :since;
