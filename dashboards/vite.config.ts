import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

/** Where the API answers while the pages are being worked on (`npx vite dashboards`). */
const api = "http://127.0.0.1:7300";

export default defineConfig({
  root: import.meta.dirname,
  base: "/",
  // JSX is compiled as tsconfig.json says: no plugin, no Babel.
  build: {
    outDir: fileURLToPath(new URL("../dist/dashboards/web", import.meta.url)),
    emptyOutDir: true,
    target: "es2022",
    // A strict Content-Security-Policy allows no script inside the page.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
  },
  server: { proxy: { "/v1": api, "/livez": api } },
});
