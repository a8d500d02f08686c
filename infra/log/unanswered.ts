interface TopicMessages {
  readonly topic: string;
  readonly messages: readonly { readonly partition: number }[];
}

interface Answer {
  readonly topicName: string;
  readonly partition: number;
}

/**
 * Partitions, such as `journey-events/3`, that were sent to and for which no broker has answered.
 *
 * kafkajs 2.2.4 calls such a send a success: when one of two brokers fails, and its partitions are led
 * by the other one at the second attempt, then the other one is not asked again, because it has
 * answered before (producer/sendMessages.js). `npm run chaos` lost 73 of 310,847 events to that.
 */
export function unanswered(
  sent: readonly TopicMessages[],
  answers: readonly Answer[],
): readonly string[] {
  const wanted = sent.flatMap(({ topic, messages }) =>
    messages.map(({ partition }) => `${topic}/${String(partition)}`),
  );
  const given = new Set(
    answers.map(({ topicName, partition }) => `${topicName}/${String(partition)}`),
  );
  return [...new Set(wanted)].filter((one) => !given.has(one));
}
