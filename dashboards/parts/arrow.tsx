/** Up or down; drawn, because fonts lack the sign. The words beside it say the same. */
export const Arrow = ({ direction }: { readonly direction: "up" | "down" }) => (
  <svg class="arrow" width="10" height="10" viewBox="0 0 10 10" aria-hidden="true">
    <path d={direction === "up" ? "M5 1 9.5 9H.5z" : "M5 9 .5 1h9z"} fill="currentColor" />
  </svg>
);
