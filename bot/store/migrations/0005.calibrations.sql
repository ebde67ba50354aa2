-- What people's labels made of the matcher's weights; the newest row holds, and empty weights hold none.

CREATE TABLE calibrations (
    id BIGINT PRIMARY KEY,
    shape TEXT NOT NULL,
    weights TEXT NOT NULL,
    labels BIGINT NOT NULL,
    fitted_at TIMESTAMPTZ NOT NULL
);
