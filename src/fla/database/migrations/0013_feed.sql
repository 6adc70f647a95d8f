-- The feed of events (docs/decisions/0013): a provider's own proposals in the order of their changes,
-- and the employer's number for whom none is open.
-- depends: 0012_addresses

CREATE INDEX training_by_provider_change ON training (registered_by, changed_at, id) WHERE proposed;

CREATE FUNCTION employer_number(id bigint) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
    SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$ SELECT e.enterprise_number FROM employer e WHERE e.id = employer_number.id $$;
