CREATE TABLE "key_reminders" (
	"key_id" uuid NOT NULL,
	"days" integer NOT NULL,
	"sent_at" timestamp with time zone NOT NULL,
	CONSTRAINT "key_reminders_key_id_days_pk" PRIMARY KEY("key_id","days")
);
