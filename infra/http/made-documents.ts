import { asyncApi } from "../../schemas/documents/async-api.ts";
import { eventJsonSchema } from "../../schemas/documents/json-schema.ts";
import { openApi } from "../../schemas/documents/open-api.ts";
import { docsPage } from "../../schemas/documents/page.ts";

export { DOCS_POLICY } from "../../schemas/documents/page.ts";

// Made when this module is first loaded.

export const OPEN_API = openApi();
export const ASYNC_API = asyncApi();
export const EVENT_SCHEMA = JSON.stringify(eventJsonSchema());
export const PAGE = { en: docsPage(OPEN_API, "en"), fr: docsPage(OPEN_API, "fr") };
