-- A comparison that holds an item twice would be added twice.
select
    'fct_budget_execution' as fact,
    unit_id,
    fiscal_year,
    null::varchar as phase,
    null::varchar as measure,
    function_code
from {{ ref('fct_budget_execution') }}
group by all
having count(*) > 1
union all
select
    'fct_year_on_year' as fact,
    unit_id,
    fiscal_year,
    phase,
    measure,
    function_code
from {{ ref('fct_year_on_year') }}
group by all
having count(*) > 1
