-- An address names an employer by its enterprise number, which is public. A provider, to whom no
-- employer is open, still reads at that address what it registered itself; the row policies of what
-- lies there decide, as ever.
-- depends: 0005_visibility

CREATE FUNCTION employer_key(number text) RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE
    SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$ SELECT id FROM employer WHERE enterprise_number = number $$;
