UPDATE mailbox SET seen = CAST(extract(epoch FROM now()) * 1000 AS bigint);
