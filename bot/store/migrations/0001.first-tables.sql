-- The first tables. Standard SQL that PostgreSQL takes as it stands; times are UTC, lists and forms are JSON.
-- Numbers of rows are given out by the statements that insert them (there is one writer), so that a
-- thread's number is 1, 2, 3 and so on in every database.

CREATE TABLE people (
    id BIGINT PRIMARY KEY,
    platform TEXT NOT NULL,
    user_id TEXT NOT NULL,
    name TEXT NOT NULL,
    alias TEXT NOT NULL UNIQUE,
    reachable BOOLEAN NOT NULL,
    mentor BOOLEAN NOT NULL,
    admin BOOLEAN NOT NULL,
    first_seen TIMESTAMPTZ NOT NULL,
    UNIQUE (platform, user_id)
);

CREATE TABLE questions (
    id BIGINT PRIMARY KEY,
    asker_id BIGINT NOT NULL REFERENCES people (id),
    text TEXT NOT NULL,
    chat_id TEXT NOT NULL,
    topic_id TEXT NOT NULL,
    message_id TEXT NOT NULL,
    private BOOLEAN NOT NULL,
    browsed BOOLEAN NOT NULL,
    verdict TEXT NOT NULL CHECK (verdict IN ('answer', 'suggest', 'hand_over')),
    entry TEXT,
    score DOUBLE PRECISION NOT NULL,
    offered TEXT NOT NULL,
    asked_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX questions_of_asker ON questions (asker_id, asked_at);

-- What people said of the entries they were shown: later calibrations learn from these.
CREATE TABLE labels (
    question_id BIGINT NOT NULL REFERENCES questions (id),
    entry TEXT NOT NULL,
    label TEXT NOT NULL CHECK (label IN ('answered', 'refused', 'picked')),
    labelled_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (question_id, entry, label)
);

CREATE TABLE threads (
    id BIGINT PRIMARY KEY,
    asker_id BIGINT NOT NULL REFERENCES people (id),
    question_id BIGINT NOT NULL UNIQUE REFERENCES questions (id),
    topic TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'claimed', 'resolved', 'withdrawn')),
    mentor_id BIGINT REFERENCES people (id),
    last_mentor_id BIGINT REFERENCES people (id),
    returned BOOLEAN NOT NULL,
    version BIGINT NOT NULL,
    side_chat_id TEXT NOT NULL,
    opened_at TIMESTAMPTZ NOT NULL,
    waiting_since TIMESTAMPTZ NOT NULL,
    claimed_at TIMESTAMPTZ,
    first_reply_at TIMESTAMPTZ,
    ended_at TIMESTAMPTZ,
    ended_by TEXT CHECK (ended_by IN ('asker', 'mentor', 'time')),
    rating BIGINT CHECK (rating BETWEEN 1 AND 3),
    CHECK ((state = 'claimed') = (mentor_id IS NOT NULL)),
    CHECK ((state IN ('resolved', 'withdrawn')) = (ended_at IS NOT NULL))
);
CREATE UNIQUE INDEX threads_same_question ON threads (asker_id, fingerprint)
    WHERE state IN ('waiting', 'claimed');
CREATE INDEX threads_in_queue ON threads (returned, waiting_since, id) WHERE state = 'waiting';
CREATE INDEX threads_of_asker ON threads (asker_id, state);
CREATE INDEX threads_of_mentor ON threads (mentor_id) WHERE state = 'claimed';

