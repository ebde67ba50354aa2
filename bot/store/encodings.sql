-- name: keep*!
INSERT INTO encodings (version, text, vector) VALUES (:version, :text, :vector)
ON CONFLICT (version, text) DO NOTHING;

-- name: drop_others!
DELETE FROM encodings WHERE version <> :version;

-- name: kept
SELECT text, vector FROM encodings WHERE version = :version ORDER BY text;
