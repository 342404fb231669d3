-- Lines of revenue and of balances that add up lines below them, where no code tells it.
with figures as (

    select * from {{ ref('int_figures') }}

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
        and purses.depth > 0
        -- 其中：财政拨款 is a part, not the sum
        and lower.row_funding_source not in ('general_public_budget_appropriation', 'special_transfer')

),

-- 二、上年结转 over （一）… and （二）…, where they add up to it
numbered as (

    select
        *,
        regexp_matches({{ folded('row_label') }}, '^[一二三四五六七八九十]+、') as is_upper,
        regexp_matches({{ folded('row_label') }}, '^[(][一二三四五六七八九十]+[)]') as is_under
    from figures
    where subject in ('balance', 'revenue') and not is_total_row and row_label is not null

),

numbered_groups as (

    select
        *,
        sum(is_upper::integer) over (partition by document_id, table_no, column_no order by row_no) as group_no
    from numbered
    where is_upper or is_under

),

numbered_parents as (

    select max(figure_id) filter (where is_upper) as figure_id
    from numbered_groups
    group by document_id, table_no, column_no, group_no
    having
        abs(sum(amount_yuan) filter (where is_under) - max(amount_yuan) filter (where is_upper))
        <= sum(half_unit_yuan)

),

parents as (

    select figure_id from purse_parents
    union distinct
    select figure_id from numbered_parents
    where figure_id is not null

)

select * from parents
