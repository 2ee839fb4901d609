/** Tables of the registry. Times are milliseconds since 1970. */
export const SCHEMA = `
CREATE TABLE IF NOT EXISTS jobs (
  id TEXT PRIMARY KEY,
  bucket TEXT NOT NULL,
  key TEXT NOT NULL,
  version TEXT NOT NULL,
  size INTEGER NOT NULL,
  result TEXT NOT NULL,
  state TEXT NOT NULL,
  stage TEXT,
  attempt INTEGER NOT NULL DEFAULT 0,
  parts INTEGER NOT NULL DEFAULT 0,
  genes INTEGER,
  samples INTEGER,
  problem TEXT,
  created INTEGER NOT NULL,
  updated INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS jobs_by_state ON jobs (state, created, id);
CREATE INDEX IF NOT EXISTS jobs_by_age ON jobs (state, updated);
CREATE TABLE IF NOT EXISTS parts (
  job TEXT NOT NULL,
  attempt INTEGER NOT NULL,
  stage TEXT NOT NULL,
  part INTEGER NOT NULL,
  PRIMARY KEY (job, attempt, stage, part)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS uploads (
  id TEXT PRIMARY KEY,
  key TEXT NOT NULL,
  upload TEXT NOT NULL,
  state TEXT NOT NULL,
  expires INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS upload_parts (
  id TEXT NOT NULL,
  part INTEGER NOT NULL,
  etag TEXT NOT NULL,
  size INTEGER NOT NULL,
  PRIMARY KEY (id, part)
) WITHOUT ROWID;
`;
