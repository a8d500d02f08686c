import { once } from "node:events";
import type { Message } from "./kafka-records.ts";
import type { Log } from "./port.ts";

/** What a member of a consumer group hears and takes. */
export interface Membership {
  readonly onJoin: (partitions: readonly number[]) => void;
  /** Between two generations nobody has a partition. */
  readonly onLeave: () => void;
  readonly onEnd: (error: Error) => void;
  /** Resolves to whether the messages were taken. */
  readonly take: (
    messages: readonly Message[],
    partition: number,
    turn: { readonly isOver: () => boolean; readonly stillHere: () => Promise<void> },
  ) => Promise<boolean>;
}

/** Joins the group, as soon as the brokers answer; undefined when the signal came first. */
type Join = (
  signal: AbortSignal,
  membership: Membership,
) => Promise<{ disconnect(): Promise<void> } | undefined>;

/**
 * The lead of a group, by the one election that Kafka has: whoever is given the first partition of its
 * topic leads. When the brokers end a membership it begins again.
 */
export async function leadWithin(
  join: Join,
  act: Parameters<Log["lead"]>[1],
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const over = new AbortController();
    const ending = AbortSignal.any([signal, over.signal]);
    let term: AbortController | undefined;
    let acting = Promise.resolve();
    const onLeave = () => {
      term?.abort();
      term = undefined;
    };
    const end = () => {
      over.abort();
    };
    const member = await join(ending, {
      onJoin(partitions) {
        onLeave();
        if (!partitions.includes(0) || ending.aborted) return;
        const { signal: leading } = (term = new AbortController());
        acting = acting.then(() => act(leading));
        acting.catch(end);
      },
      onLeave,
      onEnd: end,
      take: () => Promise.resolve(true),
    });
    if (!ending.aborted) await once(ending, "abort");
    onLeave();
    await acting.finally(() => member?.disconnect()); // the next one has the lead at once
  }
}
