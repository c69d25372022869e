-- Only sealed entries have a leaf. With the unsealed ones in it the embedded engine took this index to find
-- them, and sorted all of them for every thousand.
DROP INDEX entries_leaf;
CREATE UNIQUE INDEX entries_leaf ON entries (leaf) WHERE leaf IS NOT NULL;
