const DAY_MS = 86_400_000;

export const SITES = [
  { id: "S1", name: "Paris Louvre", region: "Île-de-France" },
  { id: "S2", name: "Lyon Bellecour", region: "Auvergne-Rhône-Alpes" },
  { id: "S3", name: "Lille République", region: "Hauts-de-France" },
];

/** Three hundred visits of the last two weeks, two a customer, always the same but for their dates. */
export function visits(now: number): readonly object[] {
  const noon = Math.floor(now / DAY_MS) * DAY_MS + DAY_MS / 2;
  return Array.from({ length: 300 }, (_, index) => {
    const site = SITES[index % 3]?.id ?? "";
    const day = 1 + (index % 14);
    const start = noon - day * DAY_MS + (index % 5) * 1_800_000;
    const wait = 30 + ((index * 37) % 900);
    const customer = `customer-${String(index % 150)}`;
    const tell = teller(`visit-${String(index)}`, site, start, { customer });
    const told = [tell("ticket.issued", 0, { service: "parcel" }), tell("wait.started", 0)];
    if (index % 11 === 0) return [...told, tell("wait.abandoned", wait)];
    return [
      ...told,
      tell("wait.ended", wait),
      tell("service.started", wait + 2, { desk: "3" }),
      tell("service.ended", wait + 120, { outcome: index % 7 === 0 ? "unresolved" : "resolved" }),
      tell("review.submitted", wait + 3600, {
        form: "survey",
        nps: wait > 600 ? 4 : index % 4 === 0 ? 8 : 10,
        verbatim: "Un seul guichet ouvert.",
      }),
    ];
  }).flat();
}

/** Tells events of one visit: their type, seconds after its start, and what they say. */
export function teller(subject: string, site: string, start: number, who: object = {}) {
  return (type: string, seconds: number, data: object = {}) => ({
    specversion: "1.0",
    id: type,
    source: "page-test",
    type,
    subject,
    site,
    ...who,
    channel: "office",
    time: new Date(start + seconds * 1000).toISOString(),
    data,
  });
}
