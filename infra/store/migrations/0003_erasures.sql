-- What was erased, so that it does not come back: from the log, from a file, from a service that was offline.
CREATE TABLE IF NOT EXISTS erasures (
  tenant LowCardinality(String),
  kind LowCardinality(String) COMMENT 'customer or journey',
  value String COMMENT 'a pseudonym, or the id of a journey',
  erased DateTime64(3, 'UTC') COMMENT 'of a customer, what happened up to then'
) ENGINE = {{engine:ReplacingMergeTree(erased)}}
ORDER BY (tenant, kind, value)
SETTINGS {{settings}};
