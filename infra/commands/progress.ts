/** A line that says how far long work is: rewritten on a terminal, every few seconds elsewhere. */
export interface ProgressLine {
  say(done: number, amount: number, unit: string): void;
  end(): void;
}

const TERMINAL_MS = 200;
const ELSEWHERE_MS = 5_000;

/** On standard output, unless that is for what the work brings forth. */
export function progressLine(what: string, out: NodeJS.WriteStream = process.stdout): ProgressLine {
  const startedAt = performance.now();
  const isTerminal = out.isTTY;
  let saidAt = isTerminal ? Number.NEGATIVE_INFINITY : startedAt; // short work needs no line in a file
  return {
    say(done, amount, unit) {
      const now = performance.now();
      if (now - saidAt < (isTerminal ? TERMINAL_MS : ELSEWHERE_MS)) return;
      saidAt = now;
      const elapsed = (now - startedAt) / 1000;
      const rate = Math.round(amount / elapsed).toLocaleString("en");
      const left = done > 0 ? Math.ceil((elapsed / done) * (1 - done)) : undefined;
      const leftText = left === undefined ? "" : `, ${String(left)} s left`;
      const line = `${what}: ${String(Math.round(done * 100))} %, ${amount.toLocaleString("en")} ${unit}, ${rate}/s${leftText}`;
      out.write(isTerminal ? `\r\u001b[2K${line}` : `${line}\n`);
    },
    end() {
      if (isTerminal) out.write("\r\u001b[2K");
    },
  };
}
