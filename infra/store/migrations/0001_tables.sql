-- Raw truth: one row an event. Two bodies under one identity are two rows (body_hash); the same body
-- twice is one, and of its copies the earliest received stays (the version runs backwards in time).
CREATE TABLE IF NOT EXISTS events (
  tenant LowCardinality(String),
  minted DateTime64(3, 'UTC'),
  journey String,
  source LowCardinality(String),
  id String,
  body_hash UInt64,
  type LowCardinality(String),
  time DateTime64(3, 'UTC'),
  received DateTime64(3, 'UTC'),
  site LowCardinality(String),
  channel LowCardinality(String),
  customer String,
  staff String,
  data String,
  extensions String,
  earliness UInt64 MATERIALIZED toUInt64(8000000000000 - toUnixTimestamp64Milli(received))
) ENGINE = {{engine:ReplacingMergeTree(earliness)}}
PARTITION BY toMonday(minted)
ORDER BY (tenant, minted, journey, source, id, body_hash)
SETTINGS {{settings}};

-- What the fold made of them: one wide row a journey; the version is the number of events folded.
CREATE TABLE IF NOT EXISTS journeys (
  tenant LowCardinality(String),
  minted DateTime64(3, 'UTC'),
  journey String,
  version UInt32,
  started DateTime64(3, 'UTC'),
  last DateTime64(3, 'UTC'),
  closes_at DateTime64(3, 'UTC'),
  site LowCardinality(String),
  channel LowCardinality(String),
  service LowCardinality(String),
  segment LowCardinality(String),
  priority LowCardinality(String),
  mode LowCardinality(String),
  customer String,
  outcome LowCardinality(String),
  status LowCardinality(String) COMMENT 'how the first wait ended: served, abandoned, no_show, cancelled, waiting (open or censored, by closes_at), none',
  wait_started Nullable(DateTime64(3, 'UTC')),
  wait_ms Nullable(Int64) COMMENT 'first wait',
  total_wait_ms Nullable(Int64) COMMENT 'all waits that ended',
  announced_ms Nullable(Int64),
  handle_ms Nullable(Int64),
  waiting_since Nullable(DateTime64(3, 'UTC')) COMMENT 'of whichever wait is not over',
  transfers UInt16,
  abandoned_after_transfer UInt8,
  suspect LowCardinality(String) COMMENT 'the reason, or empty',
  negative_duration UInt8,
  conflicting_id UInt8,
  variant LowCardinality(String),
  step_codes Array(UInt8),
  step_ms Array(Int64) COMMENT 'since started',
  wait_queues Array(LowCardinality(String)),
  wait_from_ms Array(Int64) COMMENT 'since started',
  wait_until_ms Array(Int64) COMMENT 'since started; -1 when not over',
  review_at Array(DateTime64(3, 'UTC')),
  review_form Array(LowCardinality(String)),
  review_nps Array(Int8) COMMENT '-1 when not given, as in the next ones',
  review_csat Array(Int8),
  review_ces Array(Int8),
  review_ces_version Array(Int8),
  review_welcome Array(Int8),
  review_listening Array(Int8),
  review_efficiency Array(Int8),
  INDEX started_range started TYPE minmax GRANULARITY 1,
  INDEX last_range last TYPE minmax GRANULARITY 1
) ENGINE = {{engine:ReplacingMergeTree(version)}}
PARTITION BY toMonday(minted)
ORDER BY (tenant, minted, journey)
SETTINGS {{settings}};

-- One row a journey and moment that applies to it, or applied before.
CREATE TABLE IF NOT EXISTS moments (
  tenant LowCardinality(String),
  minted DateTime64(3, 'UTC'),
  journey String,
  moment LowCardinality(String),
  version UInt32,
  definition UInt32,
  started DateTime64(3, 'UTC'),
  site LowCardinality(String),
  channel LowCardinality(String),
  service LowCardinality(String),
  segment LowCardinality(String),
  priority LowCardinality(String),
  mode LowCardinality(String),
  result LowCardinality(String) COMMENT 'until due_at, where there is one',
  due_at Nullable(DateTime64(3, 'UTC')),
  result_when_due LowCardinality(String),
  INDEX started_range started TYPE minmax GRANULARITY 1
) ENGINE = {{engine:ReplacingMergeTree(version)}}
PARTITION BY toMonday(minted)
ORDER BY (tenant, minted, journey, moment)
SETTINGS {{settings}};

-- Answers of employees: nowhere else, and never read by evidence, timelines, exports or the SQL port.
CREATE TABLE IF NOT EXISTS employee_answers (
  tenant LowCardinality(String),
  minted DateTime64(3, 'UTC'),
  journey String,
  source LowCardinality(String),
  id String,
  body_hash UInt64,
  time DateTime64(3, 'UTC'),
  received DateTime64(3, 'UTC'),
  site LowCardinality(String),
  channel LowCardinality(String),
  type LowCardinality(String),
  customer String,
  staff String,
  data String,
  extensions String,
  earliness UInt64 MATERIALIZED toUInt64(8000000000000 - toUnixTimestamp64Milli(received))
) ENGINE = {{engine:ReplacingMergeTree(earliness)}}
PARTITION BY toMonday(minted)
ORDER BY (tenant, minted, journey, source, id, body_hash)
SETTINGS {{settings}};

-- What was not admitted, with its reason. `body` is raw bytes when they could not be parsed.
CREATE TABLE IF NOT EXISTS rejects (
  tenant LowCardinality(String),
  received DateTime64(3, 'UTC'),
  reject String COMMENT 'a hash of key, reason and body: sent again, it is the same',
  reason LowCardinality(String),
  path String,
  detail String,
  key LowCardinality(String) COMMENT 'name of the key that sent it',
  parsed UInt8,
  body String,
  earliness UInt64 MATERIALIZED toUInt64(8000000000000 - toUnixTimestamp64Milli(received))
) ENGINE = {{engine:ReplacingMergeTree(earliness)}}
PARTITION BY tuple()
ORDER BY (tenant, reject)
TTL toDateTime(received) + INTERVAL 30 DAY DELETE WHERE parsed = 0
SETTINGS {{settings}};

CREATE TABLE IF NOT EXISTS sites (
  tenant LowCardinality(String),
  id String,
  name String,
  region LowCardinality(String),
  timezone LowCardinality(String),
  latitude Nullable(Float64),
  longitude Nullable(Float64),
  hours String COMMENT 'JSON, Monday first',
  updated DateTime64(3, 'UTC')
) ENGINE = {{engine:ReplacingMergeTree(updated)}}
ORDER BY (tenant, id)
SETTINGS {{settings}};
