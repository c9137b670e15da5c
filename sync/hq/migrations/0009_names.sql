-- A common surname is borne by thousands in every month: given names stand in its index, so that nobody
-- else's crossing is read from the table to see whose it is.
DROP INDEX crossing_name;
CREATE INDEX crossing_name ON crossing (name_key text_pattern_ops, birth_date)
    INCLUDE (given_names, at, record_id);
