"""What a data scientist does with the store, through the unchanged clickhouse-connect."""

import datetime
import sys

import clickhouse_connect
import pandas
import pyarrow

host, port, internal_key, reader_key = sys.argv[1:]
ours = clickhouse_connect.get_client(
    host=host, port=int(port), username="parcours", password=internal_key
)
ours.command("CREATE TABLE py (id UInt64, s String, t DateTime64(3)) ENGINE = MergeTree ORDER BY id")

day = datetime.datetime(2026, 1, 2, 3, 4, 5)
ours.insert("py", [[1, "a\0b", day], [2, "FORMAT", day]], column_names=["id", "s", "t"])
ours.insert_df("py", pandas.DataFrame({"id": range(10, 10_000), "s": "z", "t": pandas.Timestamp(day)}))
ours.insert_arrow("py", pyarrow.table({"id": pyarrow.array([3], pyarrow.uint64()), "s": ["é"]}))

reader = clickhouse_connect.get_client(
    host=host, port=int(port), database="parcours", username="notebook", password=reader_key
)
assert reader.command("SELECT count() FROM py") == 9993
bound = {"s": "it's \\ \t", "l": [1, 2], "t": day}
row = reader.query("SELECT {s: String}, {l: Array(UInt8)}, {t: DateTime}", parameters=bound)
assert row.result_rows == [("it's \\ \t", [1, 2], day)], row.result_rows
frame = reader.query_df("SELECT * FROM py ORDER BY id LIMIT 3")
assert list(frame["s"]) == ["a\0b", "FORMAT", "é"], frame
assert reader.query_arrow("SELECT id FROM py").num_rows == 9993
with reader.query_row_block_stream("SELECT number FROM numbers(300000)") as blocks:
    assert sum(len(block) for block in blocks) == 300_000
try:
    reader.command("DROP TABLE py")
    raise AssertionError("a reader dropped a table")
except clickhouse_connect.driver.exceptions.DatabaseError as error:
    assert "497" in str(error), error
print(f"clickhouse-connect {clickhouse_connect.__version__} is served")
