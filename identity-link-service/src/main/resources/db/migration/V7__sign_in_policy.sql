-- What legal texts say about signing in, as dated data. Written by two operators; published content never changes.
CREATE TABLE sign_in_policy (
  policy_id uuid PRIMARY KEY,
  name text NOT NULL,
  version integer NOT NULL,
  state text NOT NULL CHECK (state IN ('DRAFT', 'REVIEWED', 'PUBLISHED', 'WITHDRAWN')),
  content jsonb NOT NULL,
  drafted_by text NOT NULL,
  drafted_at timestamptz NOT NULL,
  reviewed_by text,
  reviewed_at timestamptz,
  published_by text,
  published_at timestamptz,
  withdrawn_by text,
  withdrawn_at timestamptz,
  withdrawal_reason text,
  row_version bigint NOT NULL,
  CONSTRAINT sign_in_policy_version UNIQUE (name, version),
  CONSTRAINT sign_in_policy_reviewed CHECK ((state = 'DRAFT') = (reviewed_by IS NULL) AND (reviewed_by IS NULL) = (reviewed_at IS NULL)),
  CONSTRAINT sign_in_policy_second_operator CHECK (reviewed_by <> drafted_by),
  CONSTRAINT sign_in_policy_published CHECK ((state IN ('PUBLISHED', 'WITHDRAWN')) = (published_by IS NOT NULL AND published_at IS NOT NULL)),
  CONSTRAINT sign_in_policy_withdrawn CHECK ((state = 'WITHDRAWN')
    = (withdrawn_by IS NOT NULL AND withdrawn_at IS NOT NULL AND withdrawal_reason IS NOT NULL))
);

CREATE FUNCTION sign_in_policy_immutable() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state IN ('PUBLISHED', 'WITHDRAWN')
      AND (NEW.content, NEW.name, NEW.version, NEW.drafted_by, NEW.reviewed_by, NEW.published_by, NEW.published_at)
        IS DISTINCT FROM (OLD.content, OLD.name, OLD.version, OLD.drafted_by, OLD.reviewed_by, OLD.published_by, OLD.published_at)
      OR OLD.state = 'WITHDRAWN' OR (OLD.state = 'PUBLISHED' AND NEW.state <> 'WITHDRAWN') THEN
    RAISE EXCEPTION 'a published policy does not change' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER sign_in_policy_immutable BEFORE UPDATE ON sign_in_policy
  FOR EACH ROW EXECUTE FUNCTION sign_in_policy_immutable();

-- Counts publications and withdrawals: replicas keep the published policies until it differs.
CREATE TABLE sign_in_policy_revision (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  revision bigint NOT NULL
);
INSERT INTO sign_in_policy_revision (revision) VALUES (1);

-- [Bỏ qua], once per decision; neither consent nor refusal.
CREATE TABLE sign_in_skip (
  decision_id uuid PRIMARY KEY,
  account_id uuid NOT NULL REFERENCES account,
  policy_id uuid NOT NULL REFERENCES sign_in_policy,
  notice_version integer NOT NULL,
  skipped_at timestamptz NOT NULL
);
CREATE INDEX sign_in_skip_account ON sign_in_skip (account_id, policy_id);

GRANT SELECT, INSERT, UPDATE ON sign_in_policy TO identity_link_application;
GRANT SELECT, UPDATE ON sign_in_policy_revision TO identity_link_application;
GRANT SELECT, INSERT ON sign_in_skip TO identity_link_application;
