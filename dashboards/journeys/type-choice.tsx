import { EVENT_TYPES, type EventType } from "../../schemas/event-types.ts";
import { words } from "../shell/state.ts";

interface TypeChoiceProps {
  readonly label: string;
  readonly type: EventType;
  readonly id?: string;
  readonly choose: (type: EventType) => void;
}

/** One of the thirteen types of event, in the page's words. */
export function TypeChoice({ label, type, choose, id }: TypeChoiceProps) {
  return (
    <select
      {...(id !== undefined && { id })}
      class="word"
      aria-label={label}
      value={type}
      onChange={({ currentTarget }) => choose(currentTarget.value as EventType)}
    >
      {EVENT_TYPES.map(({ type: name }) => (
        <option key={name} value={name}>
          {words.value.events[name]}
        </option>
      ))}
    </select>
  );
}
