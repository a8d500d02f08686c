/**
 * Gives different steps to different events, as many as can be (Kuhn's augmenting paths). Who was
 * given a step may be moved to another for the sake of a newcomer, and never loses its turn.
 */
export class Matching {
  private readonly eventOf = new Map<number, number>();
  private readonly stepOf = new Map<number, number>();
  private readonly serves: (event: number, step: number) => boolean;

  constructor(serves: (event: number, step: number) => boolean) {
    this.serves = serves;
  }

  /** How many steps are served. */
  get size(): number {
    return this.eventOf.size;
  }

  /** Has one of the events serve this step as well; false when they can't. */
  serve(step: number, events: readonly number[], tried = new Set<number>()): boolean {
    for (const event of events) {
      if (tried.has(event) || !this.serves(event, step)) continue;
      tried.add(event);
      const other = this.stepOf.get(event);
      if (other === undefined || this.serve(other, events, tried)) {
        this.give(event, step);
        return true;
      }
    }
    return false;
  }

  /** Lets this event serve one more of the steps; false when it can't. */
  join(event: number, steps: number, tried = new Set<number>()): boolean {
    for (let step = 0; step < steps; step += 1) {
      if (tried.has(step) || !this.serves(event, step)) continue;
      tried.add(step);
      const other = this.eventOf.get(step);
      if (other === undefined || this.join(other, steps, tried)) {
        this.give(event, step);
        return true;
      }
    }
    return false;
  }

  private give(event: number, step: number): void {
    this.eventOf.set(step, event);
    this.stepOf.set(event, step);
  }
}
