import type { Language } from "../../schemas/text.ts";
import { failureOf, type Failure } from "./ask.ts";
import type { Request } from "./source.ts";

/** Asks a question in a format and gives the answer to the browser as a file. */
export async function download(
  { name, question }: Request,
  format: string,
  file: { readonly name: string; readonly language: Language },
): Promise<Failure | undefined> {
  try {
    const response = await fetch(`/v1/questions/${name}`, {
      method: "POST",
      headers: {
        Accept: format,
        "Accept-Language": file.language,
        "Content-Type": "application/json",
      },
      body: JSON.stringify(question),
      credentials: "same-origin",
    });
    if (!response.ok) return await failureOf(response);
    const url = URL.createObjectURL(await response.blob());
    const link = document.createElement("a");
    link.href = url;
    link.download = file.name;
    link.click();
    URL.revokeObjectURL(url);
    return undefined;
  } catch {
    return { kind: "unreachable" };
  }
}
