import type { CredentialEntry } from "../key-book/entries.ts";
import type { Picture } from "./picture.ts";

/** What is no operation, or has no name of its own. */
export const OTHER_OPERATION = "other";

/** Names that one set of credentials makes, where a service has no list of operations: a large API has some hundred. */
const MOST_OF_ONE = 250;
const LONGEST = 200;
/** Credentials whose names are remembered; beyond, they are learned anew. */
const MOST_CREDENTIALS = 10_000;

/**
 * The names that calls are counted by. A service that has a list of operations gives them, and everything else is `other`. Where there is none
 * – the built-in service before a document is imported for it – a path with ids left out is a name once it has succeeded, and only so many for
 * each set of credentials: whoever makes paths up makes no rows that are kept for months, and takes no names from anybody else.
 */
export class OperationNames {
  readonly #learned = new Map<string, Set<string>>();

  nameOf(
    call: { readonly method: string; readonly path: string; readonly succeeded: boolean },
    { id, environmentId }: Pick<CredentialEntry, "id" | "environmentId">,
    picture: Picture,
  ): string {
    const environment = picture.environment(environmentId);
    const service = environment === null ? null : picture.serviceOf(environment);
    if (service === null) return OTHER_OPERATION;
    if (service.findOperation !== null) {
      return service.findOperation(call.method, call.path)?.name ?? OTHER_OPERATION;
    }
    return this.#known(id, withoutIds(call.method, call.path), call.succeeded);
  }

  #known(credentialId: string, name: string, succeeded: boolean): string {
    const known = this.#learned.get(credentialId);
    if (known?.has(name) === true) return name;
    if (!succeeded || name.length > LONGEST) return OTHER_OPERATION;
    if (known === undefined) {
      if (this.#learned.size >= MOST_CREDENTIALS) this.#learned.clear();
      this.#learned.set(credentialId, new Set([name]));
      return name;
    }
    if (known.size >= MOST_OF_ONE) return OTHER_OPERATION;
    known.add(name);
    return name;
  }
}

const MOST_SEGMENTS = 12;
/** A version, or a word without digits. */
const WORD = /^(?:v\d{1,2}|[A-Za-z_.-]{0,40})$/;

/** A path with what looks like an id left out: any segment with a digit but the version, or longer than a word. */
function withoutIds(method: string, path: string): string {
  const segments = path.split("/", MOST_SEGMENTS).map((segment) => (WORD.test(segment) ? segment : "{}"));
  return `${method} ${segments.join("/")}`;
}
