-- Reserved: what stations hold, other kinds.
SELECT 1;
