import type { Fuzzed } from "./fuzzed.ts";

type Pids = ReturnType<Fuzzed["parcours"]["pids"]>;

/** What the requests did to Parcours itself: a part that died, a failure in its log, events that stick. */
export async function harmDone({ parcours }: Fuzzed, before: Pids): Promise<readonly string[]> {
  const harm: string[] = [];
  await parcours.settled().catch((error: unknown) => harm.push(String(error)));
  const { status } = await fetch(`${parcours.url}/readyz`);
  if (status !== 200) harm.push(`/readyz answers ${String(status)}`);
  const now = parcours.pids();
  for (const [role, pid] of Object.entries(before)) {
    if (now[role as keyof Pids] !== pid) harm.push(`the ${role} was started again`);
  }
  const said = parcours.logs().split("\n");
  const failures = said.filter((line) => /"level":(50|60)|Warning/.test(line));
  return [...harm, ...failures.map((line) => line.slice(0, 500))];
}
