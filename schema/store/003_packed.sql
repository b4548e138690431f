-- Closures, documents and containers are kept as zlib streams (RFC 1950); their digests stay those of the bytes that
-- were frozen and sent. packed() is the program's.

DROP TRIGGER closure_no_update;
DROP TRIGGER report_no_update;
DROP TRIGGER sealed_no_update;

ALTER TABLE closure ADD COLUMN packed BLOB NOT NULL DEFAULT x'';
UPDATE closure SET packed = packed(content);
ALTER TABLE closure DROP COLUMN content;
ALTER TABLE closure RENAME COLUMN packed TO content;

ALTER TABLE report ADD COLUMN packed_json BLOB NOT NULL DEFAULT x'';
ALTER TABLE report ADD COLUMN packed_csv  BLOB NOT NULL DEFAULT x'';
ALTER TABLE report ADD COLUMN packed_html BLOB NOT NULL DEFAULT x'';
UPDATE report SET packed_json = packed(json), packed_csv = packed(csv), packed_html = packed(html);
ALTER TABLE report DROP COLUMN json;
ALTER TABLE report DROP COLUMN csv;
ALTER TABLE report DROP COLUMN html;
ALTER TABLE report RENAME COLUMN packed_json TO json;
ALTER TABLE report RENAME COLUMN packed_csv TO csv;
ALTER TABLE report RENAME COLUMN packed_html TO html;

UPDATE sealed SET container = packed(container);

CREATE TRIGGER closure_no_update BEFORE UPDATE ON closure BEGIN SELECT raise(ABORT, 'immutable'); END;
CREATE TRIGGER report_no_update  BEFORE UPDATE ON report  BEGIN SELECT raise(ABORT, 'immutable'); END;
CREATE TRIGGER sealed_no_update  BEFORE UPDATE ON sealed  BEGIN SELECT raise(ABORT, 'immutable'); END;

PRAGMA user_version = 3;
