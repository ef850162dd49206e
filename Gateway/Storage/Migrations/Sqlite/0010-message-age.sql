-- What is old is found by when it was made: that is written once, while each change of a message moved it in the other index.
DROP INDEX messages_by_change;
CREATE INDEX messages_by_creation ON messages (created_ms);
