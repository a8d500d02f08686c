"""Runs the blocks of a page in their order, as one session; tells what each printed, as JSON."""

import contextlib
import io
import json
import subprocess
import sys

printed = []
session = {}
for block in json.load(sys.stdin):
    if block["language"] == "sh":
        subprocess.run(["bash", "-euo", "pipefail", "-c", block["code"]], check=True, stdout=sys.stderr)
        printed.append("")
        continue
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        exec(compile(block["code"], "<block>", "exec"), session)
    printed.append(said.getvalue())
json.dump(printed, sys.stdout)
