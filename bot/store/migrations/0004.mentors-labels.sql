-- Mentors say which entry answered a thread: one label more. A check cannot be changed in place everywhere, so
-- the table is made anew and its rows are moved.

ALTER TABLE labels RENAME TO labels_before;
CREATE TABLE labels (
    question_id BIGINT NOT NULL REFERENCES questions (id),
    entry TEXT NOT NULL,
    label TEXT NOT NULL CHECK (label IN ('answered', 'refused', 'picked', 'mentor')),
    labelled_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (question_id, entry, label)
);
INSERT INTO labels (question_id, entry, label, labelled_at)
SELECT question_id, entry, label, labelled_at FROM labels_before;
DROP TABLE labels_before;
