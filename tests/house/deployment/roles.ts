import { program } from "../../../infra/main.ts";
import { Environment } from "../../../schemas/config.ts";
import { isOurs, type Compose } from "./compose.ts";

/** Our own services: their commands exist, their environment is one that Parcours starts with. */
export function roleComplaints({ services }: Compose): readonly string[] {
  const commands = program().commands.map((command) => command.name());
  const ours = Object.entries(services).filter(([, service]) => isOurs(service));
  const folders = new Set(ours.map(([, { environment }]) => environment?.["PARCOURS_DATA"]));
  return [
    ...ours.flatMap(([name, { command = [], environment = {}, volumes = [] }]) => {
      const data = String(environment["PARCOURS_DATA"]);
      const config = String(environment["PARCOURS_CONFIG"]);
      const targets = volumes.map((mount) => mount.split(":")[1]);
      const set = Object.entries(environment).filter(([, value]) => value !== "");
      const checked = Environment.safeParse(Object.fromEntries(set));
      return [
        ...command
          .slice(0, 1)
          .filter((word) => !commands.includes(word))
          .map((word) => `${word} is no command`),
        ...(checked.error?.issues ?? []).map((issue) => `${issue.path.join()} ${issue.message}`),
        ...[data, config]
          .filter((path) => !targets.includes(path))
          .map((path) => `nothing is mounted at ${path}`),
      ].map((wrong) => `${name}: ${wrong}`);
    }),
    ...(folders.size === 1 ? [] : ["roles have different PARCOURS_DATA: secrets must be the same"]),
    ...(ours.filter(([, { build }]) => build !== undefined).length === 1
      ? []
      : ["one service builds the image, and one alone"]),
  ];
}
