import type { FastifyInstance } from "fastify";
import type { Environment } from "../../schemas/config.ts";
import { StartupError } from "../startup-error.ts";

/** Connections that the kernel may hold until we take them: all branches of a network come back at once. */
const BACKLOG = 4_096;

/** Listens where the environment says; throws {@link StartupError} with what to do when it can't. */
export async function listen(
  app: FastifyInstance,
  { PARCOURS_HOST: host, PARCOURS_PORT: port }: Environment,
): Promise<void> {
  await app.listen({ host, port, backlog: BACKLOG }).catch((cause: unknown) => {
    const said = cause instanceof Error ? cause.message : String(cause);
    const message =
      `Parcours cannot listen on ${host}:${String(port)} (${said}). ` +
      `Free that port, or set PARCOURS_PORT to another.`;
    throw new StartupError("port-taken", message, { cause });
  });
}
