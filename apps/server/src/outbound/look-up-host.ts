import { lookup } from "node:dns/promises";

/** Every address that a name leads to at this moment; none: it leads nowhere. */
export type LookUpHost = (name: string) => Promise<readonly string[]>;

/** Somebody waits for the answer. */
const PATIENCE_MS = 3_000;

/** As the connections of this machine will: hosts file, then DNS. What can't be found in time leads nowhere. */
export const lookUpHost: LookUpHost = async (name) => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<readonly string[]>((resolve) => {
    timer = setTimeout(() => resolve([]), PATIENCE_MS);
  });
  const found = lookup(name, { all: true }).then(
    (addresses) => addresses.map(({ address }) => address),
    () => [],
  );
  try {
    return await Promise.race([found, late]);
  } finally {
    clearTimeout(timer);
  }
};
