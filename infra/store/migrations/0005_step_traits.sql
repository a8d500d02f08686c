-- What steps are filtered by. Journeys that were there before have none until `parcours rebuild`.
ALTER TABLE journeys ADD COLUMN IF NOT EXISTS step_traits Array(LowCardinality(String)) COMMENT 'of each step, where it differs from the journey' AFTER step_ms;
