-- The leaves of every fact add up to the total its table prints, or the audit says why not.
select
    fact,
    document_id,
    phase,
    outcome,
    difference_yuan
from {{ ref('audit_additivity') }}
where (outcome in ('holds', 'rounding')) <> (explanation is null)
