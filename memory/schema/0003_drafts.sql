-- The life of a draft: drafts that were put away, what a new version took over, and when a draft was last looked up.

ALTER TABLE draft ADD COLUMN deleted TEXT;      -- when it was taken off the list; NULL: it is on it
ALTER TABLE draft ADD COLUMN seen INTEGER;      -- the newest batch when its segments were looked up last; NULL unknown

ALTER TABLE draft_seg ADD COLUMN carried INTEGER;   -- number of the segment of the earlier version whose work this is
ALTER TABLE draft_seg ADD COLUMN previous TEXT;     -- JSON: the similar segment of the earlier version
ALTER TABLE draft_seg ADD COLUMN exported TEXT;     -- JSON: texts that files of this draft may show besides what is here
ALTER TABLE draft_seg ADD COLUMN alike TEXT;        -- JSON: the best earlier segment with the same or a similar source
