/**
 * Engine settings on which our results depend, stated because their defaults differ between
 * versions, and between ClickHouse embedded, on a server and in its cloud.
 */
export const engineSettings = {
  // An acknowledged insert is on disk, and is never dropped because it looks like another one.
  async_insert: 0,
  insert_deduplicate: 0,
  deduplicate_blocks_in_dependent_materialized_views: 0,
  // A batch holds no row twice, so merging it with itself would only cost (a third of an insert);
  // readers ask with FINAL, and background merges do the rest.
  optimize_on_insert: 0,
  // Backfills touch more than the default hundred weeks at once.
  max_partitions_per_insert_block: 0,
  // Partitions follow from the key, so versions of a row never meet across them: FINAL is almost free.
  do_not_merge_across_partitions_select_final: 1,
  // ALTER, UPDATE and DELETE have happened when they answer.
  mutations_sync: 1,
  alter_sync: 1,
  // Nothing depends on the time zone of a machine.
  session_timezone: "UTC",
  join_use_nulls: 0,
  // apache-arrow reads no compressed Arrow.
  output_format_arrow_compression_method: "none",
  output_format_arrow_string_as_string: 1,
  output_format_json_quote_64bit_integers: 0,
  // Without quotes NaN becomes null: "no value", the same word for every reader of the answer.
  output_format_json_quote_denormals: 0,
  // Long lists of journeys are bound as parameters.
  max_query_size: 16 * 1024 * 1024,
} as const satisfies Readonly<Record<string, string | number>>;
