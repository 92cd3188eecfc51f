-- Since when phone and e-mail stand (absent: since the account was registered), and what stood thirty days before them:
-- whoever takes an account over changes them first.
ALTER TABLE account ADD COLUMN phone_since timestamptz;
ALTER TABLE account ADD COLUMN email_since timestamptz;
ALTER TABLE account ADD COLUMN former_contact bytea;
-- What was changed before this was kept has no known age: it is as young as this.
UPDATE account SET phone_since = now(), email_since = now() WHERE contact IS NOT NULL;
