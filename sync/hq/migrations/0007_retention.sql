-- Reserved: retention.
SELECT 1;
