ALTER TABLE "client_encryption_keys" ADD COLUMN "compromised_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "client_encryption_keys" ADD COLUMN "replaces" uuid;--> statement-breakpoint
ALTER TABLE "mastercard_encryption_keys" ADD COLUMN "compromised_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "client_encryption_keys" ADD CONSTRAINT "client_encryption_keys_replaces" UNIQUE("replaces");--> statement-breakpoint
ALTER TABLE "client_encryption_keys" ADD CONSTRAINT "client_encryption_keys_compromised_revoked" CHECK ("client_encryption_keys"."compromised_at" is null or "client_encryption_keys"."revoked_at" is not null);--> statement-breakpoint
ALTER TABLE "mastercard_encryption_keys" ADD CONSTRAINT "mastercard_encryption_keys_compromised_revoked" CHECK ("mastercard_encryption_keys"."compromised_at" is null or "mastercard_encryption_keys"."revoked_at" is not null);