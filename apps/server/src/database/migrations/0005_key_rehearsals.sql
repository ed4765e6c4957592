CREATE TABLE "key_rehearsals" (
	"id" uuid PRIMARY KEY NOT NULL,
	"key_id" uuid NOT NULL,
	"answer_hash" "bytea" NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"answered_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "mastercard_encryption_keys" ADD COLUMN "proven_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "mastercard_encryption_keys" ADD COLUMN "proven_from" text;--> statement-breakpoint
ALTER TABLE "key_rehearsals" ADD CONSTRAINT "key_rehearsals_key_id_mastercard_encryption_keys_id_fk" FOREIGN KEY ("key_id") REFERENCES "public"."mastercard_encryption_keys"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "key_rehearsals_key_id_index" ON "key_rehearsals" USING btree ("key_id");--> statement-breakpoint
CREATE INDEX "key_rehearsals_expires_at_index" ON "key_rehearsals" USING btree ("expires_at");