-- Who wants to be reminded of which date of the calendar, and what they were sent. The date itself stands in
-- the calendar's file: when it moves there, the reminder moves with it.

CREATE TABLE reminders (
    person_id BIGINT NOT NULL REFERENCES people (id),
    date_id TEXT NOT NULL,
    asked_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (person_id, date_id)
);
CREATE INDEX reminders_by_date ON reminders (date_id);

-- `about` is the day (such as 2027-03-19) that the reminder spoke of: a date that moves is reminded of anew.
CREATE TABLE reminders_sent (
    person_id BIGINT NOT NULL,
    date_id TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('month', 'week', 'day')),
    about TEXT NOT NULL,
    sent_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (person_id, date_id, kind, about),
    FOREIGN KEY (person_id, date_id) REFERENCES reminders (person_id, date_id) ON DELETE CASCADE
);
