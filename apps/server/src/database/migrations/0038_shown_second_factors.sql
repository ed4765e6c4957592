ALTER TABLE "passkey_challenges" DROP CONSTRAINT "passkey_challenges_purpose";--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "shown_by" text;--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "shown_at" timestamp with time zone;--> statement-breakpoint
UPDATE "sessions" SET "shown_by" = 'passkey', "shown_at" = "created_at" WHERE "by_passkey";--> statement-breakpoint
UPDATE "sessions" SET "shown_by" = 'app', "shown_at" = "sessions"."created_at" FROM "second_factors" WHERE "second_factors"."id" = "sessions"."account_id" AND "second_factors"."confirmed_at" IS NOT NULL AND "sessions"."shown_by" IS NULL;--> statement-breakpoint
ALTER TABLE "sessions" DROP COLUMN "by_passkey";--> statement-breakpoint
ALTER TABLE "passkey_challenges" ADD CONSTRAINT "passkey_challenges_purpose" CHECK ("passkey_challenges"."purpose" in ('add', 'log-in', 'show'));--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_shown" CHECK (("sessions"."shown_by" is null) = ("sessions"."shown_at" is null));--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_shown_by" CHECK ("sessions"."shown_by" in ('passkey', 'app', 'recovery-code'));