-- The store, first version. Instants are microseconds since 1970-01-01T00:00Z, months "YYYY-MM", digests SHA-256.
PRAGMA application_id = 0x4a415547; -- "JAUG"

CREATE TABLE meta (
  name  TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Months' keys are files; here is what tells a right one from a wrong one.
CREATE TABLE month_key (
  month        TEXT NOT NULL PRIMARY KEY CHECK (length(month) = 7),
  check_value  BLOB NOT NULL CHECK (length(check_value) = 32),
  created_at   INTEGER NOT NULL,
  destroyed_at INTEGER
) STRICT, WITHOUT ROWID;

-- Reads -----------------------------------------------------------------------------------------------------------

CREATE TABLE read (
  id          INTEGER NOT NULL PRIMARY KEY,
  source      TEXT NOT NULL,
  kind        TEXT NOT NULL,
  month       TEXT NOT NULL CHECK (length(month) = 7),
  purpose     TEXT NOT NULL CHECK (purpose IN ('poll', 'closing', 'check')),
  since       INTEGER NOT NULL,
  until       INTEGER NOT NULL,
  started_at  INTEGER NOT NULL,
  duration_ms INTEGER NOT NULL CHECK (duration_ms >= 0),
  failure     TEXT CHECK (failure IN ('transient', 'refused', 'invalid', 'damaged', 'cancelled')), -- null: succeeded
  sentence    TEXT NOT NULL DEFAULT '', -- template and arguments, parted by U+001F
  hint        TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX read_covering ON read (source, kind, until) WHERE failure IS NULL AND purpose <> 'check';
CREATE INDEX read_last ON read (source, kind); -- and, as any index, by id

-- All that a source was asked in one go.
CREATE TABLE poll (
  id          INTEGER NOT NULL PRIMARY KEY,
  source      TEXT NOT NULL,
  purpose     TEXT NOT NULL CHECK (purpose IN ('poll', 'closing', 'check')),
  started_at  INTEGER NOT NULL,
  duration_ms INTEGER NOT NULL CHECK (duration_ms >= 0),
  failure     TEXT CHECK (failure IN ('transient', 'refused', 'invalid', 'damaged', 'cancelled')),
  sentence    TEXT NOT NULL DEFAULT '',
  hint        TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX poll_begun ON poll (source, started_at);

CREATE TABLE answer (
  source        TEXT NOT NULL,
  kind          TEXT NOT NULL,
  establishment TEXT NOT NULL CHECK (length(establishment) = 9),
  first_read    INTEGER NOT NULL,
  has_rows      INTEGER NOT NULL CHECK (has_rows IN (0, 1)),
  PRIMARY KEY (source, kind, establishment)
) STRICT, WITHOUT ROWID;

-- Fates of rows: `month` is empty for the last poll of (source, kind). `reason` is a code, or the month of late rows.
CREATE TABLE fate (
  month         TEXT NOT NULL,
  source        TEXT NOT NULL,
  kind          TEXT NOT NULL,
  establishment TEXT NOT NULL, -- empty: of the read as a whole
  fate          TEXT NOT NULL,
  reason        TEXT NOT NULL,
  count         INTEGER NOT NULL CHECK (count >= 0),
  PRIMARY KEY (month, source, kind, establishment, fate, reason)
) STRICT, WITHOUT ROWID;

CREATE TABLE late (
  month         TEXT NOT NULL CHECK (length(month) = 7),
  kind          TEXT NOT NULL,
  source        TEXT NOT NULL,
  establishment TEXT NOT NULL, -- empty: not known
  count         INTEGER NOT NULL CHECK (count >= 0),
  PRIMARY KEY (month, kind, source, establishment)
) STRICT, WITHOUT ROWID;

-- Sets ------------------------------------------------------------------------------------------------------------

CREATE TABLE scope (
  id            INTEGER NOT NULL PRIMARY KEY,
  establishment TEXT NOT NULL CHECK (length(establishment) = 9),
  month         TEXT NOT NULL CHECK (length(month) = 7),
  kind          TEXT NOT NULL,
  source        TEXT NOT NULL,
  staging       INTEGER NOT NULL CHECK (staging IN (0, 1)), -- 1: filled aside by a closing read
  UNIQUE (month, kind, establishment, source, staging)
) STRICT;

CREATE TABLE member (
  scope INTEGER NOT NULL REFERENCES scope (id),
  key   BLOB NOT NULL CHECK (length(key) = 16),
  day   INTEGER NOT NULL, -- the first local day seen, since 1970-01-01
  PRIMARY KEY (scope, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE headcount (
  id            INTEGER NOT NULL PRIMARY KEY,
  month         TEXT NOT NULL CHECK (length(month) = 7),
  establishment TEXT NOT NULL CHECK (length(establishment) = 9),
  number        INTEGER NOT NULL CHECK (number >= 0),
  origin        TEXT NOT NULL,
  entered_at    INTEGER NOT NULL
) STRICT;
CREATE INDEX headcount_entered ON headcount (month, establishment, entered_at, id);

-- Closing ---------------------------------------------------------------------------------------------------------

CREATE TABLE closing_read (
  month    TEXT NOT NULL CHECK (length(month) = 7),
  source   TEXT NOT NULL,
  kind     TEXT NOT NULL,
  state    TEXT NOT NULL CHECK (state IN ('succeeded', 'failed', 'incoherent')),
  at       INTEGER NOT NULL,
  accepted INTEGER NOT NULL CHECK (accepted IN (0, 1)),
  incoherent TEXT NOT NULL, -- FINESS of the establishments concerned, parted by spaces
  PRIMARY KEY (month, source, kind)
) STRICT, WITHOUT ROWID;

CREATE TABLE closure (
  month     TEXT NOT NULL CHECK (length(month) = 7),
  revision  INTEGER NOT NULL CHECK (revision >= 0),
  frozen_at INTEGER NOT NULL,
  reason    TEXT NOT NULL,
  content   TEXT NOT NULL,
  sha256    BLOB NOT NULL CHECK (length(sha256) = 32),
  PRIMARY KEY (month, revision)
) STRICT;

CREATE TABLE report (
  id          INTEGER NOT NULL PRIMARY KEY,
  month       TEXT NOT NULL,
  revision    INTEGER NOT NULL,
  region      TEXT NOT NULL,
  sequence    INTEGER NOT NULL CHECK (sequence >= 1),
  previous    BLOB CHECK (length(previous) = 32),
  json        TEXT NOT NULL,
  csv         TEXT NOT NULL,
  html        TEXT NOT NULL,
  json_sha256 BLOB NOT NULL CHECK (length(json_sha256) = 32),
  csv_sha256  BLOB NOT NULL CHECK (length(csv_sha256) = 32),
  html_sha256 BLOB NOT NULL CHECK (length(html_sha256) = 32),
  UNIQUE (month, revision, region),
  UNIQUE (region, sequence),
  CHECK ((sequence = 1) = (previous IS NULL)),
  FOREIGN KEY (month, revision) REFERENCES closure (month, revision)
) STRICT;

CREATE TABLE sealed (
  report    INTEGER NOT NULL PRIMARY KEY REFERENCES report (id),
  container BLOB NOT NULL,
  sha256    BLOB NOT NULL CHECK (length(sha256) = 32),
  sealed_at INTEGER NOT NULL
) STRICT;

CREATE TABLE receipt (
  report      INTEGER NOT NULL PRIMARY KEY REFERENCES sealed (report),
  bytes       BLOB NOT NULL,
  sha256      BLOB NOT NULL CHECK (length(sha256) = 32),
  received_at INTEGER NOT NULL
) STRICT;

CREATE TABLE deposit (
  id           INTEGER NOT NULL PRIMARY KEY,
  report       INTEGER NOT NULL REFERENCES sealed (report),
  reference    TEXT NOT NULL,
  deposited_at INTEGER NOT NULL,
  recorded_at  INTEGER NOT NULL
) STRICT;
CREATE INDEX deposit_report ON deposit (report);

CREATE TABLE delivery (
  report       INTEGER NOT NULL PRIMARY KEY REFERENCES sealed (report),
  attempts     INTEGER NOT NULL CHECK (attempts >= 0),
  next_attempt INTEGER,
  last_attempt INTEGER,
  outcome      TEXT CHECK (outcome IN ('receipted', 'placed', 'refused', 'conflict', 'unknown', 'hourly')),
  status       INTEGER,
  alarm        TEXT NOT NULL,
  detail       TEXT NOT NULL, -- template and arguments, parted by U+001F
  settled      TEXT NOT NULL CHECK (settled IN ('no', 'placed', 'refused', 'conflict'))
) STRICT;

CREATE TABLE event (
  id      INTEGER NOT NULL PRIMARY KEY,
  at      INTEGER NOT NULL,
  code    TEXT NOT NULL,
  subject TEXT NOT NULL,
  detail  TEXT NOT NULL
) STRICT;

-- What was frozen, sealed, receipted or logged stays as it is. ------------------------------------------------------

CREATE TRIGGER closure_no_update BEFORE UPDATE ON closure BEGIN SELECT raise(ABORT, 'immutable'); END;
CREATE TRIGGER closure_no_delete BEFORE DELETE ON closure BEGIN SELECT raise(ABORT, 'immutable'); END;
CREATE TRIGGER report_no_update  BEFORE UPDATE ON report  BEGIN SELECT raise(ABORT, 'immutable'); END;
CREATE TRIGGER report_no_delete  BEFORE DELETE ON report  BEGIN SELECT raise(ABORT, 'immutable'); END;
CREATE TRIGGER sealed_no_update  BEFORE UPDATE ON sealed  BEGIN SELECT raise(ABORT, 'immutable'); END;
CREATE TRIGGER sealed_no_delete  BEFORE DELETE ON sealed  BEGIN SELECT raise(ABORT, 'immutable'); END;
CREATE TRIGGER receipt_no_update BEFORE UPDATE ON receipt BEGIN SELECT raise(ABORT, 'immutable'); END;
CREATE TRIGGER receipt_no_delete BEFORE DELETE ON receipt BEGIN SELECT raise(ABORT, 'immutable'); END;
CREATE TRIGGER deposit_no_update BEFORE UPDATE ON deposit BEGIN SELECT raise(ABORT, 'immutable'); END;
CREATE TRIGGER deposit_no_delete BEFORE DELETE ON deposit BEGIN SELECT raise(ABORT, 'immutable'); END;
CREATE TRIGGER event_no_update   BEFORE UPDATE ON event   BEGIN SELECT raise(ABORT, 'immutable'); END;
CREATE TRIGGER event_no_delete   BEFORE DELETE ON event   BEGIN SELECT raise(ABORT, 'immutable'); END;

PRAGMA user_version = 1;
