import type { NoticeFacts, NoticeKind } from "./kinds.ts";

/** What a notice is about besides its facts. */
export interface Scene {
  readonly project: string;
  readonly environment: "sandbox" | "production" | null;
  readonly provider: string;
  readonly actor: string | null;
}

/** A headline of one line, and what it means. */
export interface Said {
  readonly subject: string;
  readonly paragraphs: readonly string[];
}

/** The words of one language: a function for each kind, and the labels around them. */
export interface Words {
  readonly say: { readonly [Kind in NoticeKind]: (facts: NoticeFacts[Kind], scene: Scene) => Said };
  readonly labels: {
    readonly kid: string;
    readonly partnerId: string;
    readonly by: string;
    readonly byServer: string;
    /** Other projects of which the same is said; `more`: how many aren't named. */
    readonly alsoIn: (names: readonly string[], more: number) => string;
    readonly open: string;
    readonly openConsole: string;
    readonly whySecurity: string;
    readonly whyChoice: (settingsUrl: string) => string;
  };
}
