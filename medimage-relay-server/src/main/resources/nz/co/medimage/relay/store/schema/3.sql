-- Senders choose ids: only together with the sender that chose it does one name a message. Each
-- upload of it has a name of the relay's own.
ALTER TABLE message RENAME COLUMN id TO upload;
ALTER TABLE chunk RENAME COLUMN id TO upload;
ALTER TABLE message ADD COLUMN id text NOT NULL DEFAULT '';
UPDATE message SET id = upload;
CREATE UNIQUE INDEX message_name ON message (mailbox, origin, id);
