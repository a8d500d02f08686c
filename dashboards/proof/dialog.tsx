import { useEffect, useRef } from "preact/hooks";
import type { Fact } from "../parts/fact.ts";
import { addressOf, close, view, words } from "../shell/state.ts";
import { Link } from "../shell/link.tsx";
import { Definition } from "./definition.tsx";
import { JourneyList } from "./journey-list.tsx";
import { Timeline } from "./timeline.tsx";

interface ProofProps {
  /** Finds the figure that an address names. */
  readonly find: (figure: string, site: string | undefined) => Fact | undefined;
}

/** What stands behind a figure: its definition, the journeys, and one of them with its events. */
export function Proof({ find }: ProofProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const { opened } = view.value;
  const isOpen = opened !== undefined;
  useEffect(() => {
    const element = dialog.current;
    if (isOpen && element && !element.open) element.showModal();
    if (!isOpen && element?.open) element.close();
  }, [isOpen]);
  const depth = `${opened?.page ?? 0} ${opened?.journey ?? ""}`;
  useEffect(() => dialog.current?.scrollTo(0, 0), [depth]);

  const fact = opened && find(opened.figure, opened.site);
  const { page, proof } = words.value;
  return (
    <dialog
      ref={dialog}
      class="proof"
      aria-labelledby="proof-title"
      onClose={() => view.peek().opened && close()}
      onClick={({ target }) => target === dialog.current && dialog.current?.close()}
    >
      {opened && (
        <div class="sheet">
          <header>
            <h2 id="proof-title">
              {fact?.name ?? proof.journeys}
              {fact?.site !== undefined && <small>{find(opened.figure, undefined)?.name}</small>}
            </h2>
            <BackLink />
            <button type="button" class="quiet" onClick={() => dialog.current?.close()}>
              {page.close}
            </button>
          </header>
          {opened.journey !== undefined ? (
            <Timeline id={opened.journey} />
          ) : (
            <>
              {fact && opened.page === undefined && <Definition fact={fact} />}
              {fact?.parts && <Parts parts={fact.parts} />}
              {fact?.parts ? null : opened.page === undefined ? (
                <p>
                  <Link class="action" href={addressOf({ opened: { ...opened, page: 1 } })}>
                    {proof.see}
                  </Link>
                </p>
              ) : (
                <JourneyList opened={{ ...opened, page: opened.page }} />
              )}
            </>
          )}
        </div>
      )}
    </dialog>
  );
}

/** The figures that one is made of. */
function Parts({ parts }: { readonly parts: readonly Fact[] }) {
  return (
    <>
      <h3>{words.value.proof.parts}</h3>
      <dl>
        {parts.map(({ id, name, estimate, write }) => (
          <div key={id}>
            <dt>{estimate.value === null ? "–" : write(estimate.value)}</dt>
            <dd>
              <Link href={addressOf({ opened: { figure: id } })}>{name}</Link>
            </dd>
          </div>
        ))}
      </dl>
    </>
  );
}

/** One step up: from a journey to its list, from a list to the definition. */
function BackLink() {
  const { opened } = view.value;
  if (!opened || (opened.page === undefined && opened.journey === undefined)) return null;
  const { journey, page, ...rest } = opened;
  const up = journey !== undefined && page !== undefined ? { ...rest, page } : rest;
  return (
    <Link class="quiet" href={addressOf({ opened: up })}>
      {words.value.page.back}
    </Link>
  );
}
