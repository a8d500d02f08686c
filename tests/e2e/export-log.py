"""What PM4Py makes of a log: its graph and its variants, as JSON."""

import json
import sys

import pm4py

log = pm4py.read_xes(sys.argv[1])
graph, starts, ends = pm4py.discover_dfg(log)
json.dump(
    {
        "edges": [[a, b, n] for (a, b), n in graph.items()]
        + [["start", to, n] for to, n in starts.items()]
        + [[at, "end", n] for at, n in ends.items()],
        "variants": [[" > ".join(variant), n] for variant, n in pm4py.get_variants(log).items()],
        "cases": {
            str(case): {key: value for key, value in rows.iloc[0].to_dict().items() if isinstance(value, str)}
            for case, rows in log[log["case:concept:name"].str.startswith("odd-")].groupby("case:concept:name")
        },
    },
    sys.stdout,
    default=str,
)
