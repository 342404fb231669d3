-- Sums of printed figures that hold, to the last digit or within rounding, with what they are sums of. A
-- round figure may never have been rounded, and says nothing of whether figures were.
with compared as (

    select comparisons.*
    from {{ ref('audit_comparisons') }} as comparisons
    inner join {{ ref('identities') }} as identities on comparisons.identity = identities.identity
    where
        comparisons.outcome in ('holds', 'rounding')
        and identities.relation = 'equal'
        and identities.scope in ('row', 'column', 'hierarchy', 'table_to_table')

),

figures as (

    select * from {{ ref('audit_quotations') }}

),

sums as (

    select
        compared.identity,
        compared.document_id,
        compared.place_key,
        compared.outcome,
        list(operands.figure_id) as figure_ids,
        list_sort(list(figures.amount_yuan) filter (where operands.side = 'right' and figures.amount_yuan <> 0))
            as terms,
        count(*) filter (
            where operands.side = 'right' and figures.amount_yuan % nullif(20 * figures.half_unit_yuan, 0) <> 0
        ) as fine_count,
        count(distinct figures.half_unit_yuan) filter (where figures.amount_yuan <> 0) <= 1 as is_even
    from compared
    inner join {{ ref('audit_operands') }} as operands on {{ same_reading('compared', 'operands') }}
    inner join figures on operands.figure_id = figures.figure_id
    group by all
    -- what a percentage gives was never printed
    having
        bool_and(
            operands.figure_id = operands.printed_figure_id
            and coalesce(figures.placement, '') not in ('ambiguous', 'guessed')
        )

)

select * from sums
