const LINE = 64;

/** JSON as people write it: inside, what fits into a line stands on one. */
export function readableJson(value: unknown, indent = ""): string {
  const inLine = lineOf(value);
  const isShort = indent !== "" && indent.length + inLine.length <= LINE;
  if (typeof value !== "object" || value === null || isShort) return inLine;
  const inner = `${indent}  `;
  const [open, close] = Array.isArray(value) ? "[]" : "{}";
  const members = membersOf(value, (member) => readableJson(member, inner));
  return `${String(open)}\n${inner}${members.join(`,\n${inner}`)}\n${indent}${String(close)}`;
}

function lineOf(value: unknown): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = membersOf(value, lineOf).join(", ");
  return Array.isArray(value) ? `[${members}]` : `{ ${members} }`;
}

function membersOf(value: object, write: (member: unknown) => string): string[] {
  if (Array.isArray(value)) return value.map(write);
  return Object.entries(value).map(([key, member]) => `${JSON.stringify(key)}: ${write(member)}`);
}
