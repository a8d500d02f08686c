import type { ComponentChildren } from "preact";

interface WordProps {
  readonly label: string;
  readonly value: string | number;
  readonly choose: (value: string) => void;
  readonly children: ComponentChildren;
  readonly id?: string;
}

/** A word of the sentence: a native list. */
export const Word = ({ label, value, choose, children, id }: WordProps) => (
  <select
    {...(id !== undefined && { id })}
    class="word"
    aria-label={label}
    value={value}
    onChange={({ currentTarget }) => choose(currentTarget.value)}
  >
    {children}
  </select>
);
