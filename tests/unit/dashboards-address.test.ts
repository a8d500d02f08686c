import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  COMPARISONS,
  PERIODS,
  RANKINGS,
  readAddress,
  SCREENS,
  THEMES,
  writeAddress,
  type View,
} from "../../dashboards/shell/address.ts";
import {
  CAME,
  LEAST_SHOWN,
  SIDE_DIMENSIONS,
  TABS,
  type JourneysView,
} from "../../dashboards/journeys/address.ts";
import { choicesOf, evidenceOf, isOfCustomers } from "../../dashboards/proof/evidence.ts";
import { JourneysQuestion } from "../../schemas/questions/journeys.ts";
import { anyFunnel } from "../support/funnels.ts";

const text = fc.string({ minLength: 1, maxLength: 20 });
const day = fc
  .integer({ min: 0, max: 20_000 })
  .map((days) => new Date(days * 86_400_000).toISOString().slice(0, 10));
const optional = { requiredKeys: [] } satisfies fc.RecordConstraints<never>;

const journeys: fc.Arbitrary<JourneysView> = anyFunnel.chain((funnel) =>
  fc.record({
    funnel: fc.constant(funnel),
    tab: fc.constantFrom(...TABS),
    shown: fc.integer({ min: LEAST_SHOWN, max: 100 }),
    sides: fc.record(
      { by: fc.constantFrom(...SIDE_DIMENSIONS), a: fc.string(), b: fc.string() },
      { requiredKeys: ["by"] },
    ),
    cell: fc
      .record({
        step: fc.integer({ min: 1, max: funnel.steps.length }),
        came: fc.constantFrom(...CAME),
        page: fc.integer({ min: 1, max: 99 }),
      })
      .filter(({ step, came }) => step > 1 || came !== "lost"),
    spread:
      funnel.steps.length > 1
        ? fc.option(fc.integer({ min: 2, max: funnel.steps.length }), { nil: undefined })
        : fc.constant(undefined),
  }),
);

const views: fc.Arbitrary<View> = fc
  .tuple(
    fc.record({
      screen: fc.constantFrom(...SCREENS),
      journeys,
      range: fc.oneof(
        fc.constantFrom(...PERIODS),
        fc
          .tuple(day, day)
          .filter(([from, to]) => from < to)
          .map(([from, to]) => ({ from, to })),
      ),
      compare: fc.constantFrom(...COMPARISONS),
      where: fc.record({ region: text, site: text, channel: text, service: text }, optional),
      ranking: fc.constantFrom(...RANKINGS),
    }),
    fc.record(
      {
        language: fc.constantFrom("en" as const, "fr" as const),
        theme: fc.constantFrom(...THEMES),
      },
      optional,
    ),
    fc.option(
      fc
        .tuple(
          fc.record({ figure: text }),
          fc.record(
            {
              site: text,
              side: fc.string(),
              which: text,
              page: fc.integer({ min: 1, max: 999 }),
              journey: text,
            },
            optional,
          ),
        )
        .map(([figure, rest]) => ({ ...figure, ...rest })),
      { nil: undefined },
    ),
  )
  .map(([view, own, opened]) => ({ ...view, ...own, ...(opened && { opened }) }));

describe("the address of a view", () => {
  test("gives the view back, whatever it is", () => {
    fc.assert(
      fc.property(views, (view) => {
        expect(readAddress(writeAddress(view))).toEqual(view);
      }),
    );
  });

  test("says nothing where all is as usual", () => {
    expect(writeAddress(readAddress(""))).toBe("");
  });

  test("says filters and customers so that they can be read", () => {
    const search =
      "?screen=journeys&step=ticket.issued-At+the+door~site=S1&step=service.started~channel=office,phone~desk=3" +
      "&without=wait.abandoned-1-2~queue=A&unit=customer";
    const view = readAddress(search);
    expect(view.journeys.funnel).toMatchObject({
      steps: [
        { type: "ticket.issued", label: "At the door", where: { site: ["S1"] } },
        { type: "service.started", where: { channel: ["office", "phone"], desk: ["3"] } },
      ],
      exclude: [{ type: "wait.abandoned", from: 1, to: 2, where: { queue: ["A"] } }],
      unit: "customer",
    });
    expect(writeAddress(view)).toBe(search);
  });

  test("asks no more filters than the API takes, nor such as it does not know", () => {
    const steps = Array.from({ length: 17 }, (_, n) => `step=service.started~desk=${String(n)}`);
    const { funnel } = readAddress(`?${steps.join("&")}&step=ticket.issued~desk=3`).journeys;
    expect(funnel.steps).toHaveLength(17);
    expect(funnel.steps.at(-1)).toEqual({ type: "ticket.issued", where: { desk: ["3"] } });
    const odd = "?step=ticket.issued~colour=red~sites~site~channel=phone~channel=web&unit=people";
    expect(readAddress(odd).journeys.funnel).toMatchObject({
      steps: [{ type: "ticket.issued", where: { channel: ["phone", "web"] } }],
      unit: "journey",
    });
  });

  test("is read as far as it is understood", () => {
    const view = readAddress("?period=tomorrow&from=x&to=y&compare=me&lang=de&theme=pink&page=2");
    expect(view).toEqual(readAddress(""));
    const wrong =
      "?screen=x&step=ticket.lost&order=any&window=0d&without=ticket.called-3-2&tab=x&shown=3&by=moment&cell=9-lost&list=x&spread=1";
    expect(readAddress(wrong)).toEqual(readAddress(""));
  });
});

