import { z } from "zod";
import { isCountry } from "../companies/countries.ts";
import { nameField } from "../companies/rules.ts";
import type { PayloadPolicy } from "../key-book/entries.ts";
import { BUILT_IN_SERVICE } from "../key-book/products.ts";

export const PAYLOAD_POLICIES = ["off", "mirror", "required"] as const satisfies readonly PayloadPolicy[];

/** `text`: some sentences; `line`: a few words; `yes-no`: one of the two. */
export const QUESTION_KINDS = ["text", "line", "yes-no"] as const;

export const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;
export type Method = (typeof METHODS)[number];

export const MOST_SERVICES = 100;
export const MOST_PRODUCTS = 40;
export const MOST_OPERATIONS = 2_000;
export const MOST_QUESTIONS = 20;
const LONGEST_LINE = 200;

export interface Product {
  readonly id: string;
  readonly name: string;
}

export interface Operation {
  readonly method: Method;
  /** Parameters take whole segments: `/customers/{customerId}/accounts`. */
  readonly path: string;
  /** For people: the document's summary. */
  readonly summary: string | null;
  /** What a contract must hold for it; null: every contract holds it. */
  readonly product: string | null;
}

export interface Question {
  readonly id: string;
  readonly question: string;
  readonly hint: string;
  readonly kind: (typeof QUESTION_KINDS)[number];
  readonly required: boolean;
}

export const serviceIdField = z
  .string("Give the service an id.")
  .max(40, "An id has at most 40 letters.")
  .regex(/^[a-z0-9][a-z0-9-]{1,39}$/, "An id has 2 to 40 small letters, digits and dashes.");

export const productIdField = z
  .string("Name a product.")
  .max(40, "A product's id has at most 40 letters.")
  .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, "A product's id has small letters, digits and dashes.");

export const questionIdField = z
  .string("Give the question an id.")
  .max(40)
  .regex(/^[A-Za-z][A-Za-z0-9]{0,39}$/, "A question's id has letters and digits.");

/** Names with dots between them, as in `encryptedPayload.encryptedData`. */
const payloadField = z
  .string("Name the field.")
  .max(200, "A field's path has at most 4 names of 40 letters.")
  .regex(
    /^[A-Za-z][A-Za-z0-9_-]{0,39}(\.[A-Za-z][A-Za-z0-9_-]{0,39}){0,3}$/,
    "Write names of letters, digits, _ and -, with dots between them: encryptedData.",
  );

const urlField = z
  .string()
  .trim()
  .max(500, "An address has at most 500 letters.")
  .nullable()
  .transform((url) => (url === "" ? null : url));

const shortText = (most: number, says: string) =>
  z
    .string(says)
    .max(4 * most, says)
    .trim()
    .normalize("NFC")
    .max(most, says)
    .refine(
      (text) => !/[\p{Cc}\p{Cs}<>\u202a-\u202e\u2066-\u2069]/u.test(text),
      "No < or >, and nothing unseen.",
    );

/** What an operator may say of a service, whether it is new or there already. */
export const serviceFields = z
  .object({
    name: nameField("The service's name"),
    region: shortText(60, "A region has at most 60 letters."),
    description: shortText(255, "A description has at most 255 letters."),
    commercialCountries: z
      .array(z.string().refine(isCountry, "Choose countries from the list."))
      .min(1, "Choose at least one country.")
      .max(249, "Name each country once."),
    sandboxUrl: urlField.describe(
      "Where calls of Sandbox and Test Drive Premium go; null: Test Drive, which knows Open Finance alone. Another service isn't offered without one.",
    ),
    productionUrl: urlField.describe("Where calls of Production go."),
    payloadPolicy: z.enum(PAYLOAD_POLICIES, "Choose off, mirror or required."),
    requestField: payloadField.describe(
      "Path of the field that carries an encrypted request, dots between names.",
    ),
    responseField: payloadField.describe("The same of answers."),
    fieldLevel: z.boolean("Say whether field-level encryption is accepted."),
    offered: z.boolean("Say whether partners may choose it."),
    products: z
      .array(z.object({ id: productIdField, name: nameField("The product's name") }))
      .max(MOST_PRODUCTS, `At most ${MOST_PRODUCTS} products.`),
    questions: z
      .array(
        z.object({
          id: questionIdField,
          question: shortText(200, "A question has at most 200 letters.").min(1, "Ask something."),
          hint: shortText(255, "A hint has at most 255 letters."),
          kind: z.enum(QUESTION_KINDS, "Choose text, line or yes-no."),
          required: z.boolean("Say whether it must be answered."),
        }),
      )
      .max(MOST_QUESTIONS, `At most ${MOST_QUESTIONS} questions.`),
  })
  .superRefine((service, context) => {
    const once = (field: "commercialCountries" | "products" | "questions", ids: readonly string[]) => {
      if (new Set(ids).size !== ids.length)
        context.addIssue({ code: "custom", path: [field], message: "Each can stand here once." });
    };
    once("commercialCountries", service.commercialCountries);
    once(
      "products",
      service.products.map(({ id }) => id),
    );
    once(
      "questions",
      service.questions.map(({ id }) => id),
    );
  });

