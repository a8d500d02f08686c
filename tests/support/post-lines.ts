export interface Lines {
  readonly url: string;
  readonly key: string;
  /** NDJSON. */
  readonly body: string | Uint8Array<ArrayBuffer>;
  /** So long an answer is waited for, in ms. */
  readonly patienceMs: number;
}

/** What came of a request. */
export interface Posted {
  /** The status, or in words what came instead of an answer. */
  readonly outcome: string;
  readonly text: string;
  /** Of `Retry-After`; 0 where it is not said. */
  readonly retryAfterMs: number;
}

/** Sends lines of events once; a refusal is an answer like others, and so is nobody being there. */
export async function postLines({ url, key, body, patienceMs }: Lines): Promise<Posted> {
  try {
    const answer = await fetch(`${url}/v1/events`, {
      method: "POST",
      headers: {
        "content-type": "application/x-ndjson",
        authorization: `Bearer ${key}`,
        prefer: "return=minimal",
      },
      body,
      signal: AbortSignal.timeout(patienceMs),
    });
    const text = await answer.text();
    const retryAfterMs = Number(answer.headers.get("retry-after") ?? "0") * 1_000;
    return { outcome: String(answer.status), text, retryAfterMs };
  } catch (error) {
    return { outcome: nameOf(error), text: "", retryAfterMs: 0 };
  }
}

/** How many events a receipt calls rejected. */
export function rejectedIn(receipt: string): number {
  return (JSON.parse(receipt) as { readonly rejected: number }).rejected;
}

function nameOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  return (cause as { readonly code?: string | number }).code?.toString() ?? String(cause);
}
