-- What is dropped is given back: only what ended with a reply counts for good.
ALTER TABLE mailbox RENAME COLUMN taken TO ended;
UPDATE mailbox SET ended = ended - waiting;

-- When the receiver was there last, to the hour.
ALTER TABLE mailbox ADD COLUMN seen bigint NOT NULL DEFAULT 0;

-- Which run of the receiver collects, and which other one asks whether that is still there.
ALTER TABLE mailbox ADD COLUMN session text;
ALTER TABLE mailbox ADD COLUMN challenger text;

CREATE INDEX message_unfinished ON message (mailbox, changed) WHERE held < size;

-- What receivers show to get a mailbox, if the relay made it itself.
CREATE TABLE enrolment (
  one integer PRIMARY KEY CHECK (one = 1),
  secret text NOT NULL
);
