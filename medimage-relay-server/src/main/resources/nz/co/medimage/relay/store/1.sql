CREATE TABLE mailbox (
  id text PRIMARY KEY,
  token text NOT NULL,
  granted bigint NOT NULL,
  taken bigint NOT NULL,
  waiting bigint NOT NULL,
  place bigint NOT NULL
);

CREATE TABLE sender (
  pairing text PRIMARY KEY,
  mailbox text NOT NULL REFERENCES mailbox,
  token text NOT NULL
);
CREATE INDEX sender_mailbox ON sender (mailbox);

CREATE TABLE offer (
  nameplate text PRIMARY KEY,
  id text NOT NULL UNIQUE,
  mailbox text NOT NULL REFERENCES mailbox,
  until bigint NOT NULL
);

-- A message waits while it has a place, and has ended when it has a reply.
CREATE TABLE message (
  mailbox text NOT NULL REFERENCES mailbox,
  id text NOT NULL,
  sender text NOT NULL,
  nameplate text,
  size bigint NOT NULL,
  stand bigint NOT NULL,
  place bigint,
  reply bytea,
  changed bigint NOT NULL,
  PRIMARY KEY (mailbox, id)
);
CREATE INDEX message_place ON message (mailbox, place) WHERE place IS NOT NULL;
CREATE INDEX message_sender ON message (sender);
CREATE INDEX message_changed ON message (changed);

CREATE TABLE chunk (
  mailbox text NOT NULL,
  id text NOT NULL,
  start bigint NOT NULL,
  bytes bytea NOT NULL,
  PRIMARY KEY (mailbox, id, start),
  FOREIGN KEY (mailbox, id) REFERENCES message ON DELETE CASCADE
);

CREATE TABLE health (
  checked bigint NOT NULL
);
INSERT INTO health VALUES (0);
