ALTER TABLE "identity_flows" DROP CONSTRAINT "identity_flows_purpose";--> statement-breakpoint
ALTER TABLE "identity_flows" DROP CONSTRAINT "identity_flows_account";--> statement-breakpoint
ALTER TABLE "identity_flows" ADD COLUMN "company_name" text;--> statement-breakpoint
ALTER TABLE "identity_flows" ADD CONSTRAINT "identity_flows_company_name" CHECK ("identity_flows"."company_name" is null or "identity_flows"."purpose" = 'sign-up');--> statement-breakpoint
ALTER TABLE "identity_flows" ADD CONSTRAINT "identity_flows_purpose" CHECK ("identity_flows"."purpose" in ('log-in', 'sign-up', 'link', 'company'));--> statement-breakpoint
ALTER TABLE "identity_flows" ADD CONSTRAINT "identity_flows_account" CHECK (("identity_flows"."purpose" in ('log-in', 'sign-up')) = ("identity_flows"."account_id" is null));