export type ServiceFields = z.output<typeof serviceFields>;
export type ServiceField = keyof ServiceFields;

interface Wrong {
  readonly field: string;
  readonly detail: string;
}

/**
 * What doesn't go with what the service has already, by the field that is to be changed.
 *
 * @param before null for a new one
 */
export function whatIsWrong(
  before: {
    readonly productionUrl: string | null;
    readonly operations: readonly Pick<Operation, "product">[];
    /** Are its calls told apart by the list that Gatehouse brings along? */
    readonly builtInList: boolean;
    /** Does Test Drive answer in its Sandbox, where no address is given? */
    readonly testDrive: boolean;
  } | null,
  wanted: Pick<ServiceFields, "sandboxUrl" | "productionUrl" | "offered" | "products">,
): Wrong[] {
  const wrong: Wrong[] = [];
  const ids = new Set(wanted.products.map(({ id }) => id));
  const used = new Set((before?.operations ?? []).flatMap(({ product }) => product ?? []));
  const missing = [...used].filter((id) => !ids.has(id));
  if (missing.length > 0) {
    wrong.push({
      field: "products",
      detail: `Operations belong to: ${missing.join(", ")}. Assign them elsewhere first.`,
    });
  }
  if (before !== null && before.productionUrl !== null && wanted.productionUrl === null) {
    wrong.push({
      field: "productionUrl",
      detail: "Production may rest on it: give another address in its place.",
    });
  }
  const callable = before !== null && (before.builtInList || before.operations.length > 0);
  if (wanted.offered && !(callable && wanted.products.length > 0)) {
    wrong.push({
      field: "offered",
      detail: "It can be offered once it has operations and products: import its document first.",
    });
  }
  if (wanted.offered && wanted.sandboxUrl === null && !(before?.testDrive ?? false)) {
    wrong.push({
      field: "sandboxUrl",
      detail: "Projects begin in the Sandbox: give its address, or don't offer the service yet.",
    });
  }
  return wrong;
}

/** Does Test Drive answer in the Sandbox of this service, where no address is given? */
export function hasTestDrive({ id }: { readonly id: string }): boolean {
  return id === BUILT_IN_SERVICE;
}

/** Is there anything that answers in its Sandbox? */
export function hasSandbox(service: { readonly id: string; readonly sandboxUrl: string | null }): boolean {
  return service.sandboxUrl !== null || hasTestDrive(service);
}

/**
 * What is wrong with the answers to a service's questions, by the question's id.
 *
 * @param draft may leave questions open
 */
export function whyNotAnswers(
  questions: readonly Question[],
  answers: Readonly<Record<string, string | undefined>>,
  draft: boolean,
): Wrong[] {
  const known = new Set(questions.map(({ id }) => id));
  const strange = Object.keys(answers)
    .filter((id) => !known.has(id))
    .map((field) => ({ field, detail: "This is not asked any more: open the page anew." }));
  const wrong = questions.flatMap(({ id, kind, required }) => {
    const answer = answers[id] ?? "";
    if (answer === "") return required && !draft ? [{ field: id, detail: "Answer this question." }] : [];
    if (kind === "yes-no" && answer !== "yes" && answer !== "no")
      return [{ field: id, detail: "Answer yes or no." }];
    if (kind === "line" && (answer.length > LONGEST_LINE || answer.includes("\n")))
      return [{ field: id, detail: `Answer in one line of at most ${LONGEST_LINE} letters.` }];
    return [];
  });
  return [...strange, ...wrong];
}

/** How the provider names the files of a service, e.g. `OpenFinance` for “Open Finance”. */
export function filePrefixOf(name: string): string {
  const letters = name
    .normalize("NFKD")
    .replaceAll(/[^A-Za-z0-9]+/g, "")
    .slice(0, 40);
  return letters === "" ? "Gatehouse" : letters;
}

/** Of a name in a document, fit to be a product's id. */
export function productIdOf(name: string): string {
  const id = name
    .normalize("NFKD")
    .replaceAll(/\p{M}+/gu, "")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-+|-+$/g, "")
    .slice(0, 40)
    .replace(/-+$/, "");
  return id === "" ? "other" : id;
}
