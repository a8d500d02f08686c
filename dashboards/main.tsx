import { render } from "preact";
import { openSession } from "./data/session.ts";
import { listenToKeys } from "./shell/keys.tsx";
import { Page } from "./shell/page.tsx";

const place = document.getElementById("page");
if (place) render(<Page />, place);
listenToKeys();
void openSession();
