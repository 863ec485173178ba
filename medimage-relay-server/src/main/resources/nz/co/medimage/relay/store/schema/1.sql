-- Times are milliseconds since 1970, ids are UUIDs as text, tokens are hashes in hexadecimal.

CREATE TABLE mailbox (
  id text PRIMARY KEY,
  token text NOT NULL,
  granted bigint NOT NULL DEFAULT 0,
  taken bigint NOT NULL DEFAULT 0,
  -- Messages that were begun and have no reply yet, and their bytes.
  messages bigint NOT NULL DEFAULT 0,
  waiting bigint NOT NULL DEFAULT 0,
  -- The last place that was given to a message.
  places bigint NOT NULL DEFAULT 0
);

CREATE TABLE sender (
  pairing text PRIMARY KEY,
  mailbox text NOT NULL REFERENCES mailbox (id),
  token text NOT NULL
);
CREATE INDEX sender_mailbox ON sender (mailbox);

CREATE TABLE offer (
  nameplate text PRIMARY KEY,
  id text NOT NULL UNIQUE,
  mailbox text NOT NULL REFERENCES mailbox (id),
  ends bigint NOT NULL
);
CREATE INDEX offer_mailbox ON offer (mailbox);

CREATE TABLE message (
  mailbox text NOT NULL REFERENCES mailbox (id),
  id text NOT NULL,
  -- The pairing, or the offer.
  origin text NOT NULL,
  size bigint NOT NULL,
  held bigint NOT NULL,
  changed bigint NOT NULL,
  -- Where it stands among what waits; only while it does.
  place bigint,
  reply bytea,
  PRIMARY KEY (mailbox, id)
);
CREATE INDEX message_place ON message (mailbox, place);
CREATE INDEX message_origin ON message (origin);

CREATE TABLE chunk (
  mailbox text NOT NULL,
  id text NOT NULL,
  start bigint NOT NULL,
  content bytea NOT NULL,
  PRIMARY KEY (mailbox, id, start),
  FOREIGN KEY (mailbox, id) REFERENCES message (mailbox, id) ON DELETE CASCADE
);

CREATE TABLE health (
  checked bigint NOT NULL
);
INSERT INTO health VALUES (0);
