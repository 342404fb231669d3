-- Lines of revenue and of balances that add up lines below them, where no code tells it.
with figures as (

    select * from {{ ref('int_figures') }}

),

lines as (

    select * from {{ ref('int_lines') }}

),

-- 财政拨款 over 一般公共预算: a line is the sum of the lines whose purses lie in its own
purse_parents as (

    select distinct upper.figure_id
    from figures as upper
    inner join figures as lower
        on
            {{ same_column('upper', 'lower') }}
            and upper.row_no < lower.row_no
            and not lower.is_total_row
    inner join {{ ref('int_purse_tree') }} as purses
        on upper.row_funding_source = purses.ancestor and lower.row_funding_source = purses.funding_source
    where
        upper.measure = 'revenue'
        and upper.subject in ('balance', 'revenue')
        -- 一般公共服务支出 is no purse
        and coalesce(upper.function_code, lower.function_code) is null
        and purses.depth > 0
        -- 其中：财政拨款 is a part, not the sum
        and lower.row_funding_source not in ('general_public_budget_appropriation', 'special_transfer')

),

outermost as (

    select *
    from lines
    where parent_row is not null
    qualify kind = min(kind) over (partition by document_id, table_no, block_no, parent_row)

),

-- 二、上年结转 over （一）… and （二）…, where they add up to it
line_parents as (

    select totals.figure_id
    from outermost as parts
    inner join figures as totals
        on {{ same_table('parts', 'totals', 'block_no') }} and parts.parent_row = totals.row_no
    inner join figures as addends
        on {{ same_row('parts', 'addends', 'block_no') }} and totals.column_no = addends.column_no
    group by totals.figure_id, totals.amount_yuan, totals.half_unit_yuan
    having
        abs(sum(addends.amount_yuan) - totals.amount_yuan) <= sum(addends.half_unit_yuan) + totals.half_unit_yuan

),

parents as (

    select figure_id from purse_parents
    union distinct
    select figure_id from line_parents

)

select * from parents
