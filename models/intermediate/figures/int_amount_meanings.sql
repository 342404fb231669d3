-- What an amount measures, in which phase and from whose purse, by all that was said about it.
with placed as (

    select * from {{ ref('int_placed_amounts') }}

),

-- some forms add 会议费 and 培训费: what adds up all of them is no total of the three expenses
totalled as (

    select
        *,
        coalesce(
            three_public = 'total'
            and not regexp_matches(concat_ws('/', column_key, row_label), '三公')
            and bool_or(three_public in ('meetings', 'training')) over (partition by document_id, table_no),
            false
        ) as is_wider_total
    from placed

),

meant as (

    select
        figure_id,
        column_funding_source,
        row_funding_source,
        default_funding_source,
        column_is_carry_over,
        row_is_carry_over,
        case
            when form_measure is not null then form_measure
            when column_measure is not null then column_measure
            when table_type = 'three_public_expenses' and is_wider_total then 'three_public_with_meetings_and_training'
            when table_type = 'three_public_expenses' then coalesce('three_public_' || three_public, 'three_public')
            when subject = 'performance' then 'project_funds'
            when table_type = 'operating_cost' then 'operating_cost'
            when subject = 'revenue' then 'revenue'
            when subject = 'balance' and regexp_matches(column_key, '^(20[0-9]{2}年)?(本年)?(财政拨款)?收入') then 'revenue'
            when subject = 'balance' and regexp_matches(column_key, '^(20[0-9]{2}年)?(本年)?(财政拨款)?支出') then 'expenditure'
            when subject = 'balance' and block_no = 1 then 'revenue'
            when
                regexp_matches(column_key, '收入') and not regexp_matches(column_key, '支出')
                and table_type in ('government_fund_expenditure', 'state_capital_expenditure')
                then 'revenue'
            when regexp_matches(column_key, '年末.*结[转余]|结转下年') then 'carry_over_out'
            when regexp_matches(column_key, '年初.*结[转余]') then 'carry_over_in'
            else 'expenditure'
        end as measure,
        case
            when column_phase = 'change' or says_change then 'change'
            when coalesce(label_year, try_cast(regexp_extract(column_key, '(20[0-9]{2})年', 1) as integer)) < fiscal_year
                then 'previous_year'
            when document_kind = 'final_accounts' and column_phase = 'initial' and not regexp_matches(column_key, '年初')
                -- 一般公共预算 names a purse, no budget
                then case
                    when regexp_matches(
                        regexp_replace(column_key, '(公共|基金|资本经营)预算', '', 'g'), '预算'
                    ) then 'adjusted'
                    else 'final'
                end
            when column_phase is not null then column_phase
            when document_kind = 'final_accounts' then 'final'
            else 'initial'
        end as phase
    from totalled

),

sourced as (

    select
        figure_id,
        measure,
        phase,
        -- on the side of revenue the lines name the purses
        coalesce(
            column_funding_source,
            case when measure = 'revenue' then row_funding_source end,
            default_funding_source
        ) as funding_source,
        column_is_carry_over
        or (measure = 'revenue' and column_funding_source is null and row_is_carry_over) as is_carry_over
    from meant

)

select * from sourced
