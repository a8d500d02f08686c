/** What a text of JSON says; undefined, which no JSON says, when it is broken. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
