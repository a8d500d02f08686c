import { useEffect } from "preact/hooks";
import { go, words } from "../shell/state.ts";
import { PageState } from "./states.tsx";

/** Nothing was ever told: how to tell it. */
export function FirstRun() {
  // What comes first comes today: it shall be in sight.
  useEffect(() => {
    go({ range: "today" }, "replace");
  }, []);
  const { firstRun } = words.value.states;
  return (
    <PageState title={firstRun.title}>
      <p>{firstRun.body}</p>
      <pre tabIndex={0}>
        <code>{curlLine(location.origin, new Date().toISOString())}</code>
      </pre>
      <p>{firstRun.then}</p>
      <pre>
        <code>npx parcours simulate</code>
      </pre>
    </PageState>
  );
}

/** One event, as a developer would send it. */
const curlLine = (origin: string, time: string) => `curl ${origin}/v1/events \\
  -H "Authorization: Bearer $PARCOURS_WRITE_KEY" \\
  -H "Content-Type: application/json" \\
  -d '{"specversion":"1.0","id":"1","source":"terminal","type":"ticket.issued",
       "subject":"my-first-journey","site":"my-branch","channel":"office",
       "time":"${time}","data":{"service":"parcel"}}'`;
