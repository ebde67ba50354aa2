-- What the encoder made of entries' texts: 384 half-precision numbers each, as bytes.

CREATE TABLE encodings (
    version TEXT NOT NULL,
    text TEXT NOT NULL,
    vector BYTEA NOT NULL,
    PRIMARY KEY (version, text)
);
