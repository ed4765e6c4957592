ALTER TABLE "contracts" ADD COLUMN "withdrawn_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "contracts" ADD COLUMN "withdrawn_by" uuid;--> statement-breakpoint
ALTER TABLE "contracts" ADD COLUMN "withdrawn_by_email" text;--> statement-breakpoint
ALTER TABLE "contracts" ADD COLUMN "withdrawal_reason" text;--> statement-breakpoint
ALTER TABLE "environments" ADD COLUMN "end_reason" text;--> statement-breakpoint
ALTER TABLE "contracts" ADD CONSTRAINT "contracts_withdrawn_by_accounts_id_fk" FOREIGN KEY ("withdrawn_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "contracts" ADD CONSTRAINT "contracts_withdrawn" CHECK (num_nulls("contracts"."withdrawn_at", "contracts"."withdrawn_by", "contracts"."withdrawn_by_email", "contracts"."withdrawal_reason") in (0, 4));--> statement-breakpoint
ALTER TABLE "contracts" ADD CONSTRAINT "contracts_withdrawal_reason" CHECK (length("contracts"."withdrawal_reason") <= 2000);--> statement-breakpoint
ALTER TABLE "environments" ADD CONSTRAINT "environments_end" CHECK ("environments"."end_reason" in ('contract-ended', 'contract-withdrawn', 'trial-over') and ("environments"."end_reason" is null or "environments"."ends_at" is not null));