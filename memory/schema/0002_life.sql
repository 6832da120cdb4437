-- What stands in the place of a unit that ended, and what `tm compact` has made final.

ALTER TABLE death ADD COLUMN heir INTEGER REFERENCES unit;      -- the unit that superseded it; NULL deleted
CREATE INDEX death_heir ON death (heir) WHERE heir IS NOT NULL;
CREATE INDEX unit_was ON unit (was) WHERE was IS NOT NULL;
UPDATE death SET heir = (
    SELECT max(u.id) FROM unit u WHERE u.was = death.unit AND u.batch = death.batch
);
DROP INDEX unit_was;

-- 1: rows that the other status would need are purged, so that an applied batch stays applied and any other stays out.
ALTER TABLE batch ADD COLUMN sealed INTEGER NOT NULL DEFAULT 0 CHECK (sealed IN (0, 1));

ALTER TABLE tally ADD COLUMN units INTEGER NOT NULL DEFAULT 0;  -- rows of unit up to here were given once; drafts name them
