-- name: add$
INSERT INTO drafts (id, person_id, text, files, chat_id, message_id, used, written_at)
VALUES (
    (SELECT COALESCE(MAX(id), 0) + 1 FROM drafts),
    :person_id, :text, :files, :chat_id, :message_id, FALSE, :now
)
RETURNING id;

-- name: get^
-- record_class: Draft
SELECT id, person_id, text, files, chat_id, message_id, written_at FROM drafts WHERE id = :id AND NOT used;

-- name: use!
UPDATE drafts SET used = TRUE WHERE id = :id AND NOT used;

-- name: ask_form!
INSERT INTO forms (person_id, chat_id, topic_id, action, asked_at)
VALUES (:person_id, :chat_id, :topic_id, :action, :now)
ON CONFLICT (person_id, chat_id, topic_id)
DO UPDATE SET action = excluded.action, asked_at = excluded.asked_at;

-- name: asked_form$
SELECT action FROM forms
WHERE person_id = :person_id AND chat_id = :chat_id AND topic_id = :topic_id AND asked_at > :since;

-- name: drop_form!
DELETE FROM forms WHERE person_id = :person_id AND chat_id = :chat_id AND topic_id = :topic_id;
