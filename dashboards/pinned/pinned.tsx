import type { ScreenId } from "../../schemas/saved.ts";
import { Failed } from "../parts/states.tsx";
import { words } from "../shell/state.ts";
import { PinnedBlock } from "./pinned-block.tsx";
import { usePinned } from "./use-pinned.ts";

/** The saved questions that stand on a screen: a block each, by name; nothing where there are none. */
export function Pinned({ screen }: { readonly screen: ScreenId }) {
  const { questions, failure, retry } = usePinned(screen);
  if (questions.length === 0 && failure === undefined) return null;
  return (
    <div class="blocks">
      {questions.length === 0 && failure ? (
        <section class="block pinned">
          <Failed failure={failure} what={words.value.pinned.all} retry={retry} />
        </section>
      ) : (
        questions.map((saved) => <PinnedBlock key={saved.name} saved={saved} />)
      )}
    </div>
  );
}
