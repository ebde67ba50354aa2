-- name: add$
INSERT INTO questions (
    id, asker_id, text, chat_id, topic_id, message_id, private, browsed, verdict, entry, score, offered,
    asked_at
)
VALUES (
    (SELECT COALESCE(MAX(id), 0) + 1 FROM questions),
    :asker_id, :text, :chat_id, :topic_id, :message_id, :private, :browsed, :verdict, :entry, :score,
    :offered, :now
)
RETURNING id;

-- name: get^
-- record_class: Question
SELECT id, asker_id, text, chat_id, topic_id, message_id, private, browsed, verdict, entry, score, offered,
    asked_at
FROM questions WHERE id = :id;

-- name: last_of^
-- record_class: Question
SELECT id, asker_id, text, chat_id, topic_id, message_id, private, browsed, verdict, entry, score, offered,
    asked_at
FROM questions
WHERE asker_id = :asker_id AND chat_id = :chat_id AND topic_id = :topic_id AND NOT browsed
ORDER BY asked_at DESC, id DESC LIMIT 1;

-- name: show_entry!
UPDATE questions SET entry = :entry WHERE id = :id;

-- name: set_text!
UPDATE questions SET text = :text, browsed = FALSE WHERE id = :id;

-- name: label!
INSERT INTO labels (question_id, entry, label, labelled_at)
VALUES (:question_id, :entry, :label, :now)
ON CONFLICT DO NOTHING;

-- name: every
-- record_class: Question
SELECT id, asker_id, text, chat_id, topic_id, message_id, private, browsed, verdict, entry, score, offered,
    asked_at
FROM questions ORDER BY id;

-- name: labels
-- record_class: Label
SELECT question_id, entry, label FROM labels ORDER BY labelled_at, question_id, entry, label;

-- name: count_since^
SELECT COUNT(*) AS asked, COUNT(CASE WHEN verdict = 'answer' THEN 1 END) AS answered
FROM questions WHERE asked_at >= :since AND NOT browsed;
