import type { ComponentChildren } from "preact";
import { readAddress } from "./address.ts";
import { view } from "./state.ts";

interface LinkProps {
  readonly href: string;
  readonly class?: string;
  readonly children: ComponentChildren;
}

/** A link to a view of this page: followed without loading it again, openable elsewhere. */
export function Link({ href, children, ...rest }: LinkProps) {
  const follow = (event: MouseEvent) => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    history.pushState(null, "", href);
    view.value = readAddress(location.search);
  };
  return (
    <a {...rest} href={href} onClick={follow}>
      {children}
    </a>
  );
}
