import { view } from "../shell/state.ts";
import type { Speech } from "../speech.ts";
import { SIDE_DIMENSIONS, type Chosen, type SideDimension } from "./address.ts";
import { goOn } from "./go-on.ts";

interface ChooseProps {
  readonly chosen: Chosen | undefined;
  readonly values: readonly string[];
  readonly name: (value: string) => string;
  readonly speech: Speech;
}

/** `Comparer par canal : guichet avec téléphone` */
export function ChooseSides({ chosen, values, name, speech }: ChooseProps) {
  const { sides } = speech.words.journeys;
  const { by } = view.value.journeys.sides;
  return (
    <span class="rank choose">
      <label>
        {sides.by}{" "}
        <select
          value={by}
          onChange={({ currentTarget }) =>
            goOn({ sides: { by: currentTarget.value as SideDimension } })
          }
        >
          {SIDE_DIMENSIONS.map((dimension) => (
            <option key={dimension} value={dimension}>
              {sides.dimensions[dimension]}
            </option>
          ))}
        </select>
      </label>
      {chosen &&
        (["a", "b"] as const).map((side) => (
          <span key={side}>
            {side === "a" ? ": " : ` ${sides.with} `}
            <select
              aria-label={side === "a" ? sides.first : sides.second}
              value={chosen[side]}
              onChange={({ currentTarget }) =>
                goOn({ sides: { ...chosen, by, [side]: currentTarget.value } })
              }
            >
              {values
                .filter((value) => value !== chosen[side === "a" ? "b" : "a"])
                .map((value) => (
                  <option key={value} value={value}>
                    {name(value)}
                  </option>
                ))}
            </select>
          </span>
        ))}
    </span>
  );
}
