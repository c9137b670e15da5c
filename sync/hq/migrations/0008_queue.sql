-- Reserved: queue.
SELECT 1;
