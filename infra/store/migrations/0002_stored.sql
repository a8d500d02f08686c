-- When a row came into the store, by the store's own clock: so that a rebuild knows what it has not seen.
ALTER TABLE events ADD COLUMN IF NOT EXISTS stored DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC');

ALTER TABLE events ADD INDEX IF NOT EXISTS stored_range stored TYPE minmax GRANULARITY 1;

-- Rows that were there before: the default of a missing column is asked anew at each reading.
ALTER TABLE events MATERIALIZE COLUMN stored;
