/** Turns a whole batch into the next thing. Its function name is its name in metrics and stacks. */
export type Step<In, Out> = (input: In) => Out | Promise<Out>;

/** Steps in a row, as one. */
export interface Pipeline<In, Out> {
  pipe<Next>(step: Step<Out, Next>): Pipeline<In, Next>;
  run(input: In): Promise<Out>;
}

/** Is told how long each step took, in ms. */
export type StepClock = (step: string, ms: number) => void;

export function startWith<In, Out>(step: Step<In, Out>, clock: StepClock): Pipeline<In, Out> {
  return pipelineOf((input) => timed(step, input, clock), clock);
}

function pipelineOf<In, Out>(
  run: (input: In) => Promise<Out>,
  clock: StepClock,
): Pipeline<In, Out> {
  return {
    run,
    pipe: (step) => pipelineOf(async (input) => timed(step, await run(input), clock), clock),
  };
}

async function timed<In, Out>(step: Step<In, Out>, input: In, clock: StepClock): Promise<Out> {
  const start = performance.now();
  const output = await step(input);
  clock(step.name, performance.now() - start);
  return output;
}
