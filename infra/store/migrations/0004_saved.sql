-- Questions that people keep under a name: one row a version, never changed. Of two that are saved at once the
-- engine takes one (the window below), and should it ever hold both, the earlier one stays.
CREATE TABLE IF NOT EXISTS saved_questions (
  tenant LowCardinality(String),
  name String,
  version UInt32 COMMENT '1, 2, …',
  save String COMMENT 'whose request it was: the same for no two',
  deleted UInt8 COMMENT '1: from this version on it is no more; the rest is as it was before',
  title String COMMENT 'JSON by language',
  description String COMMENT 'JSON by language',
  question LowCardinality(String),
  parameters String COMMENT 'JSON, as their author wrote them',
  pinned Array(LowCardinality(String)) COMMENT 'screens on which it stands',
  saved DateTime64(3, 'UTC'),
  saved_by String COMMENT 'name of the key',
  earliness UInt64 MATERIALIZED toUInt64(8000000000000 - toUnixTimestamp64Milli(saved))
) ENGINE = {{engine:ReplacingMergeTree(earliness)}}
ORDER BY (tenant, name, version)
SETTINGS {{settings}}, non_replicated_deduplication_window = 1000;

-- Addresses that open the answer of one saved question without a key. The token in them is nowhere; its hash is here.
CREATE TABLE IF NOT EXISTS saved_links (
  tenant LowCardinality(String),
  link String COMMENT 'an id, to speak of it',
  name String COMMENT 'of the saved question',
  sha256 String COMMENT 'of the token, hexadecimal',
  made DateTime64(3, 'UTC'),
  made_by String COMMENT 'name of the key',
  expires DateTime64(3, 'UTC'),
  revoked Nullable(DateTime64(3, 'UTC')),
  revoked_by String,
  sites String COMMENT 'JSON: those that its maker may see; empty: all',
  changed DateTime64(3, 'UTC')
) ENGINE = {{engine:ReplacingMergeTree(changed)}}
ORDER BY (tenant, link)
SETTINGS {{settings}};
