import type { WireRequest } from "./draft.ts";

/** A command line that sends the same request, for bash. */
export function curlLine(url: string, { method, address, headers, body }: WireRequest): string {
  const words = [
    "curl -sS -i --path-as-is --globoff",
    `-X ${method}`,
    ...Object.entries(headers).map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`),
    // curl would say one of its own, which is another request.
    ...(body !== undefined && headers["content-type"] === undefined ? ["-H content-type:"] : []),
    ...(headers["accept"] === undefined ? ["-H accept:"] : []),
  ];
  const target = quoted(url + address);
  if (body === undefined) return [...words, target].join(" ");
  return [`${bytesFor(Buffer.from(body))} |`, ...words, "--data-binary @-", target].join(" ");
}

/** Readable where it can be; padding is written as a count, other bytes in base64. */
function bytesFor(body: Buffer): string {
  const text = body.toString("utf8");
  const isPlain = /^[\x20-\x7e]*$/.test(text);
  const padding = /\s{1000,}$/.exec(text)?.[0].length ?? 0;
  if (isPlain && padding > 0) {
    return `printf '%s%*s' ${quoted(text.slice(0, -padding))} ${String(padding)} ''`;
  }
  if (isPlain) return `printf %s ${quoted(text)}`;
  return `echo ${body.toString("base64")} | base64 -d`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
