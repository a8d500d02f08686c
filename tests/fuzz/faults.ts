import { ADDRESS_FAULTS } from "./address-faults.ts";
import { BODY_FAULTS } from "./body-faults.ts";
import type { Operation } from "./document.ts";
import type { Faults } from "./fault.ts";
import { HEADER_FAULTS } from "./header-faults.ts";
import { VALUE_FAULTS } from "./value-faults.ts";

/** Everything that can be done to the requests of an operation. */
export function faultsOf({ method, requestBody }: Operation): Faults {
  return {
    ...(requestBody === undefined ? {} : VALUE_FAULTS),
    ...(method === "GET" ? {} : BODY_FAULTS),
    ...HEADER_FAULTS,
    ...ADDRESS_FAULTS,
  };
}
