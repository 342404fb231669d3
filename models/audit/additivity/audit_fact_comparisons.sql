-- The leaves of each fact against the total its source prints.
with fact_rows as (

    select * from {{ ref('audit_fact_rows') }}

),

figures as (

    select * from {{ ref('int_figures') }}

),

sums as (

    select
        fact_rows.fact,
        fact_rows.document_id,
        fact_rows.phase,
        sum(fact_rows.amount_yuan) as facts_yuan,
        sum(figures.half_unit_yuan) as rounding_yuan,
        count(*) as row_count
    from fact_rows
    inner join figures on fact_rows.figure_id = figures.figure_id
    -- money brought forward is listed without a total
    where figures.table_type <> 'carry_over_expenditure'
    group by all

),

-- of 合计 and 小计 over the three expenses, the one they add up to
expense_totals as (

    select
        sums.fact,
        sums.document_id,
        sums.phase,
        min_by(totals.amount_yuan, abs(totals.amount_yuan - sums.facts_yuan)) as amount_yuan,
        min_by(totals.half_unit_yuan, abs(totals.amount_yuan - sums.facts_yuan)) as half_unit_yuan
    from sums
    inner join {{ ref('audit_fact_totals') }} as totals
        on sums.fact = totals.fact and sums.document_id = totals.document_id and sums.phase = totals.phase
    where totals.is_of_expenses
    group by all

),

other_totals as (

    select
        fact,
        document_id,
        phase,
        sum(amount_yuan) as amount_yuan,
        sum(half_unit_yuan) as half_unit_yuan
    from {{ ref('audit_fact_totals') }}
    where not is_of_expenses
    group by all

),

totals as (

    select * from expense_totals
    union all
    select * from other_totals

),

compared as (

    select
        sums.fact,
        sums.document_id,
        sums.phase,
        sums.row_count,
        sums.facts_yuan,
        totals.amount_yuan as printed_total_yuan,
        sums.facts_yuan - totals.amount_yuan as difference_yuan,
        sums.rounding_yuan + coalesce(totals.half_unit_yuan, 0) as tolerance_yuan
    from sums
    left join totals
        on
            sums.fact = totals.fact
            and sums.document_id = totals.document_id
            and sums.phase = totals.phase

),

judged as (

    select
        *,
        case
            when printed_total_yuan is null then 'no_total'
            when difference_yuan = 0 then 'holds'
            when abs(difference_yuan) <= tolerance_yuan then 'rounding'
            when difference_yuan < 0 then 'not_itemised'
            else 'broken'
        end as outcome
    from compared

)

select * from judged