CREATE TABLE messages (
    id BIGINT PRIMARY KEY,
    thread_id BIGINT NOT NULL REFERENCES threads (id),
    author_id BIGINT NOT NULL REFERENCES people (id),
    kind TEXT NOT NULL CHECK (kind IN ('asker', 'mentor', 'note')),
    platform TEXT NOT NULL,
    chat_id TEXT NOT NULL,
    topic_id TEXT NOT NULL,
    message_id TEXT NOT NULL,
    sent_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX messages_of_thread ON messages (thread_id, id);
CREATE UNIQUE INDEX messages_by_place ON messages (platform, chat_id, message_id) WHERE message_id <> '';

-- An edit or a deletion is a new version, never a rewrite.
CREATE TABLE versions (
    message_id BIGINT NOT NULL REFERENCES messages (id),
    version BIGINT NOT NULL,
    text TEXT NOT NULL,
    files TEXT NOT NULL,
    deleted BOOLEAN NOT NULL,
    written_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (message_id, version)
);

CREATE TABLE rooms (
    thread_id BIGINT NOT NULL REFERENCES threads (id),
    platform TEXT NOT NULL,
    chat_id TEXT NOT NULL,
    topic_id TEXT NOT NULL,
    anchor TEXT NOT NULL,
    PRIMARY KEY (thread_id, platform)
);
CREATE INDEX rooms_by_place ON rooms (platform, chat_id, topic_id);

CREATE TABLE cards (
    thread_id BIGINT NOT NULL REFERENCES threads (id),
    platform TEXT NOT NULL,
    chat_id TEXT NOT NULL,
    message_id TEXT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (thread_id, platform)
);

-- Everything that is to be shown to anyone, until it is shown; and afterwards what became of it.
CREATE TABLE outbox (
    id BIGINT PRIMARY KEY,
    platform TEXT NOT NULL,
    lane TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('reply', 'send', 'card', 'open_room', 'close_room', 'side_room')),
    audience TEXT NOT NULL CHECK (audience IN ('place', 'asker', 'room', 'hub')),
    chat_id TEXT NOT NULL,
    topic_id TEXT NOT NULL,
    reply_to TEXT NOT NULL,
    body TEXT NOT NULL,
    thread_id BIGINT REFERENCES threads (id),
    message_id BIGINT REFERENCES messages (id),
    after_id BIGINT REFERENCES outbox (id),
    once TEXT UNIQUE,
    state TEXT NOT NULL CHECK (state IN ('due', 'delivered', 'dead')),
    due_at TIMESTAMPTZ NOT NULL,
    attempts BIGINT NOT NULL,
    reason TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    done_at TIMESTAMPTZ
);
CREATE INDEX outbox_due ON outbox (due_at, id) WHERE state = 'due';
CREATE INDEX outbox_lane ON outbox (lane, id) WHERE state = 'due';

-- Each message that the bot has shown, so that an answer to it finds its thread.
CREATE TABLE copies (
    platform TEXT NOT NULL,
    chat_id TEXT NOT NULL,
    message_id TEXT NOT NULL,
    delivery BIGINT NOT NULL REFERENCES outbox (id),
    thread_id BIGINT REFERENCES threads (id),
    source_id BIGINT REFERENCES messages (id),
    PRIMARY KEY (platform, chat_id, message_id)
);
CREATE INDEX copies_of_source ON copies (source_id);

CREATE TABLE events (
    platform TEXT NOT NULL,
    event_id TEXT NOT NULL,
    person_id BIGINT NOT NULL REFERENCES people (id),
    delivery BIGINT REFERENCES outbox (id),
    received_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (platform, event_id)
);
CREATE INDEX events_of_person ON events (person_id, received_at);

CREATE TABLE timers (
    thread_id BIGINT NOT NULL REFERENCES threads (id),
    kind TEXT NOT NULL CHECK (kind IN ('remind', 'lease', 'widen', 'escalate', 'warn', 'close')),
    due_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (thread_id, kind)
);
CREATE INDEX timers_due ON timers (due_at);

-- Text that waits for a button: which thread it is for.
CREATE TABLE drafts (
    id BIGINT PRIMARY KEY,
    person_id BIGINT NOT NULL REFERENCES people (id),
    text TEXT NOT NULL,
    files TEXT NOT NULL,
    chat_id TEXT NOT NULL,
    message_id TEXT NOT NULL,
    used BOOLEAN NOT NULL,
    written_at TIMESTAMPTZ NOT NULL
);

-- A form that was asked for in the chat itself: the next message of this person there fills it in.
CREATE TABLE forms (
    person_id BIGINT NOT NULL REFERENCES people (id),
    chat_id TEXT NOT NULL,
    topic_id TEXT NOT NULL,
    action TEXT NOT NULL,
    asked_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (person_id, chat_id, topic_id)
);
