-- Reserved: travellers.
SELECT 1;
