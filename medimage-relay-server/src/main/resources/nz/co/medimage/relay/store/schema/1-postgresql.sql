-- What is sealed cannot be compressed, and parts of it are read.
ALTER TABLE chunk ALTER COLUMN content SET STORAGE EXTERNAL;
ALTER TABLE message ALTER COLUMN reply SET STORAGE EXTERNAL;
