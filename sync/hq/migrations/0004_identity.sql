-- Reserved: certificates of stations (helper A).
SELECT 1;
