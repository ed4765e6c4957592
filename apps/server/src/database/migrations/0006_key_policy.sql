CREATE TABLE "key_policies" (
	"version" integer PRIMARY KEY NOT NULL,
	"client_key_days" integer NOT NULL,
	"mastercard_key_days" integer NOT NULL,
	"allowed_bits" integer[] NOT NULL,
	"default_bits" integer NOT NULL,
	"signature_hashes" text[] NOT NULL,
	"most_client_keys" integer NOT NULL,
	"most_mastercard_keys" integer NOT NULL,
	"destroy_after_days" integer NOT NULL,
	"reminder_days" integer[] NOT NULL,
	"unproven_activation" text NOT NULL,
	"changed_at" timestamp with time zone NOT NULL,
	"changed_by" uuid NOT NULL,
	"changed_by_email" text NOT NULL,
	CONSTRAINT "key_policies_version" CHECK ("key_policies"."version" >= 1),
	CONSTRAINT "key_policies_lifetimes" CHECK ("key_policies"."client_key_days" between 7 and 1825 and "key_policies"."mastercard_key_days" between 7 and 1825),
	CONSTRAINT "key_policies_sizes" CHECK (cardinality("key_policies"."allowed_bits") between 1 and 3 and "key_policies"."allowed_bits" <@ array[2048, 3072, 4096] and "key_policies"."default_bits" = any("key_policies"."allowed_bits")),
	CONSTRAINT "key_policies_hashes" CHECK (cardinality("key_policies"."signature_hashes") between 1 and 3 and "key_policies"."signature_hashes" <@ array['SHA-256', 'SHA-384', 'SHA-512']),
	CONSTRAINT "key_policies_most_keys" CHECK ("key_policies"."most_client_keys" between 2 and 500 and "key_policies"."most_mastercard_keys" between 2 and 500),
	CONSTRAINT "key_policies_destroy" CHECK ("key_policies"."destroy_after_days" between 1 and 365),
	CONSTRAINT "key_policies_reminders" CHECK (cardinality("key_policies"."reminder_days") between 1 and 12 and 0 < all("key_policies"."reminder_days") and least("key_policies"."client_key_days", "key_policies"."mastercard_key_days") > all("key_policies"."reminder_days")),
	CONSTRAINT "key_policies_unproven" CHECK ("key_policies"."unproven_activation" in ('ask-twice', 'refuse'))
);
--> statement-breakpoint
ALTER TABLE "client_encryption_keys" ADD COLUMN "destroy_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "key_policies" ADD CONSTRAINT "key_policies_changed_by_accounts_id_fk" FOREIGN KEY ("changed_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "client_encryption_keys" ADD CONSTRAINT "client_encryption_keys_destroyed_revoked" CHECK ("client_encryption_keys"."destroy_at" is null or "client_encryption_keys"."revoked_at" is not null);