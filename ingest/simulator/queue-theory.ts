/** A queue at constant rate: Poisson arrivals, exponential handling. */
export interface Load {
  readonly arrivalsPerHour: number;
  readonly handleSeconds: number;
  readonly agents: number;
}

/** What Erlang C says of a queue nobody leaves. */
export interface ErlangC {
  readonly waitProbability: number;
  /** ASA: over all customers, zero waits included. */
  readonly meanWaitSeconds: number;
  /** The share answered within so many seconds. */
  readonly within: (seconds: number) => number;
}

/** Erlang C (M/M/c); throws a RangeError when the agents can't keep up, as waits then grow for ever. */
export function erlangC({ arrivalsPerHour, handleSeconds, agents }: Load): ErlangC {
  const erlangs = (arrivalsPerHour * handleSeconds) / 3600;
  if (erlangs >= agents)
    throw new RangeError(`${agents} agents can't carry ${erlangs} erlangs; at least one more.`);
  let blocked = 1;
  for (let n = 1; n <= agents; n += 1) blocked = (erlangs * blocked) / (n + erlangs * blocked);
  const waitProbability = blocked / (1 - (erlangs / agents) * (1 - blocked));
  const spare = agents - erlangs;
  return {
    waitProbability,
    meanWaitSeconds: (waitProbability * handleSeconds) / spare,
    within: (seconds) => 1 - waitProbability * Math.exp((-spare * seconds) / handleSeconds),
  };
}

/** What Erlang A says of a queue that customers leave when their patience ends. */
export interface ErlangA {
  readonly abandonProbability: number;
  /** Over all offered, served and abandoned alike: abandonProbability × patience. */
  readonly meanWaitSeconds: number;
  readonly occupancy: number;
}

// Beyond this share of the whole, states of a longer queue change no printed digit.
const NEGLIGIBLE = 1e-15;

/** Erlang A (M/M/c+M), patience exponential with the given mean, summed over its birth-death chain. */
export function erlangA(load: Load & { readonly patienceSeconds: number }): ErlangA {
  const { arrivalsPerHour, handleSeconds, agents, patienceSeconds } = load;
  const arrivals = arrivalsPerHour / 3600;
  let weight = 1;
  let total = 1;
  let waiting = 0;
  for (let n = 1; n <= agents || weight > NEGLIGIBLE * total; n += 1) {
    const queue = Math.max(0, n - agents);
    weight *= arrivals / (Math.min(n, agents) / handleSeconds + queue / patienceSeconds);
    total += weight;
    waiting += queue * weight;
  }
  const meanWaitSeconds = waiting / total / arrivals;
  const abandonProbability = meanWaitSeconds / patienceSeconds;
  const occupancy = (arrivals * (1 - abandonProbability) * handleSeconds) / agents;
  return { abandonProbability, meanWaitSeconds, occupancy };
}
