ALTER TABLE "accounts" DROP CONSTRAINT "accounts_company";--> statement-breakpoint
ALTER TABLE "accounts" ADD COLUMN "removed_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "accounts" ADD CONSTRAINT "accounts_removed" CHECK ("accounts"."removed_at" is null or not "accounts"."operator");--> statement-breakpoint
ALTER TABLE "accounts" ADD CONSTRAINT "accounts_company" CHECK ("accounts"."operator" or "accounts"."company_id" is not null or "accounts"."removed_at" is not null);