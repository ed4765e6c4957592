CREATE TABLE "retired_master_keys" (
	"fingerprint" text PRIMARY KEY NOT NULL,
	"backend" text,
	"created_at" timestamp with time zone NOT NULL,
	"retired_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "certificate_authorities" ALTER COLUMN "private_key" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "certificate_authorities" ADD COLUMN "token_key" text;--> statement-breakpoint
ALTER TABLE "master_keys" ADD COLUMN "state" text DEFAULT 'current' NOT NULL;--> statement-breakpoint
ALTER TABLE "master_keys" ADD COLUMN "backend" text;--> statement-breakpoint
ALTER TABLE "master_keys" ADD COLUMN "check_value" jsonb;--> statement-breakpoint
ALTER TABLE "gateway_heartbeats" ADD COLUMN "master_keys" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX "master_keys_one_current" ON "master_keys" USING btree ("state") WHERE "master_keys"."state" = 'current';--> statement-breakpoint
CREATE UNIQUE INDEX "master_keys_one_announced" ON "master_keys" USING btree ("state") WHERE "master_keys"."state" = 'announced';--> statement-breakpoint
ALTER TABLE "certificate_authorities" ADD CONSTRAINT "certificate_authorities_one_key" CHECK (num_nonnulls("certificate_authorities"."private_key", "certificate_authorities"."token_key") = 1);--> statement-breakpoint
ALTER TABLE "master_keys" ADD CONSTRAINT "master_keys_state" CHECK ("master_keys"."state" in ('announced', 'current', 'previous'));