-- Which of several gateways on one database looks after the row; empty: the only one.
ALTER TABLE calls ADD COLUMN node text COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE bindings ADD COLUMN node text COLLATE "C" NOT NULL DEFAULT '';