describe("the journeys behind a figure", () => {
  const view = readAddress("?period=yesterday&region=Occitanie");

  test("are asked for with the figure's own filters, and one more than a page shows", () => {
    expect(evidenceOf({ figure: "abandonment", page: 2 }, view, 0)).toEqual({
      range: "yesterday",
      where: { region: ["Occitanie"] },
      status: ["abandoned"],
      sort: "wait",
      limit: 26,
      offset: 25,
    });
  });

  test("are the missed ones of a moment, unless others are asked for", () => {
    const moment = (which?: string) =>
      evidenceOf({ figure: "moment.welcome", ...(which && { which }) }, view, 0).moment;
    expect(moment()).toEqual({ id: "welcome", outcome: ["missed"] });
    expect(moment("kept")).toEqual({ id: "welcome", outcome: ["kept"] });
    expect(moment("promoter")).toEqual({ id: "welcome", outcome: ["missed"] });
  });

  test("are those of the site whose row was opened", () => {
    expect(evidenceOf({ figure: "nps", site: "S1" }, view, 0)).toMatchObject({
      where: { region: ["Occitanie"], site: ["S1"] },
      nps: ["detractor"],
    });
  });

  test("of who waits now are the open ones of these days", () => {
    const now = Date.UTC(2026, 7, 3, 12);
    expect(evidenceOf({ figure: "waiting" }, view, now)).toMatchObject({
      range: { from: "2026-08-01", to: "2026-08-04" },
      status: ["open"],
    });
  });

  const asked = readAddress(
    "?screen=journeys&step=ticket.issued&step=service.ended-Out&window=30m&by=channel",
  );

  test("are those of a cell of the funnel that the address asks", () => {
    expect(evidenceOf({ figure: "funnel.2", which: "lost", page: 1 }, asked, 0)).toMatchObject({
      funnel: {
        steps: [{ type: "ticket.issued" }, { type: "service.ended", label: "Out" }],
        window: "30m",
        step: 2,
        came: "lost",
      },
    });
    expect(evidenceOf({ figure: "funnel.1", side: "phone" }, asked, 0)).toMatchObject({
      where: { channel: ["phone"] },
      funnel: { step: 1, came: "reached" },
    });
  });

  test("are all those of the customers that a cell counts", () => {
    const view = readAddress("?screen=journeys&unit=customer");
    expect(evidenceOf({ figure: "funnel.2", which: "lost", page: 1 }, view, 0)).toMatchObject({
      funnel: { unit: "customer", step: 2, came: "lost" },
    });
    expect(isOfCustomers({ figure: "funnel.2" }, view)).toBe(true);
    expect(isOfCustomers({ figure: "variant.ticket.issued" }, view)).toBe(false);
    expect(isOfCustomers({ figure: "funnel.2" }, asked)).toBe(false);
  });

  test("are those of a side alone, which is of journeys", () => {
    const view = readAddress("?screen=journeys&unit=customer&tab=sides&by=channel");
    const opened = { figure: "funnel.2", which: "lost", page: 1, side: "phone" };
    expect(evidenceOf(opened, view, 0).funnel).not.toHaveProperty("unit");
    expect(evidenceOf(opened, view, 0).where).toEqual({ channel: ["phone"] });
    expect(isOfCustomers(opened, view)).toBe(false);
  });

  test("nobody is lost before the first step, so that there is no such choice", () => {
    expect(choicesOf("funnel.1")).toEqual(["reached", "open"]);
    expect(choicesOf("funnel.2")).toEqual(["reached", "lost", "open"]);
  });

  test.each([
    "funnel.2",
    "edge.start-ticket.issued",
    "edge.ticket.called-end",
    "variant.ticket.issued-wait.started",
  ])("of %s are a question that the API understands", (figure) => {
    const question = evidenceOf({ figure, page: 3 }, asked, 0);
    expect(JourneysQuestion.safeParse(question)).toMatchObject({ success: true });
  });

  test("are asked for whatever funnel somebody built", () => {
    fc.assert(
      fc.property(views, (any) => {
        const { step, came } = any.journeys.cell;
        const question = evidenceOf({ figure: `funnel.${String(step)}`, which: came }, any, 0);
        expect(JourneysQuestion.safeParse(question).error?.issues).toBeUndefined();
      }),
    );
  });
});
