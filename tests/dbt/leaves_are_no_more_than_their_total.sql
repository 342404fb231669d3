-- Facts that add up to more than the total their table prints: a figure counted twice, or a mistake of
-- the publisher. Reported, as a disclosure may contradict itself.
{{ config(severity='warn') }}

select
    fact,
    document_id,
    phase,
    facts_yuan,
    printed_total_yuan,
    explanation
from {{ ref('audit_additivity') }}
where outcome = 'broken'
