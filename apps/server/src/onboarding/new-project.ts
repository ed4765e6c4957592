import { createHash } from "node:crypto";
import { z } from "zod";
import { aliasField, certificateRequestField } from "../encryption-keys/make-mastercard-key.ts";
import { clientField, countryField, descriptionField, projectNameField } from "../projects/rules.ts";

/** What the wizard has gathered when its last step is done. */
export const newProjectFields = z
  .object({
    draftId: z.uuid("The draft's id is a UUID made by the page."),
    name: projectNameField,
    purpose: z.enum(["self", "client"], "Say whether the project is for yourself or for a client."),
    client: clientField.optional(),
    apiService: z.string("Choose an API service.").max(64, "Choose an API service from the list."),
    commercialCountry: countryField,
    sandboxDescription: descriptionField,
    mastercardEncryptionKey: z
      .object({ alias: aliasField, certificateRequest: certificateRequestField })
      .optional()
      .describe("Absent: the step was skipped."),
  })
  .superRefine((project, context) => {
    if (project.purpose === "client" && project.client === undefined) {
      context.addIssue({
        code: "custom",
        path: ["client"],
        message: "Give the client company's legal name and address.",
      });
    }
    if (project.purpose === "self" && project.client !== undefined) {
      context.addIssue({
        code: "custom",
        path: ["client"],
        message: "A project for yourself has no client company.",
      });
    }
  });

export type NewProject = z.output<typeof newProjectFields>;

/** Tells a repetition of the same request from another one under the same draft. */
export function draftHash(project: NewProject): Buffer {
  const { draftId: _, ...asked } = project;
  return createHash("sha256").update(JSON.stringify(asked)).digest();
}
