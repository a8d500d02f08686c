/** Markup that is safe to send: made by {@link html} alone, which escapes all that is put into it. */
export class Html {
  readonly markup: string;
  constructor(markup: string) {
    this.markup = markup;
  }
}

export type HtmlValue = string | number | Html | readonly HtmlValue[];

/** A piece of a page. What stands in `${}` is escaped, unless it is markup of this function. */
export function html(parts: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  const markup = parts.map((part, index) => {
    const value = values[index];
    return value === undefined ? part : part + markupOf(value);
  });
  return new Html(markup.join(""));
}

function markupOf(value: HtmlValue): string {
  if (value instanceof Html) return value.markup;
  if (typeof value === "object") return value.map(markupOf).join("");
  return String(value).replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** A sentence in which `names` between backticks are code. */
export function prose(text: string): Html {
  const pieces = text.split("`");
  return html`${pieces.map((piece, index) => (index % 2 === 0 ? piece : html`<code>${piece}</code>`))}`;
}

/** A table that scrolls by itself where the page is narrow, by keyboard too. */
export function table(
  caption: string,
  heads: readonly string[],
  rows: readonly (readonly HtmlValue[])[],
): Html {
  const head = heads.map((text) => html`<th scope="col">${text}</th>`);
  const body = rows.map(([first = "", ...rest]) => {
    const cells = rest.map((cell) => html`<td>${cell}</td>`);
    return html`<tr>
      <th scope="row">${first}</th>
      ${cells}
    </tr> `;
  });
  return html`<div class="wide" role="group" aria-label="${caption}" tabindex="0">
    <table>
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          ${head}
        </tr>
      </thead>
      <tbody>
        ${body}
      </tbody>
    </table>
  </div> `;
}

/** A block of code as it is written. */
export function block(text: string): Html {
  return html`<pre tabindex="0"><code>${text}</code></pre> `;
}
