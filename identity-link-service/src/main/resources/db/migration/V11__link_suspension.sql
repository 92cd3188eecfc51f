-- Who holds a link, and since when: only who may lift that hold can resume it.
ALTER TABLE link ADD COLUMN suspended_by text CHECK (suspended_by IN ('CITIZEN', 'PROVIDER', 'OPERATOR', 'DISPUTE'));
ALTER TABLE link ADD COLUMN suspended_at timestamptz;
ALTER TABLE link ADD CONSTRAINT link_suspended CHECK ((state = 'SUSPENDED') = (suspended_by IS NOT NULL)
  AND (state = 'SUSPENDED') = (suspended_at IS NOT NULL));
