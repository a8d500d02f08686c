// Makes schemas/texts/machine.wasm.ts of machine.ts: `npm run machine`. It is kept in git, 3 kB, so that
// nothing has to be compiled before a test or a script runs. With --check it only looks whether it is old.

import { readFileSync, writeFileSync } from "node:fs";
import asc from "assemblyscript/asc";
import { at } from "./paths.mjs";
import { giveUp } from "./terminal.mjs";

const made = at("schemas", "texts", "machine.wasm.ts");
const text = moduleOf(await compile(readFileSync(at("schemas", "texts", "machine.ts"), "utf8")));
if (!process.argv.includes("--check")) writeFileSync(made, text);
else if (readFileSync(made, "utf8") !== text) {
  giveUp("machine.wasm.ts is not made of this machine.ts.", "Make it: npm run machine");
}

async function compile(source) {
  let wasm = new Uint8Array();
  const { error, stderr } = await asc.main(
    ["machine.ts", "--outFile", "machine.wasm", "-O3", "--runtime", "stub", "--enable", "simd"],
    {
      readFile: (name) => (name === "machine.ts" ? source : null),
      writeFile(name, bytes) {
        if (name === "machine.wasm") wasm = bytes;
      },
      listFiles: () => [],
    },
  );
  if (error) giveUp("machine.ts does not compile:", stderr.toString());
  return wasm;
}

function moduleOf(wasm) {
  return `// Made of machine.ts by \`npm run machine\`: WebAssembly, as base64.
export const MACHINE =
  "${Buffer.from(wasm).toString("base64")}";
`;
}
