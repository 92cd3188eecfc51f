-- Since when phone and e-mail stand (absent: since the account was registered), and what stood thirty days before them:
-- whoever takes an account over changes them first.
ALTER TABLE account ADD COLUMN phone_since timestamptz;
ALTER TABLE account ADD COLUMN email_since timestamptz;
ALTER TABLE account ADD COLUMN former_contact bytea;
