import { signal } from "@preact/signals";

/** Now, ms since 1970; moves once a second while the page is seen. */
export const now = signal(Date.now());

/** False while the page is in a tab that nobody sees. */
export const visible = signal(!document.hidden);

document.addEventListener("visibilitychange", () => {
  visible.value = !document.hidden;
  now.value = Date.now();
});

setInterval(() => {
  if (visible.peek()) now.value = Date.now();
}, 1000);
