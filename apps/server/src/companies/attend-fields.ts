import { z } from "zod";
import { messageField } from "./rules.ts";

/** What is said on a timeline, of a company or of a request, from either side. */
export const commentBody = z.object({ text: messageField("Write something.") });
export const COMMENT_BODY_LIMIT = 16_384;

/** An operator takes something on, or leaves it to others. */
export const assigneeBody = z.object({ mine: z.boolean("Say whether it is yours.") });
export const ASSIGNEE_BODY_LIMIT = 1_024;
