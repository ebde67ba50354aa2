-- name: of_thread
-- record_class: RoomRow
SELECT thread_id, platform, chat_id, topic_id, anchor FROM rooms WHERE thread_id = :thread_id ORDER BY platform;

-- name: get^
-- record_class: RoomRow
SELECT thread_id, platform, chat_id, topic_id, anchor FROM rooms
WHERE thread_id = :thread_id AND platform = :platform;

-- name: at_place
-- record_class: RoomRow
SELECT thread_id, platform, chat_id, topic_id, anchor FROM rooms
WHERE platform = :platform AND chat_id = :chat_id AND topic_id = :topic_id
ORDER BY thread_id DESC;

-- name: put!
INSERT INTO rooms (thread_id, platform, chat_id, topic_id, anchor)
VALUES (:thread_id, :platform, :chat_id, :topic_id, :anchor)
ON CONFLICT (thread_id, platform)
DO UPDATE SET chat_id = excluded.chat_id, topic_id = excluded.topic_id, anchor = excluded.anchor;

-- name: forget!
DELETE FROM rooms WHERE thread_id = :thread_id AND platform = :platform;

-- name: card^
-- record_class: CardRow
SELECT thread_id, platform, chat_id, message_id, version FROM cards
WHERE thread_id = :thread_id AND platform = :platform;

-- name: card_at^
-- record_class: CardRow
SELECT thread_id, platform, chat_id, message_id, version FROM cards
WHERE platform = :platform AND chat_id = :chat_id AND message_id = :message_id;

-- name: put_card!
INSERT INTO cards (thread_id, platform, chat_id, message_id, version)
VALUES (:thread_id, :platform, :chat_id, :message_id, :version)
ON CONFLICT (thread_id, platform)
DO UPDATE SET chat_id = excluded.chat_id, message_id = excluded.message_id, version = excluded.version;
