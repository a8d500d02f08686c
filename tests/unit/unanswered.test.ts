import { expect, test } from "vitest";
import { unanswered } from "../../infra/log/unanswered.ts";

const sent = [
  { topic: "journey-events", messages: [{ partition: 0 }, { partition: 3 }, { partition: 0 }] },
  { topic: "journey-rejects", messages: [{ partition: 3 }] },
];
const answer = (topicName: string, partition: number) => ({ topicName, partition });

test("a send for which every partition was answered is whole", () => {
  const answers = [
    answer("journey-rejects", 3),
    answer("journey-events", 3),
    answer("journey-events", 0),
  ];
  expect(unanswered(sent, answers)).toEqual([]);
});

test("a send is not whole when the leader of some partitions changed between two attempts", () => {
  expect(unanswered(sent, [answer("journey-events", 3)])).toEqual([
    "journey-events/0",
    "journey-rejects/3",
  ]);
});
