-- When the stream of an import broke off; absent again once lines come again.
ALTER TABLE account_import ADD COLUMN broken_off_at timestamptz;
ALTER TABLE account_import ADD CONSTRAINT account_import_completed_is_whole
  CHECK (state <> 'COMPLETED' OR broken_off_at IS NULL);
