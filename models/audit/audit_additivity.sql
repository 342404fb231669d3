-- Whether the leaves of a fact add up to the total its source prints. A total that is more than its
-- items is the publisher's own where a class or a project is printed without what it consists of.
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

),

-- a class or group printed with more, or less, than the items under it
uneven_rows as (

    select
        upper.figure_id,
        upper.document_id,
        upper.table_type,
        upper.row_label,
        upper.amount_yuan,
        coalesce(upper.function_code, upper.economic_code) as code,
        sum(lower.amount_yuan) as items_yuan
    from figures as upper
    inner join {{ ref('int_row_roles') }} as upper_roles
        on upper.figure_id = upper_roles.figure_id and upper_roles.row_role = 'subtotal'
    inner join figures as lower
        on
            upper.document_id = lower.document_id
            and upper.table_no = lower.table_no
            and upper.column_no = lower.column_no
            and upper.unit_code is not distinct from lower.unit_code
            and coalesce(upper.function_code, upper.economic_code)
            = left(
                coalesce(lower.function_code, lower.economic_code),
                length(coalesce(upper.function_code, upper.economic_code))
            )
    inner join {{ ref('int_row_roles') }} as lower_roles
        on lower.figure_id = lower_roles.figure_id and lower_roles.row_role = 'leaf'
    where coalesce(upper.function_code, upper.economic_code) is not null
    group by all
    having upper.amount_yuan <> sum(lower.amount_yuan)

),

explained as (

    select
        judged.fact,
        judged.document_id,
        judged.phase,
        max_by(
            format(
                '{} {}: {:,.2f} yuan printed, its items add up to {:,.2f}',
                uneven_rows.code, uneven_rows.row_label, uneven_rows.amount_yuan::double, uneven_rows.items_yuan::double
            ),
            (
                abs(uneven_rows.amount_yuan - uneven_rows.items_yuan),
                length(uneven_rows.code),
                uneven_rows.amount_yuan
            )
        ) as explanation
    from judged
    inner join uneven_rows
        on
            judged.document_id = uneven_rows.document_id
            and abs(uneven_rows.amount_yuan - uneven_rows.items_yuan) <= abs(judged.difference_yuan) * 1.001 + 100
            and case judged.fact
                when 'fct_expenditure_by_function' then uneven_rows.table_type = 'expenditure'
                when 'fct_revenue' then uneven_rows.table_type = 'revenue'
                else uneven_rows.table_type in ('expenditure_by_economic', 'general_public_basic')
            end
    where
        judged.outcome in ('not_itemised', 'broken')
        and judged.fact in ('fct_expenditure_by_function', 'fct_expenditure_by_economic', 'fct_revenue')
    group by all

),

told as (

    select
        judged.fact,
        judged.document_id,
        judged.phase,
        judged.row_count,
        judged.facts_yuan,
        judged.printed_total_yuan,
        judged.difference_yuan,
        judged.tolerance_yuan,
        judged.outcome,
        case
            when judged.outcome in ('holds', 'rounding') then null
            when judged.outcome = 'no_total' then 'its table prints no total'
            else
                coalesce(
                    explained.explanation,
                    format(
                        'its {} rows add up to {:,.2f} yuan; {:,.2f} of the printed total {:,.2f} {}',
                        judged.row_count,
                        judged.facts_yuan::double,
                        abs(judged.difference_yuan)::double,
                        judged.printed_total_yuan::double,
                        case when judged.difference_yuan < 0 then 'stands in no row' else 'is counted twice' end
                    )
                )
        end as explanation
    from judged
    left join explained
        on
            judged.fact = explained.fact
            and judged.document_id = explained.document_id
            and judged.phase = explained.phase

)

select * from told
