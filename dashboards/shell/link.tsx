import type { ComponentChildren } from "preact";
import { readAddress } from "./address.ts";
import { view } from "./state.ts";

interface LinkProps {
  readonly href: string;
  readonly class?: string;
  /** What it leads to, where its text does not say enough. */
  readonly label?: string;
  /** It leads to what is shown now. */
  readonly current?: "page" | "true";
  readonly children: ComponentChildren;
}

/** A link to a view of this page: followed without loading it again, openable elsewhere. */
export function Link({ href, children, label, current, ...rest }: LinkProps) {
  const follow = (event: MouseEvent) => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    history.pushState(null, "", href);
    view.value = readAddress(location.search);
  };
  return (
    <a {...rest} aria-label={label} aria-current={current} href={href} onClick={follow}>
      {children}
    </a>
  );
}
