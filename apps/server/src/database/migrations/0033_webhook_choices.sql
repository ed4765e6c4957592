ALTER TABLE "webhooks" ADD COLUMN "types" text[];--> statement-breakpoint
ALTER TABLE "webhooks" ADD COLUMN "paused_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "webhooks" ADD COLUMN "resumed_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "webhooks" ADD CONSTRAINT "webhooks_types" CHECK (cardinality("webhooks"."types") between 1 and 100);--> statement-breakpoint
ALTER TABLE "webhooks" ADD CONSTRAINT "webhooks_paused" CHECK ("webhooks"."resumed_at" is null or "webhooks"."paused_at" <= "webhooks"."resumed_at");--> statement-breakpoint
ALTER TABLE "webhooks" ADD CONSTRAINT "webhooks_resumed" CHECK ("webhooks"."resumed_at" is null or "webhooks"."paused_at" is not null);