-- Most matters have no parent, campaign, import key or end of a suspension. An index over those that have one is
-- small, and no planner takes it for one in which nearly all rows are alike.
DROP INDEX matters_parent;
CREATE INDEX matters_parent ON matters (parent, id) WHERE parent IS NOT NULL;
DROP INDEX matters_campaign;
CREATE INDEX matters_campaign ON matters (campaign, due_at, id) WHERE campaign IS NOT NULL;
DROP INDEX matters_resume;
CREATE INDEX matters_resume ON matters (resume_at) WHERE resume_at IS NOT NULL;
DROP INDEX matters_import;
CREATE INDEX matters_import ON matters (office, import_key) WHERE import_key IS NOT NULL;
