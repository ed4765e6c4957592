CREATE TABLE "webhook_choices" (
	"id" uuid PRIMARY KEY NOT NULL,
	"webhook_id" uuid NOT NULL,
	"since" timestamp with time zone NOT NULL,
	"types" text[],
	"paused" boolean NOT NULL,
	CONSTRAINT "webhook_choices_types" CHECK (cardinality("webhook_choices"."types") between 1 and 100)
);
--> statement-breakpoint
ALTER TABLE "webhooks" DROP CONSTRAINT "webhooks_paused";--> statement-breakpoint
ALTER TABLE "webhooks" DROP CONSTRAINT "webhooks_resumed";--> statement-breakpoint
ALTER TABLE "webhook_choices" ADD CONSTRAINT "webhook_choices_webhook_id_webhooks_id_fk" FOREIGN KEY ("webhook_id") REFERENCES "public"."webhooks"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "webhook_choices_webhook_id_since_index" ON "webhook_choices" USING btree ("webhook_id","since");--> statement-breakpoint
INSERT INTO "webhook_choices" SELECT gen_random_uuid(), "id", "created_at", "types", false FROM "webhooks";--> statement-breakpoint
INSERT INTO "webhook_choices" SELECT gen_random_uuid(), "id", "paused_at", "types", true FROM "webhooks" WHERE "paused_at" IS NOT NULL;--> statement-breakpoint
INSERT INTO "webhook_choices" SELECT gen_random_uuid(), "id", "resumed_at", "types", false FROM "webhooks" WHERE "resumed_at" IS NOT NULL;--> statement-breakpoint
UPDATE "webhooks" SET "paused_at" = NULL WHERE "resumed_at" IS NOT NULL;--> statement-breakpoint
ALTER TABLE "webhooks" DROP COLUMN "resumed_at";