-- What becomes of a month once it is closed.

-- Months whose members were deleted: their figures stand, what is read of them no longer counts as late.
CREATE TABLE purge (
  month     TEXT NOT NULL PRIMARY KEY CHECK (length(month) = 7),
  purged_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The revision that was asked for and is not frozen yet: found again after a crash.
CREATE TABLE revision_request (
  month    TEXT NOT NULL PRIMARY KEY CHECK (length(month) = 7),
  reason   TEXT NOT NULL CHECK (reason <> ''),
  accept   INTEGER NOT NULL CHECK (accept IN (0, 1)),
  renew    INTEGER NOT NULL CHECK (renew IN (0, 1)), -- 1: with the configuration's parameters
  asked_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

PRAGMA user_version = 2;
