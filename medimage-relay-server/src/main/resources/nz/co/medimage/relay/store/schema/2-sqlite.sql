UPDATE mailbox SET seen = CAST(strftime('%s', 'now') AS integer) * 1000;
